import { constants } from 'node:fs';
import { lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { RepositoryFile } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { pathToBytes } from '../../../shared/file-path.ts';

/**
 * Where a file of a working copy may be written: below the module's folder, through no link that leads elsewhere, and
 * never in git's own folder, which says what programs git runs.
 * @throws AtelierError forbidden
 */
export async function ownPlace({ repository: { root }, path }: Pick<RepositoryFile, 'repository' | 'path'>): Promise<Buffer> {
  const inside = path.slice(root.path.length + 1).split('/');
  if (inside.some((name) => name.toLowerCase() === '.git')) throw new AtelierError('forbidden');
  const expected = join(await realpath(root.path), ...inside.slice(0, -1));
  for (let folder = Buffer.from(pathToBytes(expected)), depth = inside.length; depth > 0; depth -= 1, folder = Buffer.from(dirname(folder.toString('latin1')), 'latin1')) {
    const real = await realpath(folder, { encoding: 'buffer' }).catch(() => null); // not there yet: it is made below what is
    if (real === null) continue;
    if (!real.equals(folder)) throw new AtelierError('forbidden');
    break;
  }
  return Buffer.from(pathToBytes(path));
}

/** Whole or not at all; the mode stays. @throws AtelierError forbidden; not_a_file: it is something else */
export async function replaceText(file: RepositoryFile, bytes: Buffer): Promise<void> {
  const place = await ownPlace(file);
  const found = await lstat(place).catch(() => null); // a file that was deleted comes back
  if (found !== null && !found.isFile()) throw new AtelierError('not_a_file');
  const beside = Buffer.from(join(dirname(place.toString('latin1')), `.${basename(place.toString('latin1')).slice(0, 100)}.${process.pid}.${Math.random().toString(36).slice(2)}`), 'latin1');
  const handle = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, found === null ? 0o666 : found.mode & 0o777);
  try {
    await handle.writeFile(bytes);
    if (found !== null) await handle.chmod(found.mode & 0o777);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, place).catch(async (error: unknown) => {
    await rm(beside, { force: true });
    throw error;
  });
}
