import type { BigIntStats } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The kernel stamps files with a clock that ticks every 1 to 10 ms: two writes within one tick can leave the
 * same times. A file that was written less than this ago is looked at again once the tick is over, so that
 * whoever writes after us is seen. (Local file systems; every one in a workspace is.)
 */
const TICK_MS = 12;
const MAX_TICKS = 3;

/** Strong: another inode, size, or time of content or inode in nanoseconds is another file. Quotes included. */
export function etagOf({ ino, mtimeNs, ctimeNs, size }: Pick<BigIntStats, 'ino' | 'mtimeNs' | 'ctimeNs' | 'size'>): string {
  return `"${[ino, mtimeNs, ctimeNs, size].map((part) => part.toString(36)).join('-')}"`;
}

/** The stats once no later write can leave the same ones. A file that is written all the time is given up on. */
export async function settledStats(look: () => Promise<BigIntStats>): Promise<BigIntStats> {
  for (let tick = 1; ; tick += 1) {
    const stats = await look();
    const { mtimeNs, ctimeNs } = stats;
    const ageMs = Date.now() - Number((mtimeNs < ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    if (ageMs < 0 || ageMs >= TICK_MS || tick === MAX_TICKS || !stats.isFile()) return stats;
    await wait(TICK_MS - ageMs);
  }
}
