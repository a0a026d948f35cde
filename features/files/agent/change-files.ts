import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';

import type { Root } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath, joinPath, MAX_NAME_BYTES, MAX_PATH_BYTES, type FileName } from '../../../shared/file-path.ts';
import type { FileStat } from '../contract.ts';
import { copyTree, noCount, type CopyCount } from './copy-tree.ts';
import { baseBytes, fromBytes, parentBytes, toBytes } from './file-names.ts';
import { statFile } from './file-stats.ts';
import { errnoOf, unless, withFileErrors } from './system-errors.ts';
import { temporaryBeside } from './temporary-files.ts';

/** What the member does to names: make, move, remove. Every function throws AtelierError by `fileError`'s table. */
export async function createFile(folder: FilePath, name: FileName): Promise<FileStat> {
  const path = joinName(folder, name);
  await withFileErrors('write', async () => {
    const handle = await open(toBytes(path), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o666);
    await handle.close();
  });
  return statFile(path);
}

export async function createFolder(folder: FilePath, name: FileName): Promise<FileStat> {
  const path = joinName(folder, name);
  await withFileErrors('write', () => mkdir(toBytes(path)));
  return statFile(path);
}

/** Never replaces what is there. @throws AtelierError already_exists; forbidden for a root; invalid_input into itself */
export async function movePath(from: FilePath, to: FilePath, roots: readonly Root[]): Promise<FileStat> {
  refuseRoots(from, roots);
  if (to.startsWith(`${from}/`)) throw new AtelierError('invalid_input');
  const [source, target] = [checkedBytes(from), checkedBytes(to)];
  await withFileErrors('write', async () => {
    if (await isOtherCase(source, target)) await rename(source, target);
    else await moveBytes(source, target);
  });
  return statFile(to);
}

/** A rename, or a copy where that is another volume; never over what is there. @throws as system calls do, and already_exists */
export async function moveBytes(source: Buffer, target: Buffer): Promise<void> {
  const stats = await lstat(source);
  try {
    await (stats.isDirectory() ? moveFolder(source, target) : moveFile(source, target));
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    await refuseExisting(target);
    await copyInto(source, target);
    await rm(source, { recursive: true });
  }
}

/**
 * Never replaces what is there; complete before it has the name, else nothing of it stays.
 * @throws AtelierError already_exists; not_a_file; invalid_input into itself; unavailable when it was aborted
 */
export async function copyPath(from: FilePath, to: FilePath, count: CopyCount = noCount()): Promise<FileStat> {
  if (to === from || to.startsWith(`${from}/`)) throw new AtelierError('invalid_input');
  const [source, target] = [checkedBytes(from), checkedBytes(to)];
  await withFileErrors('write', async () => {
    await refuseExisting(target);
    await copyInto(source, target, count);
  });
  return statFile(to);
}

/** For good; a folder with all it holds, links themselves and not what they lead to. @throws AtelierError forbidden for a root */
export async function removePath(path: FilePath, roots: readonly Root[]): Promise<void> {
  refuseRoots(path, roots);
  const bytes = toBytes(path);
  await withFileErrors('write', async () => {
    const stats = await lstat(bytes);
    await (stats.isDirectory() ? rm(bytes, { recursive: true }) : unlink(bytes));
  });
}

/** Of two that move to one name at once, one wins: a link is made only where nothing is. */
async function moveFile(source: Buffer, target: Buffer): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    // A file system without hard links, or one that keeps them from files of others.
    if (errnoOf(error) !== 'EPERM') throw error;
    await refuseExisting(target);
    await rename(source, target);
    return;
  }
  try {
    await unlink(source);
  } catch (error) {
    await unlink(target); // what cannot leave its old place has not moved
    throw error;
  }
}

/** Between the look and the rename only an empty folder could appear and be replaced: nothing is lost. */
async function moveFolder(source: Buffer, target: Buffer): Promise<void> {
  await refuseExisting(target);
  await rename(source, target);
}

/** The copy is complete before it has the name. */
async function copyInto(source: Buffer, target: Buffer, count: CopyCount = noCount()): Promise<void> {
  const temporary = temporaryBeside(parentBytes(target));
  try {
    await copyTree(source, temporary, count);
    const stats = await lstat(temporary);
    await (stats.isDirectory() ? moveFolder(temporary, target) : moveFile(temporary, target));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Where case makes no difference, `readme` and `README` are one entry: its new name is no other file that is there. */
async function isOtherCase(source: Buffer, target: Buffer): Promise<boolean> {
  if (source.equals(target) || fromBytes(source).toLowerCase() !== fromBytes(target).toLowerCase()) return false;
  const [own, other] = await Promise.all([lstat(source), unless(['ENOENT'], lstat(target))]);
  if (other === null || own.ino !== other.ino || own.dev !== other.dev) return false;
  const names = await readdir(parentBytes(target), { encoding: 'buffer' });
  return !names.some((name) => name.equals(baseBytes(target)));
}

async function refuseExisting(target: Buffer): Promise<void> {
  if ((await unless(['ENOENT'], lstat(target))) !== null) throw new AtelierError('already_exists');
}

export function refuseRoots(path: FilePath, roots: readonly Root[]): void {
  if (roots.some((root) => root.path === path || root.path.startsWith(path === '/' ? '/' : `${path}/`))) throw new AtelierError('forbidden');
}

function joinName(folder: FilePath, name: FileName): FilePath {
  const path = FilePath.safeParse(folder === '/' ? `/${name}` : joinPath(folder, name));
  if (!path.success) throw new AtelierError('invalid_input');
  checkedBytes(path.data);
  return path.data;
}

/** The limits are on bytes; a name of 255 characters can have more. */
function checkedBytes(path: FilePath): Buffer {
  const bytes = toBytes(path);
  if (bytes.length >= MAX_PATH_BYTES || baseBytes(bytes).length > MAX_NAME_BYTES) throw new AtelierError('invalid_input');
  return bytes;
}
