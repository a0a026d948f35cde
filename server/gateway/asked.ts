import type { Actor } from '../../shared/actor.ts';
import type { Caller } from '../api.ts';
import type { RequestKind } from './metrics.ts';
import type { RequestPath } from './request-path.ts';

/** What is known of a request so far; filled in as it goes through the gateway. */
export type Asked = { readonly path: RequestPath; readonly caller: Caller; actor: Actor | null; kind: RequestKind };
