import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { MIB } from '../../../shared/units.ts';
import { readPorcelain } from './module-status.ts';

const NUL = Buffer.from([0]);
const MAX_ENTRIES_BYTES = 64 * MIB;

/** All, or these: new ones, changed ones and those that are gone. A conflict that is named counts as settled by it; with all, conflicts stay. */
export async function stage(repositories: Names, { repository, paths }: Some): Promise<void> {
  const { git, look, root } = repository;
  if (paths === null) {
    if ((await git(['ls-files', '--unmerged', '-z'], { maxOutputBytes: MAX_ENTRIES_BYTES })).stdout.length === 0) {
      await git(['add', '--all']);
      return;
    }
    const { changes } = await readPorcelain(look, root.path);
    await stage(repositories, { repository, paths: changes.filter(({ unstaged }) => unstaged !== null).map(({ path }) => path) });
    return;
  }
  const folders: FilePath[] = [];
  const files: FilePath[] = [];
  for (const path of paths) ((await isPlainFolder(path)) ? folders : files).push(path);
  // One look-up for each name: `add` compares every name with every entry.
  if (files.length > 0) await git(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { input: repositories.names(repository, files) });
  if (folders.length > 0) await git(['--literal-pathspecs', 'add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'], { input: repositories.names(repository, folders) });
}

type Names = { names(repository: Repository, paths: readonly FilePath[]): Buffer };
export type Some = { readonly repository: Repository; /** null: all. */ readonly paths: readonly FilePath[] | null };

/** A folder of new files, not a repository of its own, which git adds as one. */
async function isPlainFolder(path: FilePath): Promise<boolean> {
  const found = await lstat(path).catch(() => null); // gone: that is what is staged
  if (found === null || !found.isDirectory()) return false;
  return (await lstat(join(path, '.git')).catch(() => null)) === null;
}

/** The index is again as HEAD has it; conflicts stay what they are. */
export async function unstage(repositories: Names, { repository, paths }: Some): Promise<void> {
  const { git, look } = repository;
  const wanted = paths === null ? null : new Set(repositories.names(repository, paths).toString('latin1').split('\0').slice(0, -1));
  const { stdout } = await look(['diff-index', '--cached', '--no-renames', '-z', await headOrEmpty(git)], { maxOutputBytes: MAX_ENTRIES_BYTES });
  const fields = stdout.toString('latin1').split('\0');
  const entries: Buffer[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', , oldHash = '', , status = ''] = (fields[at] ?? '').slice(1).split(' ');
    const name = fields[at + 1] ?? '';
    if (status.startsWith('U') || (wanted !== null && !isWanted(wanted, name))) continue;
    entries.push(Buffer.from(`${oldMode === '000000' ? '0' : oldMode} ${oldHash}\t${name}`, 'latin1'), NUL);
  }
  if (entries.length === 0) return;
  await git(['update-index', '-z', '--index-info'], { input: Buffer.concat(entries) });
  // Else every later look would read these files again to find that they are the same.
  await git(['update-index', '-q', '--refresh'], { allowExit: [1] });
}

/** Named itself, or in a folder that is named. */
function isWanted(wanted: ReadonlySet<string>, name: string): boolean {
  if (wanted.has(name)) return true;
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) if (wanted.has(name.slice(0, at))) return true;
  return false;
}

/** What the next commit is compared with: the last one, or nothing at all. */
export async function headOrEmpty(git: Git): Promise<string> {
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExit: [1, 128] });
  if (exitCode === 0) return stdout.toString('utf8').trim();
  return (await git(['hash-object', '-t', 'tree', '--stdin'])).stdout.toString('utf8').trim();
}
