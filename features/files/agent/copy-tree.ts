import { constants } from 'node:fs';
import { chmod, copyFile, lstat, lutimes, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';

import { AtelierError } from '../../../shared/errors.ts';
import { childBytes } from './file-names.ts';

/** What was copied so far, counted by who copies; aborted, nothing more is, and `unavailable` is thrown. */
export type CopyCount = { entries: number; bytes: number; readonly signal: AbortSignal | null };

export function noCount(): CopyCount {
  return { entries: 0, bytes: 0, signal: null };
}

/**
 * Copies a file, a link or a folder with all it holds; modes and times stay, links are copied and not followed.
 * `to` must not exist. @throws AtelierError not_a_file for a FIFO, a socket or a device
 */
export async function copyTree(from: Buffer, to: Buffer, count: CopyCount = noCount()): Promise<void> {
  if (count.signal?.aborted === true) throw new AtelierError('unavailable');
  const stats = await lstat(from);
  count.entries += 1;
  if (stats.isSymbolicLink()) {
    await symlink(await readlink(from, { encoding: 'buffer' }), to);
    await lutimes(to, stats.atime, stats.mtime);
    return;
  }
  if (stats.isFile()) {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    count.bytes += stats.size;
  } else if (stats.isDirectory()) {
    await mkdir(to, 0o700);
    for (const name of await readdir(from, { encoding: 'buffer' })) await copyTree(childBytes(from, name), childBytes(to, name), count);
    await chmod(to, stats.mode & 0o7777);
  } else {
    throw new AtelierError('not_a_file');
  }
  await utimes(to, stats.atime, stats.mtime);
}
