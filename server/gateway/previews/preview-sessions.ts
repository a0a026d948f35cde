import { createHash, randomBytes } from 'node:crypto';

import type { Actor } from '../../../shared/actor.ts';
import type { SessionId, WorkspaceId } from '../../../shared/ids.ts';
import { readCookie } from '../../auth/cookies.ts';
import { OWN_COOKIE_PREFIX } from './preview-headers.ts';

export const PREVIEW_COOKIE = `${OWN_COOKIE_PREFIX}preview`;
const MAX_SESSIONS = 10_000;

export type PreviewPlace = { readonly workspaceId: WorkspaceId; readonly port: number };

/**
 * Who entered which preview, in memory by the hash of an opaque token: it ends with the session that opened it,
 * and with the server, after which the preview is opened again from the workspace.
 */
export class PreviewSessions {
  readonly #entries = new Map<string, PreviewPlace & { readonly actor: Actor }>();

  /** @returns the value of a Set-Cookie header */
  open(actor: Actor, place: PreviewPlace): string {
    const oldest = this.#entries.size >= MAX_SESSIONS ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    const token = randomBytes(32).toString('base64url');
    this.#entries.set(hash(token), { actor, workspaceId: place.workspaceId, port: place.port });
    return `${PREVIEW_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  }

  /** Who holds a cookie for exactly this place. */
  find(cookieHeader: string | undefined, place: PreviewPlace): Actor | null {
    const token = readCookie(cookieHeader, PREVIEW_COOKIE);
    const entry = token === null ? undefined : this.#entries.get(hash(token));
    return entry !== undefined && entry.workspaceId === place.workspaceId && entry.port === place.port ? entry.actor : null;
  }

  endSession(sessionId: SessionId): void {
    for (const [key, entry] of this.#entries) if (entry.actor.sessionId === sessionId) this.#entries.delete(key);
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
