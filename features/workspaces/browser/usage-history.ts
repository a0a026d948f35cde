import type { WorkspaceView } from '../contract.ts';

/** A minute, at a value every two seconds. */
export const USAGE_SLOTS = 30;

/** Oldest first, at most `USAGE_SLOTS`. */
export type UsageSeries = { readonly cpuPercent: readonly number[]; readonly memoryBytes: readonly number[] };

const NOTHING: UsageSeries = { cpuPercent: [], memoryBytes: [] };

/** Remembers the last figures of each running workspace. A workspace that stops begins anew. */
export class UsageHistory {
  #series: ReadonlyMap<string, UsageSeries> = new Map();
  #last: ReadonlyMap<string, WorkspaceView['usage']> = new Map();

  /** Takes the newest list. A figure that was only sent again (another workspace changed) counts once. */
  add(workspaces: readonly WorkspaceView[]): ReadonlyMap<string, UsageSeries> {
    const next = new Map<string, UsageSeries>();
    for (const { id, usage } of workspaces) {
      if (usage === null) continue;
      const before = this.#series.get(id) ?? NOTHING;
      next.set(id, isSame(this.#last.get(id), usage) ? before : append(before, usage));
    }
    this.#series = next;
    this.#last = new Map(workspaces.map(({ id, usage }) => [id, usage]));
    return next;
  }
}

function append(series: UsageSeries, usage: { readonly cpuPercent: number; readonly memoryBytes: number }): UsageSeries {
  return {
    cpuPercent: [...series.cpuPercent, usage.cpuPercent].slice(-USAGE_SLOTS),
    memoryBytes: [...series.memoryBytes, usage.memoryBytes].slice(-USAGE_SLOTS),
  };
}

function isSame(a: WorkspaceView['usage'] | undefined, b: NonNullable<WorkspaceView['usage']>): boolean {
  return a !== undefined && a !== null && a.cpuPercent === b.cpuPercent && a.memoryBytes === b.memoryBytes;
}
