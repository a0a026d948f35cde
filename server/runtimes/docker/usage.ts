import type { ContainerStats } from 'dockerode';

import type { Usage } from '../runtime.ts';

type CpuSample = { readonly cpuNs: number; readonly readAtMs: number };

/** A hundred is one core. The share is of the time since the last question; the first answer says 0. */
export type UsageMeter = { measure(key: string, stats: ContainerStats): Usage | null; forget(key: string): void };

export function createUsageMeter(): UsageMeter {
  const last = new Map<string, CpuSample>();
  return {
    measure(key, stats) {
      const sample = { cpuNs: stats.cpu_stats?.cpu_usage?.total_usage ?? 0, readAtMs: Date.parse(stats.read) };
      const memoryBytes = usedMemoryBytes(stats);
      // The engine answers with zeroes for a container that has just ended.
      if (memoryBytes === null || !(sample.readAtMs > 0)) return null;
      const before = last.get(key);
      last.set(key, sample);
      return { cpuPercent: before === undefined ? 0 : cpuPercent(before, sample), memoryBytes };
    },
    forget(key) {
      last.delete(key);
    },
  };
}

function cpuPercent(before: CpuSample, now: CpuSample): number {
  const elapsedMs = now.readAtMs - before.readAtMs;
  const usedMs = (now.cpuNs - before.cpuNs) / 1e6;
  // Less than before: the container was started anew.
  if (elapsedMs <= 0 || usedMs < 0) return 0;
  return Math.round((usedMs / elapsedMs) * 1000) / 10;
}

/** What a limit would count, without the file cache that the kernel gives back. */
function usedMemoryBytes(stats: ContainerStats): number | null {
  const usage = stats.memory_stats?.usage;
  if (usage === undefined) return null;
  const details: Partial<Record<string, number>> = { ...stats.memory_stats.stats };
  // cgroup v1 and v2 name it differently.
  return Math.max(0, usage - (details['total_inactive_file'] ?? details['inactive_file'] ?? 0));
}
