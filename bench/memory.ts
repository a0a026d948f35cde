import { readFile, readdir } from 'node:fs/promises';

/**
 * What a process and all that descends from it keep in memory, in bytes: proportional set size, where a page that
 * n processes share counts a n-th for each. Processes that end meanwhile count nothing.
 */
export async function memoryOf(pid: number): Promise<number> {
  const sizes = await Promise.all((await family(pid)).map(proportionalBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A process and all that descends from it. */
export async function family(first: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    // The name in brackets may hold anything; the parent is the second field behind it.
    if (stat !== null) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const members = [first];
  for (const member of members) members.push(...[...parents].filter(([, parent]) => parent === member).map(([pid]) => pid));
  return members;
}

async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
