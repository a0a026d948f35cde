import type { WorkspaceId } from '../../shared/ids.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Clock } from '../clock.ts';
import type { Changes } from '../changes.ts';
import type { Workspace, WorkspaceStore } from './workspace-store.ts';

type Track = {
  /** The last moment that counts as use. */
  usedAtMs: number;
  /** When it stops by itself; null while it is in use, or never does. */
  idleStopAtMs: number | null;
};

export type IdleStopDeps = {
  readonly store: WorkspaceStore;
  readonly hub: Pick<AgentHub, 'status'>;
  readonly clock: Clock;
  readonly changes: Changes;
  /** Asks for the stop; decides again on the workspace as it then is. */
  stop(id: WorkspaceId): Promise<void>;
};

/**
 * Finds workspaces that nobody uses. Use is: an attached terminal, input, output or traffic on a port (the agent
 * says so), a request or socket through the gateway (`touch`), and "keep running" (`touch` too).
 */
export class IdleStop {
  readonly #deps: IdleStopDeps;
  readonly #tracks = new Map<WorkspaceId, Track>();

  constructor(deps: IdleStopDeps) {
    this.#deps = deps;
  }

  touch(id: WorkspaceId): void {
    const track = this.#tracks.get(id);
    if (track === undefined) return;
    track.usedAtMs = this.#deps.clock.now();
  }

  /** Counting begins anew, at once visible. */
  keep(workspace: Workspace): void {
    const usedAtMs = this.#deps.clock.now();
    this.#tracks.set(workspace.id, { usedAtMs, idleStopAtMs: deadline(workspace, usedAtMs) });
  }

  forget(id: WorkspaceId): void {
    this.#tracks.delete(id);
  }

  idleStopAtMs(id: WorkspaceId): number | null {
    return this.#tracks.get(id)?.idleStopAtMs ?? null;
  }

  /** Whether the workspace's time is over now, as far as is known. */
  isOver(workspace: Workspace): boolean {
    const track = this.#tracks.get(workspace.id);
    if (track === undefined || track.idleStopAtMs === null) return false;
    const at = deadline(workspace, track.usedAtMs);
    return at !== null && at <= this.#deps.clock.now();
  }

  /** One look at everything that runs. Called every few seconds. */
  async check(): Promise<void> {
    const running = (await this.#deps.store.wantedRunning()).filter(({ state }) => state.phase === 'running');
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.#tracks.keys()) if (!ids.has(id)) this.#tracks.delete(id);
    await Promise.all(running.map((workspace) => this.#checkOne(workspace)));
  }

  async #checkOne(workspace: Workspace): Promise<void> {
    const { clock, changes, hub } = this.#deps;
    const { id } = workspace;
    // Seen for the first time after a start of the workspace or of the server: counting begins here.
    const track = this.#tracks.get(id) ?? { usedAtMs: clock.now(), idleStopAtMs: null };
    this.#tracks.set(id, track);
    // An agent that does not answer says nothing; the time goes on from what was known.
    const status = await hub.status(id).catch(() => null);
    const nowMs = clock.now();
    const attached = status !== null && status.attachedTerminals > 0;
    // The agent's word is not to be trusted: it may be early, but never in the future.
    const said = status === null ? 0 : Math.min(status.lastActivityAtMs, nowMs);
    track.usedAtMs = attached ? nowMs : Math.max(track.usedAtMs, said);
    const before = track.idleStopAtMs;
    track.idleStopAtMs = attached ? null : deadline(workspace, track.usedAtMs);
    if (before !== track.idleStopAtMs) changes.tell();
    if (this.isOver(workspace)) await this.#deps.stop(id);
  }
}

function deadline({ idleStopMs }: Workspace, usedAtMs: number): number | null {
  return idleStopMs === null ? null : usedAtMs + idleStopMs;
}
