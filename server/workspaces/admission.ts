import { AtelierError } from '../../shared/errors.ts';
import { GIB } from '../../shared/units.ts';
import { CPU_OVERCOMMIT, type WorkspaceLimits } from '../../shared/workspaces.ts';
import type { MachineFigures } from './machine.ts';
import type { Workspace } from './workspace-store.ts';

/** Below this the engine, the database and everybody's builds are at risk, whatever was promised. */
const MIN_FREE_DISK_BYTES = GIB;

export type Promised = { readonly cpus: number; readonly memoryBytes: number; readonly diskBytes: number };

/** Processor and memory are promised to what runs; disk to whatever exists, the trash too. */
export function promised(workspaces: readonly Workspace[]): Promised {
  const running = workspaces.filter((workspace) => workspace.wanted === 'running');
  return {
    cpus: sum(running.map(({ limits }) => limits.cpus)),
    memoryBytes: sum(running.map(({ limits }) => limits.memoryBytes)),
    diskBytes: sum(workspaces.map(({ limits }) => limits.diskBytes)),
  };
}

/**
 * Whether one more fits beside the others. Memory and disk are promised once; processors, which are only slower
 * when shared, `CPU_OVERCOMMIT` times.
 * @throws AtelierError limit_reached with the resource and its figures
 */
export function admit(limits: WorkspaceLimits, others: readonly Workspace[], machine: MachineFigures): void {
  const given = promised(others);
  refuseAbove('cpus', { asked: limits.cpus, promised: 0, total: machine.cores });
  refuseAbove('cpus', { asked: limits.cpus, promised: given.cpus, total: machine.cores * CPU_OVERCOMMIT });
  refuseAbove('memory', { asked: limits.memoryBytes, promised: given.memoryBytes, total: machine.memoryBytes });
  admitDisk(limits.diskBytes, others, machine);
}

/** @throws AtelierError limit_reached */
export function admitDisk(diskBytes: number, others: readonly Workspace[], machine: MachineFigures): void {
  refuseAbove('disk', { asked: diskBytes, promised: promised(others).diskBytes, total: machine.diskBytes });
  refuseAbove('free_disk', { asked: MIN_FREE_DISK_BYTES, promised: 0, total: machine.diskFreeBytes });
}

function refuseAbove(resource: string, figures: { asked: number; promised: number; total: number }): void {
  if (figures.promised + figures.asked > figures.total) throw new AtelierError('limit_reached', { resource, ...figures });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
