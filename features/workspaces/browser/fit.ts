import { CPU_OVERCOMMIT, type HostView, type WorkspaceLimits } from '../contract.ts';

/** One resource: what there is in all, what others were promised, and what is wanted on top. */
export type Fit = { readonly whole: number; readonly promised: number; readonly wanted: number; readonly fits: boolean };
export type Fits = { readonly cores: number; readonly cpus: Fit; readonly memory: Fit; readonly disk: Fit; readonly all: boolean };

/**
 * Whether limits fit beside what is promised, as the server will decide it: memory and disk are promised once,
 * processors, which are only slower when shared, `CPU_OVERCOMMIT` times. `given` is what this workspace is
 * promised already, when it is one that exists.
 */
export function fitOf(host: HostView, limits: WorkspaceLimits, given: Partial<WorkspaceLimits> = {}): Fits {
  const cpus = fit({ whole: host.cores * CPU_OVERCOMMIT, promised: host.promisedCpus - (given.cpus ?? 0), wanted: limits.cpus });
  const memory = fit({ whole: host.memoryBytes, promised: host.promisedMemoryBytes - (given.memoryBytes ?? 0), wanted: limits.memoryBytes });
  const disk = fit({ whole: host.diskBytes, promised: host.promisedDiskBytes - (given.diskBytes ?? 0), wanted: limits.diskBytes });
  const cpusFit = { ...cpus, fits: cpus.fits && limits.cpus <= host.cores };
  return { cores: host.cores, cpus: cpusFit, memory, disk, all: cpusFit.fits && memory.fits && disk.fits };
}

function fit({ whole, promised, wanted }: Omit<Fit, 'fits'>): Fit {
  const others = Math.max(0, promised);
  return { whole, promised: others, wanted, fits: others + wanted <= whole };
}
