import type { Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MAX_STASHES, type Stash } from '../contract.ts';
import { lines, text, tipOf } from './branches.ts';

/** What was put aside, the latest first. */
export async function listStashes({ look }: Pick<Repository, 'look'>): Promise<Stash[]> {
  if ((await tipOf(look, 'refs/stash')) === null) return [];
  const { stdout } = await look(['log', '--walk-reflogs', '-z', `--max-count=${MAX_STASHES}`, '--no-show-signature', '--format=%H%x00%ct%x00%gs', 'refs/stash', '--']);
  const tokens = stdout.toString('utf8').split('\0');
  const stashes: Stash[] = [];
  for (let at = 0; at + 2 < tokens.length; at += 3) {
    const [hash = '', seconds = '0', said = ''] = tokens.slice(at, at + 3);
    if (!/^[0-9a-f]{40,64}$/.test(hash)) continue;
    const [, branch = null, message = said] = /^(?:WIP on|On) (.*?): (.*)$/s.exec(said) ?? [];
    const files = await look(['diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', `${hash}^1`, hash, '--']);
    const untracked = await look(['ls-tree', '-r', '-z', '--name-only', `${hash}^3`], { allowExit: [128] });
    const count = [files, untracked].reduce((sum, { exitCode, stdout: names }) => sum + (exitCode === 0 ? names.toString('latin1').split('\0').length - 1 : 0), 0);
    stashes.push({ hash, message, branch: branch === '(no branch)' ? null : branch, atMs: Number(seconds) * 1000, files: count });
  }
  return stashes;
}

/** With new files. @returns its hash. @throws AtelierError conflict: nothing_to_save */
export async function stashAway({ git }: Pick<Repository, 'git'>, message: string): Promise<string> {
  const before = await tipOf(git, 'refs/stash');
  await git(['stash', 'push', '--quiet', '--include-untracked', ...(message === '' ? [] : [`--message=${message}`])]);
  const after = await tipOf(git, 'refs/stash');
  if (after === null || after === before) throw new AtelierError('conflict', { because: 'nothing_to_save' });
  return after;
}

type Taking = { readonly hash: string; readonly drop: boolean; readonly withIndex?: boolean };

/** `conflicts`: some of it is there with marks, and it is still put aside. @throws AtelierError not_found; conflict: unsaved */
export async function takeBack(repository: Pick<Repository, 'git' | 'look'>, { hash, drop, withIndex = false }: Taking): Promise<'done' | 'conflicts'> {
  const { git, look } = repository;
  const at = await placeOf(repository, hash);
  const { exitCode, stderr } = await git(['stash', 'apply', '--quiet', ...(withIndex ? ['--index'] : []), `stash@{${at}}`], { allowExit: [1] });
  if (exitCode === 0) {
    if (drop) await git(['stash', 'drop', '--quiet', `stash@{${at}}`]);
    return 'done';
  }
  if ((await look(['ls-files', '--unmerged'])).stdout.length > 0) return 'conflicts';
  // What is staged does not fit any more; the files may.
  if (withIndex && /index/.test(stderr)) return await takeBack(repository, { hash, drop });
  throw new AtelierError('conflict', { because: 'unsaved' });
}

export async function dropStash(repository: Pick<Repository, 'git' | 'look'>, hash: string): Promise<void> {
  const at = await placeOf(repository, hash);
  await repository.git(['stash', 'drop', '--quiet', `stash@{${at}}`]);
}

/** @throws AtelierError not_found: it is put aside no more */
async function placeOf({ look }: Pick<Repository, 'look'>, hash: string): Promise<number> {
  const { exitCode, stdout } = await look(['log', '--walk-reflogs', '--no-show-signature', '--format=%H', 'refs/stash', '--'], { allowExit: [128] });
  const at = exitCode === 0 ? lines(stdout).indexOf(text(Buffer.from(hash))) : -1;
  if (at === -1) throw new AtelierError('not_found');
  return at;
}
