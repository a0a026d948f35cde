import type { WorkspaceId } from '../../shared/ids.ts';
import type { WorkspaceUsage } from '../../shared/workspaces.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { Changes } from '../changes.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { Workspace, WorkspaceStore } from './workspace-store.ts';

const EVERY_MS = 2000;

type UsageMeterDeps = { readonly store: WorkspaceStore; readonly runtime: Runtime; readonly hub: AgentHub; readonly changes: Changes; readonly disks: Pick<DiskGuard, 'use'> };

/** What running workspaces use, measured only while somebody looks. */
export class UsageMeter {
  readonly #deps: UsageMeterDeps;
  readonly #usage = new Map<WorkspaceId, WorkspaceUsage>();
  #watchers = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Which series of measurements is the present one; a former one ends by itself. */
  #series = 0;

  constructor(deps: UsageMeterDeps) {
    this.#deps = deps;
  }

  /** null until it was measured. */
  of(id: WorkspaceId): WorkspaceUsage | null {
    return this.#usage.get(id) ?? null;
  }

  /** Measures until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) void this.#measure((this.#series += 1));
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.close();
    };
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#series += 1;
    this.#usage.clear();
  }

  async #measure(series: number): Promise<void> {
    const running = await this.#deps.store.wantedRunning().catch(() => []);
    const measured = await Promise.all(
      running.filter(({ state }) => state.phase === 'running').map(async (workspace) => [workspace.id, await this.#one(workspace)] as const),
    );
    if (series !== this.#series) return;
    this.#usage.clear();
    for (const [id, usage] of measured) if (usage !== null) this.#usage.set(id, usage);
    this.#deps.changes.tell();
    // The next only after this one: a slow engine is asked less often.
    this.#timer = setTimeout(() => void this.#measure(series), EVERY_MS);
    this.#timer.unref();
  }

  async #one(workspace: Workspace): Promise<WorkspaceUsage | null> {
    const { id } = workspace;
    const [usage, status, disk] = await Promise.all([
      this.#deps.runtime.usage(id).catch(() => null),
      this.#deps.hub.status(id).catch(() => null),
      this.#deps.disks.use(workspace).catch(() => null),
    ]);
    if (usage === null) return null;
    return { cpuPercent: usage.cpuPercent, memoryBytes: usage.memoryBytes, diskBytes: disk?.usedBytes ?? null, terminals: status?.terminals ?? 0, ports: status?.ports ?? [] };
  }
}
