import type { WorkspaceId } from '../../shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { ownMounts } from './plan.ts';
import { stopping, type Workspace, type WorkspaceStore } from './workspace-store.ts';

export const MEASURE_EVERY_MS = 30 * SECOND_MS;
const MEASURE_TIMEOUT_MS = 20 * SECOND_MS;
/** Whoever starts a workspace that is too full has this long to make room. */
export const GRACE_MS = 10 * MINUTE_MS;
const MEASURE = 'du -sxk -- "$@" 2>/dev/null | awk \'{ sum += $1 } END { print sum }\'';

export type DiskUse = { readonly usedBytes: number; readonly maxBytes: number; readonly heldBytes: number };

export type DiskGuardDeps = {
  readonly store: Pick<WorkspaceStore, 'wantedRunning' | 'change'>;
  readonly runtime: Pick<Runtime, 'disk' | 'runOnce'>;
  readonly driver: { drive(id: WorkspaceId): Promise<void> };
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * What workspaces hold. Where one has a disk of its own, that says it and bounds it; another is measured while it
 * runs, and stopped when it holds more than it may.
 */
export class DiskGuard {
  readonly #deps: DiskGuardDeps;
  readonly #measured = new Map<WorkspaceId, number>();
  #checking: Promise<void> | null = null;

  constructor(deps: DiskGuardDeps) {
    this.#deps = deps;
  }

  /** null: not known. */
  async use({ id, limits }: Pick<Workspace, 'id' | 'limits'>): Promise<DiskUse | null> {
    const disk = await this.#deps.runtime.disk(id);
    if (disk !== null) return disk;
    const usedBytes = this.#measured.get(id);
    return usedBytes === undefined ? null : { usedBytes, maxBytes: limits.diskBytes, heldBytes: usedBytes };
  }

  /** One look at all that runs, one after the other; the one that is under way, if one is. */
  async check(): Promise<void> {
    this.#checking ??= this.#checkAll().finally(() => {
      this.#checking = null;
    });
    await this.#checking;
  }

  async #checkAll(): Promise<void> {
    const running = (await this.#deps.store.wantedRunning()).filter(({ state }) => state.phase === 'running');
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.#measured.keys()) if (!ids.has(id)) this.#measured.delete(id);
    for (const workspace of running) {
      if ((await this.#deps.runtime.disk(workspace.id)) === null) await this.#checkOne(workspace);
    }
  }

  async #checkOne(workspace: Workspace): Promise<void> {
    const { id, limits } = workspace;
    const usedBytes = await this.#measure(workspace).catch((error: unknown) => {
      // A look that takes too long says nothing; what was known stays.
      this.#deps.log.warn({ err: error, workspaceId: id }, 'What a workspace holds could not be measured');
      return null;
    });
    if (usedBytes === null) return;
    this.#measured.set(id, usedBytes);
    if (usedBytes > limits.diskBytes) await this.#stop(id, usedBytes);
  }

  async #measure({ id, uid, made, copies }: Workspace): Promise<number | null> {
    if (made === null) return null;
    const mounts = ownMounts({ id, copies: copies.filter(({ name }) => name !== '') }, { readOnly: true });
    const { output } = await this.#deps.runtime.runOnce({
      image: made.image, uid, mounts,
      command: ['/bin/sh', '-c', MEASURE, 'measure', ...mounts.map(({ target }) => target)],
      timeoutMs: MEASURE_TIMEOUT_MS, maxOutputBytes: 100,
    });
    const kibibytes = Number(output.trim());
    return output.trim() !== '' && Number.isFinite(kibibytes) ? kibibytes * 1024 : null;
  }

  async #stop(id: WorkspaceId, usedBytes: number): Promise<void> {
    const { store, driver, audit, clock } = this.#deps;
    const nowMs = clock.now();
    const changed = await store.change(id, ({ state, limits }) => {
      const isOver = state.phase === 'running' && usedBytes > limits.diskBytes && state.startedAtMs + GRACE_MS <= nowMs;
      return isOver ? stopping('disk_full') : null;
    });
    if (changed.state.phase !== 'stopping') return;
    await audit.record({ actor: null, action: 'workspace.stop', target: id, address: '', outcome: 'done', details: { because: 'disk_full', usedBytes, maxBytes: changed.limits.diskBytes } });
    void driver.drive(id);
  }
}
