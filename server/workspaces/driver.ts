import { AtelierError } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { DAY_MS } from '../../shared/units.ts';
import { WORKSPACE_TRASH_DAYS, type Step, type WorkspaceState } from '../../shared/workspaces.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { SocketRegistry } from '../gateway/socket-registry.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Log } from '../log.ts';
import { BringUp, Cancelled, type BringUpDeps, type LiveSteps } from './bring-up.ts';
import type { Changes } from '../changes.ts';
import { ContainerExited, failureLog, failureReason } from './failure.ts';
import { lostCopies } from './copies/copies.ts';
import { heldOf, onlyAdds, type Holdings } from './holdings.ts';
import { homeVolume } from './plan.ts';
import { failedAt, newSteps } from './steps.ts';
import { stopping, type Workspace } from './workspace-store.ts';

const LOG_LINES = 200;
const MAX_LOG_CHARACTERS = 20_000;

export type DriverDeps = BringUpDeps & {
  readonly sockets: SocketRegistry;
  readonly audit: AuditLog;
  readonly changes: Changes;
  readonly log: Log;
};

/** A start in progress, and the way to end it early. */
type Start = { readonly run: BringUp; readonly abort: AbortController; readonly end: (error: Error) => void };

type Action = 'bring_up' | 'tear_down' | 'purge';

/** What has to be done for what is wanted to become what is; null when it is. */
export function nextAction({ wanted, state }: Pick<Workspace, 'wanted' | 'state'>): Action | null {
  switch (wanted) {
    case 'purged':
      return 'purge';
    case 'trashed':
      return state.phase === 'trashed' ? null : 'tear_down';
    case 'stopped':
      return state.phase === 'stopping' ? 'tear_down' : null;
    case 'running':
      if (state.phase === 'creating') return 'bring_up';
      return state.phase === 'stopping' ? 'tear_down' : null;
  }
}

/**
 * Makes every workspace what its document says it shall be, one action at a time for each. Use cases write what
 * is wanted and call `drive`; a crash between any two writes is repaired by calling it again.
 */
export class Driver {
  readonly #deps: DriverDeps;
  readonly #queue = new KeyedQueue();
  readonly #starts = new Map<WorkspaceId, Start>();
  #closed = false;
  readonly #liveSteps = new Map<WorkspaceId, readonly Step[]>();

  constructor(deps: DriverDeps) {
    this.#deps = deps;
  }

  get liveSteps(): LiveSteps {
    return this.#liveSteps;
  }

  /** Resolves when nothing is left to do, or when what is left could not be done now (and is tried again later). */
  async drive(id: WorkspaceId): Promise<void> {
    await this.exclusively(id, async () => {
      while (!this.#closed) {
        const workspace = await this.#deps.store.get(id);
        const action = workspace === null ? null : nextAction(workspace);
        if (workspace === null || action === null) return;
        await this.#take(action, workspace);
      }
    });
  }

  /**
   * Makes the workspace follow what its member may have now. What runs is remade from the new plan: at once where
   * something was taken away, after the new copies are ready where modules were only added. A start in progress ends
   * with the new plan by itself. Nothing happens where nothing changed.
   */
  async follow(id: WorkspaceId): Promise<void> {
    await this.exclusively(id, async () => {
      const { store, holdings, copies, catalogue } = this.#deps;
      const workspace = await store.get(id);
      if (this.#closed || workspace === null || workspace.wanted === 'purged') return;
      const now = await holdings.of(workspace.memberId);
      if (now === null) return;
      if (workspace.state.phase === 'running' && workspace.wanted === 'running') await this.#followRunning(workspace, now);
      else if (workspace.wanted !== 'running') {
        // What nothing mounts can be looked through now.
        const isRemoved = now.member.removedAtMs !== null;
        const lost = lostCopies(workspace, isRemoved ? [] : now.modules);
        const image = lost.length === 0 ? null : await catalogue.anyReady(workspace.imageId);
        if (lost.length > 0) await copies.working.takeAway(workspace, { moduleIds: lost, because: isRemoved ? 'removed' : 'revoked', image });
        const holds = heldOf(now.modules);
        if (JSON.stringify(holds) !== JSON.stringify(workspace.holds)) await store.change(id, () => ({ holds }));
      }
    });
    await this.drive(id);
  }

  async #followRunning(workspace: Workspace, now: Holdings): Promise<void> {
    const { store, copies, sockets, audit } = this.#deps;
    const { id, made, memberId } = workspace;
    if (!now.isGood) {
      await store.change(id, (present) => (present.wanted === 'running' ? stopping('server') : null));
      sockets.closeWorkspace(id, 'not_running');
      await audit.record({ actor: null, action: 'workspace.stop', target: id, address: '', outcome: 'done', details: { because: 'member', memberId } });
      return;
    }
    if (made?.rights === now.rights) return;
    if (made !== null && onlyAdds({ holds: workspace.holds, allowed: made.allowed }, now)) {
      // The start tells the member what is wrong with them, if anything is.
      await copies.prepare(workspace, now, made.image).catch((error: unknown) => this.#deps.log.warn({ err: error, workspaceId: id }, 'Copies could not be made ahead'));
    }
    const changed = await store.change(id, (present) =>
      present.wanted === 'running' && present.state.phase === 'running' ? { holds: heldOf(now.modules), state: { phase: 'creating', steps: newSteps() } } : null,
    );
    if (changed.state.phase === 'creating') sockets.closeWorkspace(id, 'unavailable');
  }

  /** Runs beside no action on that workspace. A failure is logged. */
  async exclusively(id: WorkspaceId, task: () => Promise<void>): Promise<void> {
    try {
      await this.#queue.run(id, task);
    } catch (error) {
      this.#deps.log.warn({ err: error, workspaceId: id }, 'What a workspace needs could not be done; it is tried again');
    }
  }

  /** A start in progress ends at its next chance. Call it after what is wanted was written. */
  cancelStart(id: WorkspaceId): void {
    const start = this.#starts.get(id);
    start?.abort.abort();
    start?.end(new Cancelled());
  }

  /**
   * Ends a start whose container has ended before its agent answered. False when no start is in progress.
   * Before that step a container that is gone is only the former one.
   */
  async checkAwaited(id: WorkspaceId): Promise<boolean> {
    const start = this.#starts.get(id);
    if (start?.run.step !== 'agent') return start !== undefined;
    const observed = (await this.#deps.runtime.list()).find(({ workspaceId }) => workspaceId === id);
    if (observed?.running !== true) start.end(new ContainerExited(observed?.exit?.outOfMemory === true));
    return true;
  }

  /** Starts in progress are left where they are: the next server goes on with them. */
  close(): void {
    this.#closed = true;
    for (const { end } of this.#starts.values()) end(new Cancelled());
  }

  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  async #take(action: Action, workspace: Workspace): Promise<void> {
    switch (action) {
      case 'bring_up':
        return this.#bringUp(workspace);
      case 'tear_down':
        return this.#tearDown(workspace);
      case 'purge':
        return this.#purge(workspace);
    }
  }

  async #bringUp(workspace: Workspace): Promise<void> {
    const { id } = workspace;
    const abort = new AbortController();
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    const start = new BringUp(this.#deps, workspace, {
      ended: ended.promise,
      signal: abort.signal,
      onSteps: (steps) => {
        this.#liveSteps.set(id, steps);
        this.#deps.changes.tell();
      },
      onAwaitingAgent: () => {
        // It may have ended before anybody listened for it.
        this.checkAwaited(id).catch((error: unknown) => this.#deps.log.warn({ err: error, workspaceId: id }, 'A container could not be looked at'));
      },
    });
    this.#starts.set(id, { run: start, abort, end: ended.reject });
    try {
      await start.run();
    } catch (error) {
      if (!(error instanceof Cancelled)) await this.#failed(start, { workspace, error });
    } finally {
      this.#starts.delete(id);
      this.#liveSteps.delete(id);
    }
  }

  async #failed(start: BringUp, { workspace, error }: { workspace: Workspace; error: unknown }): Promise<void> {
    const { store, runtime, hub, clock, audit, log } = this.#deps;
    const { id, memberId } = workspace;
    const reason = failureReason(error, start.step);
    const said = failureLog(error);
    const printed = await runtime.log(id, LOG_LINES).catch(() => '');
    log.error({ err: error, workspaceId: id, reason, step: start.step }, 'A workspace could not be started');
    const nowMs = clock.now();
    const state: WorkspaceState = {
      phase: 'failed',
      reason,
      steps: failedAt(start.steps, nowMs),
      log: [said, printed].filter((text) => text !== '').join('\n').slice(-MAX_LOG_CHARACTERS),
      failedAtMs: nowMs,
    };
    await store.change(id, (present) => (present.wanted === 'running' && present.state.phase === 'creating' ? { wanted: 'stopped', made: null, state } : null));
    await audit.record({ actor: null, action: 'workspace.start', target: id, address: '', outcome: 'failed', details: { reason, memberId } });
    // Whatever of it was made; what cannot be removed now is removed when the engine is back.
    await runtime.stop(id).catch((failure: unknown) => log.warn({ err: failure, workspaceId: id }, 'A failed start could not be cleared away'));
    await hub.forget(id);
  }

  async #tearDown(workspace: Workspace): Promise<void> {
    const { store, runtime, hub, sockets, clock } = this.#deps;
    const { id } = workspace;
    sockets.closeWorkspace(id, 'not_running');
    await runtime.stop(id);
    await hub.forget(id);
    await store.change(id, (present) => {
      const nowMs = clock.now();
      switch (present.wanted) {
        case 'running':
          return { made: null, state: { phase: 'creating', steps: newSteps() } };
        case 'stopped':
          return { made: null, state: { phase: 'stopped', stoppedAtMs: nowMs, because: present.stopBecause } };
        case 'trashed':
          return { made: null, state: trashedState(nowMs) };
        case 'purged':
          return null;
      }
    });
  }

  async #purge(workspace: Workspace): Promise<void> {
    const { store, runtime, hub, sockets, copies, catalogue } = this.#deps;
    const { id } = workspace;
    sockets.closeWorkspace(id, 'not_found');
    await runtime.remove(id, [homeVolume(id)]);
    await hub.forget(id);
    const moduleIds = workspace.copies.map(({ moduleId }) => moduleId);
    if (moduleIds.length > 0) await copies.working.takeAway(workspace, { moduleIds, because: 'removed', image: await catalogue.anyReady(workspace.imageId) });
    if ((await store.get(id))?.copies.length !== 0) throw new AtelierError('unavailable', { part: 'copies' });
    await store.delete(id);
  }
}

export function trashedState(nowMs: number): WorkspaceState {
  return { phase: 'trashed', trashedAtMs: nowMs, purgeAtMs: nowMs + WORKSPACE_TRASH_DAYS * DAY_MS };
}
