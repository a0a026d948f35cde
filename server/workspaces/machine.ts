import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

/** What this machine has and uses. */
export type MachineFigures = {
  readonly cores: number;
  /** Of all cores together, 0 to 100, since the figures were last asked for. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly memoryUsedBytes: number;
  readonly diskBytes: number;
  readonly diskFreeBytes: number;
};

export type Machine = { figures(): Promise<MachineFigures> };

type Times = { busy: number; total: number };

/** The machine that this process runs on; its disk is the one that holds `folder`. */
export function createMachine(folder: string): Machine {
  let last = times();
  let cpuPercent = 0;
  return {
    async figures() {
      const now = times();
      if (now.total > last.total) cpuPercent = Math.min(100, Math.max(0, ((now.busy - last.busy) / (now.total - last.total)) * 100));
      last = now;
      const disk = await statfs(folder);
      const memoryBytes = totalmem();
      return {
        cores: cpus().length,
        cpuPercent,
        memoryBytes,
        memoryUsedBytes: memoryBytes - (await availableBytes()),
        diskBytes: disk.blocks * disk.bsize,
        diskFreeBytes: disk.bavail * disk.bsize,
      };
    },
  };
}

function times(): Times {
  let busy = 0;
  let total = 0;
  for (const { times: core } of cpus()) {
    busy += core.user + core.nice + core.sys + core.irq;
    total += core.user + core.nice + core.sys + core.irq + core.idle;
  }
  return { busy, total };
}

/** What programs could still get: free memory and the caches that would be given up for it. */
async function availableBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}
