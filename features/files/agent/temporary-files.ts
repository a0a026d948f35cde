import { randomBytes } from 'node:crypto';
import { lstat, unlink } from 'node:fs/promises';

import { MINUTE_MS } from '../../../shared/units.ts';
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

/** Removes what an agent that was killed in the middle of a save left behind; what is still being written stays. */
export async function removeStale(temporary: Buffer, nowMs: number): Promise<void> {
  const gone = ['ENOENT', 'EACCES', 'EPERM', 'EROFS'];
  const stats = await unless(gone, lstat(temporary));
  if (stats?.isFile() === true && nowMs - stats.ctimeMs > STALE_AFTER_MS) await unless(gone, unlink(temporary));
}
