import { constants, type BigIntStats, type Dirent, type Stats } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';

import type { FilePath } from '../../../shared/file-path.ts';
import type { FileKind, FileStat } from '../contract.ts';
import { etagOf, settledStats } from './etag.ts';
import { parentBytes, toBytes } from './file-names.ts';
import { unless, withFileErrors } from './system-errors.ts';

/** A link whose end cannot be reached: it dangles, loops, or passes through what may not be entered. */
export const NO_TARGET = ['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES', 'ENAMETOOLONG'] as const;

export function kindOf(entry: Pick<Dirent<Buffer> | Stats | BigIntStats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** Size, time and ETag are those of what a link leads to, as in `files/content`; the kind is the link's. */
export async function statFile(path: FilePath): Promise<FileStat> {
  const bytes = toBytes(path);
  return withFileErrors('read', async () => {
    const own = await lstat(bytes, { bigint: true });
    const target = own.isSymbolicLink() ? await unless(NO_TARGET, settledStats(() => stat(bytes, { bigint: true }))) : null;
    const stats = target ?? (own.isFile() ? await settledStats(() => lstat(bytes, { bigint: true })) : own);
    return {
      path,
      kind: kindOf(own),
      sizeBytes: Number(stats.size),
      modifiedAtMs: Number(stats.mtimeNs / 1000n) / 1000,
      readOnly: await isReadOnly(bytes),
      etag: stats.isFile() ? etagOf(stats) : null,
    };
  });
}

/** A file is replaced, not written into: both it and its folder have to be writable. */
export async function isReadOnly(path: Buffer): Promise<boolean> {
  const refused = await Promise.all([path, parentBytes(path)].map((one) => access(one, constants.W_OK).then(() => false, () => true)));
  return refused.includes(true);
}
