import type { WorkspaceView } from '../contract.ts';

/** A minute, at a value every two seconds. */
export const USAGE_SLOTS = 30;

/** Oldest first, at most `USAGE_SLOTS`. */
export type UsageSeries = { readonly cpuPercent: readonly number[]; readonly memoryBytes: readonly number[] };

const NOTHING: UsageSeries = { cpuPercent: [], memoryBytes: [] };

/** The server measures every two seconds; what comes sooner is the same figure, sent again because something else changed. */
const SAME_WITHIN_MS = 1200;

/** Remembers the last figures of each running workspace. A workspace that stops begins anew. */
export class UsageHistory {
  #kept: ReadonlyMap<string, { readonly series: UsageSeries; readonly atMs: number }> = new Map();

  /** Takes the newest list, which arrived at `nowMs` (any clock that only goes forward). */
  add(workspaces: readonly WorkspaceView[], nowMs: number): ReadonlyMap<string, UsageSeries> {
    const next = new Map<string, { series: UsageSeries; atMs: number }>();
    for (const { id, usage } of workspaces) {
      if (usage === null) continue;
      const before = this.#kept.get(id);
      const isNew = before === undefined || nowMs - before.atMs >= SAME_WITHIN_MS;
      next.set(id, isNew ? { series: append(before?.series ?? NOTHING, usage), atMs: nowMs } : before);
    }
    this.#kept = next;
    return new Map([...next].map(([id, { series }]) => [id, series]));
  }
}

function append(series: UsageSeries, usage: { readonly cpuPercent: number; readonly memoryBytes: number }): UsageSeries {
  return {
    cpuPercent: [...series.cpuPercent, usage.cpuPercent].slice(-USAGE_SLOTS),
    memoryBytes: [...series.memoryBytes, usage.memoryBytes].slice(-USAGE_SLOTS),
  };
}
