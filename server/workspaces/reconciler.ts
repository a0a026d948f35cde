import type { WorkspaceId } from '../../shared/ids.ts';
import type { WorkspaceState } from '../../shared/workspaces.ts';
import type { Observed } from '../runtimes/runtime.ts';
import type { Driver, DriverDeps } from './driver.ts';
import { nextAction } from './driver.ts';
import { newSteps } from './steps.ts';
import type { Workspace } from './workspace-store.ts';

const LOG_LINES = 200;

/** Compares what runs with what the database says, at the server's start and whenever the engine comes back. */
export class Reconciler {
  readonly #deps: DriverDeps;
  readonly #driver: Driver;

  constructor(deps: DriverDeps, driver: Driver) {
    this.#deps = deps;
    this.#driver = driver;
  }

  /** Agents of what ran may dial in again, whether or not the engine answers. */
  async listen(): Promise<void> {
    for (const workspace of await this.#deps.store.wantedRunning()) {
      if (workspace.state.phase === 'running') await this.#listen(workspace);
    }
  }

  /** Resolves when every difference has been found; what is done about them goes on. @throws AtelierError unavailable */
  async reconcile(): Promise<void> {
    // The documents first: what changes after they were read is somebody's present wish and is left alone.
    const workspaces = await this.#deps.store.all();
    const observed = new Map((await this.#deps.runtime.list()).map((container) => [container.workspaceId, container]));
    const known = new Set(workspaces.map(({ id }) => id));
    for (const id of observed.keys()) if (!known.has(id)) this.#removeUnknown(id);
    for (const workspace of workspaces) {
      if (nextAction(workspace) !== null) void this.#driver.drive(workspace.id);
      else if (workspace.wanted === 'running') await this.#checkRunning(workspace, observed.get(workspace.id) ?? null);
      else if (observed.has(workspace.id)) this.#clearAway(workspace.id);
    }
  }

  /** A container ended or went without being asked to. */
  async containerEnded(id: WorkspaceId): Promise<void> {
    if (await this.#driver.checkAwaited(id)) return;
    const workspace = await this.#deps.store.get(id);
    if (workspace?.wanted !== 'running' || workspace.state.phase !== 'running') return;
    const observed = (await this.#deps.runtime.list()).find((container) => container.workspaceId === id) ?? null;
    if (observed?.running !== true) await this.#ended(workspace, observed);
  }

  /** Whatever runs with a network gets a container without one: the wall does not hold. */
  async withoutNetwork(): Promise<void> {
    for (const { id } of await this.#deps.store.wantedRunning()) {
      const changed = await this.#deps.store.change(id, (present) =>
        present.wanted === 'running' && present.state.phase === 'running' ? { state: { phase: 'creating', steps: newSteps() } } : null,
      );
      if (changed.state.phase === 'creating') void this.#driver.drive(id);
    }
  }

  async #checkRunning(workspace: Workspace, observed: Observed | null): Promise<void> {
    if (observed?.running === true) await this.#listen(workspace);
    else await this.#ended(workspace, observed);
  }

  async #listen({ id, secret }: Workspace): Promise<void> {
    const { hub, runtime, log } = this.#deps;
    try {
      await hub.listen(id, { folder: runtime.socketFolder(id), secret });
    } catch (error) {
      log.error({ err: error, workspaceId: id }, 'A workspace that runs cannot be listened to');
    }
  }

  async #ended(workspace: Workspace, observed: Observed | null): Promise<void> {
    const { store, runtime, sockets, hub, clock, log } = this.#deps;
    const { id } = workspace;
    const outOfMemory = observed?.exit?.outOfMemory === true;
    const printed = outOfMemory ? await runtime.log(id, LOG_LINES).catch(() => '') : '';
    const nowMs = clock.now();
    const state: WorkspaceState = outOfMemory
      ? { phase: 'failed', reason: 'out_of_memory', steps: [], log: printed, failedAtMs: nowMs }
      : { phase: 'stopped', stoppedAtMs: nowMs, because: 'exited' };
    const changed = await store.change(id, (present) => (present.revision === workspace.revision ? { wanted: 'stopped', made: null, state } : null));
    if (changed.wanted !== 'stopped') return;
    log.warn({ workspaceId: id, exit: observed?.exit ?? null }, 'A workspace ended by itself');
    sockets.closeWorkspace(id, 'not_running');
    await hub.forget(id);
    if (observed !== null) this.#clearAway(id);
  }

  /** Removes the container of what is stopped or in the trash, unless it was started meanwhile. */
  #clearAway(id: WorkspaceId): void {
    void this.#driver.exclusively(id, async () => {
      const present = await this.#deps.store.get(id);
      if (present === null || present.wanted === 'running') return;
      await this.#deps.runtime.stop(id);
      await this.#deps.hub.forget(id);
    });
  }

  /** Its volumes stay: data of a workspace that this database does not know is not ours to delete. */
  #removeUnknown(id: WorkspaceId): void {
    this.#deps.log.warn({ workspaceId: id }, 'A container of a workspace that is not in the database is removed');
    void this.#driver.exclusively(id, async () => {
      if ((await this.#deps.store.get(id)) === null) await this.#deps.runtime.remove(id, []);
    });
  }
}
