import { createHmac } from 'node:crypto';

import type { Actor, Capability } from '../../shared/actor.ts';
import type { ActorToken } from '../../shared/agent-protocol.ts';

/** A token is for the start of a request: what it opened lives on after it expired. */
export const ACTOR_TOKEN_LIFETIME_MS = 60_000;

/** The value of ACTOR_HEADER. `secret` is the workspace's: a token is worthless in any other workspace. */
export function signActorToken(about: { actor: Actor; capabilities: readonly Capability[]; nowMs: number }, secret: string): string {
  const { memberId, sessionId, role } = about.actor;
  const token: ActorToken = { memberId, sessionId, role, capabilities: [...about.capabilities], expiresAtMs: about.nowMs + ACTOR_TOKEN_LIFETIME_MS };
  const body = Buffer.from(JSON.stringify(token)).toString('base64url');
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
