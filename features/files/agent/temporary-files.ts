import { randomBytes } from 'node:crypto';
import { lstat, rm } from 'node:fs/promises';

import { DAY_MS, MINUTE_MS } from '../../../shared/units.ts';
import { childBytes } from './file-names.ts';
import { unless } from './system-errors.ts';

const PREFIX = Buffer.from('.atelier-save-');

/** A hidden name in the same folder: a rename from it is atomic. Short, since a name may have 255 bytes already. */
export function temporaryBeside(folder: Buffer): Buffer {
  return childBytes(folder, Buffer.concat([PREFIX, Buffer.from(randomBytes(8).toString('hex'))]));
}

/** Half-written files are nobody's business: neither listed nor watched. */
export function isTemporary(name: Buffer): boolean {
  return name.length === PREFIX.length + 16 && name.subarray(0, PREFIX.length).equals(PREFIX);
}

const STALE_AFTER_MS = 10 * MINUTE_MS;
/** A copy of a folder takes longer, and its own time does not say when the last file in it was made. */
const FOLDER_STALE_AFTER_MS = DAY_MS;

/** Removes what an agent that was killed in the middle of a save left behind; what is still being written stays. */
export async function removeStale(temporary: Buffer, nowMs: number): Promise<void> {
  const gone = ['ENOENT', 'EACCES', 'EPERM', 'EROFS'];
  const stats = await unless(gone, lstat(temporary));
  if (stats === null) return;
  const staleAfterMs = stats.isDirectory() ? FOLDER_STALE_AFTER_MS : STALE_AFTER_MS;
  if (nowMs - stats.ctimeMs > staleAfterMs) await unless(gone, rm(temporary, { recursive: true }));
}
