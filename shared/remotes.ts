import { z } from 'zod';

import { RemoteKeyId } from './ids.ts';

/** A member's keys for other git servers, the same for the contract, the use cases and the page. */
export const MAX_REMOTE_KEYS = 50;

/** Whole lines of what git reads: no line can be ended in them. */
const oneLine = (max: number) => z.string().min(1).max(max).refine((text) => text.split('').every((character) => character >= ' ' && character !== '\u007f'), 'one line');

export const KeyText = z.object({ userName: oneLine(200), secret: oneLine(1000) });
export type KeyText = z.infer<typeof KeyText>;

export const RemoteKeyView = z.object({ id: RemoteKeyId, place: z.string(), userName: z.string(), createdAtMs: z.number(), lastUsedAtMs: z.number().nullable() });
export type RemoteKeyView = z.infer<typeof RemoteKeyView>;

/** `fetch`: its branches come to `refs/remotes/<name>`. `push`: the branch goes there under its own name. */
export const RemoteDeed = z.discriminatedUnion('kind', [z.object({ kind: z.literal('fetch') }), z.object({ kind: z.literal('push'), branch: z.string().min(1).max(200) })]);
export type RemoteDeed = z.infer<typeof RemoteDeed>;
