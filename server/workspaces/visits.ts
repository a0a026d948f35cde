import type { Actor } from '../../shared/actor.ts';
import type { SessionId, WorkspaceId } from '../../shared/ids.ts';
import { HOUR_MS } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';

export const VISIT_MS = 12 * HOUR_MS;
const MAX_VISITS = 1000;

/**
 * Which owner's session has entered which member's workspace. In memory on purpose: a visit ends with the session,
 * after VISIT_MS or with the server, and is begun again by entering again, which is announced and recorded each time.
 */
export class Visits {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin({ sessionId }: Actor, workspaceId: WorkspaceId): void {
    const nowMs = this.#clock.now();
    for (const [key, untilMs] of this.#until) {
      // In the order they began, hence of their end.
      if (untilMs > nowMs && this.#until.size < MAX_VISITS) break;
      this.#until.delete(key);
    }
    this.#until.delete(keyOf(sessionId, workspaceId));
    this.#until.set(keyOf(sessionId, workspaceId), nowMs + VISIT_MS);
  }

  /** The session is good still: whoever asks has been authenticated. */
  has({ role, sessionId }: Actor, workspaceId: WorkspaceId): boolean {
    return role === 'owner' && (this.#until.get(keyOf(sessionId, workspaceId)) ?? 0) > this.#clock.now();
  }
}

function keyOf(sessionId: SessionId, workspaceId: WorkspaceId): string {
  return `${sessionId}/${workspaceId}`;
}
