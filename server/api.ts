import type { Actor } from '../shared/actor.ts';
import { AtelierError } from '../shared/errors.ts';

/** Where a request comes from, for rate limits, sessions and the audit log. */
export type Caller = { readonly address: string; readonly client: string; readonly requestId: string };

/** What every procedure of the control plane gets. The gateway fills it and has checked `meta.access` before. */
export type ApiContext = { readonly caller: Caller; readonly actor: Actor | null };

/** The actor of a procedure that is not public. @throws AtelierError not_signed_in */
export function actorOf(context: ApiContext): Actor {
  if (context.actor === null) throw new AtelierError('not_signed_in');
  return context.actor;
}
