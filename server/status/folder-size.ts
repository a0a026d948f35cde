import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 10 * SECOND_MS;
const KNOWN_FOR_MS = MINUTE_MS;

/** What a folder of the server's own takes of its disk, looked at once a minute at most; null when that takes too long. */
export function createFolderSize({ folder, clock }: { folder: string; clock: Clock }): () => Promise<number | null> {
  let known: { readonly atMs: number; readonly bytes: Promise<number | null> } | null = null;
  const look = async (): Promise<number | null> => {
    try {
      const { stdout } = await run('du', ['-sxk', '--', folder], { timeout: TIMEOUT_MS });
      return Number(stdout.split('\t')[0]) * 1024;
    } catch {
      // Too large to be counted in time, or something in it went while it was: both say nothing.
      return null;
    }
  };
  return async () => {
    if (known === null || known.atMs + KNOWN_FOR_MS <= clock.now()) known = { atMs: clock.now(), bytes: look() };
    return await known.bytes;
  };
}
