import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { GitOperation } from '../contract.ts';

/** Where git keeps what is this working copy's own, and what it shares with others of the same repository. */
export type GitFolder = { readonly own: string; readonly common: string };

/** As `git rev-parse --git-dir` finds it, without running git: a folder, or a file that names one (worktrees, submodules). */
export async function findGitFolder(root: string): Promise<GitFolder> {
  const beside = join(root, '.git');
  const link = await readFile(beside, 'utf8').catch(() => null); // a folder, mostly; or there is none
  const own = link?.startsWith('gitdir: ') ? resolve(root, link.slice('gitdir: '.length).trimEnd()) : beside;
  const common = await readFile(join(own, 'commondir'), 'utf8').catch(() => null);
  return { own, common: common === null ? own : resolve(own, common.trimEnd()) };
}

const OPERATIONS: readonly (readonly [string, GitOperation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

export type FolderState = { readonly operation: GitOperation | null; readonly lockedAtMs: number | null; readonly indexStamp: string };

/** What git's folder says by what is in it. */
export async function readFolderState({ own }: GitFolder): Promise<FolderState> {
  const statOf = (name: string) => stat(join(own, name)).catch(() => null);
  const [index, lock, ...found] = await Promise.all([statOf('index'), statOf('index.lock'), ...OPERATIONS.map(([name]) => statOf(name))]);
  const at = found.findIndex((one) => one !== null);
  return {
    operation: OPERATIONS[at]?.[1] ?? null,
    lockedAtMs: lock === null ? null : Math.round(lock.mtimeMs),
    indexStamp: index === null ? '' : `${index.ino}.${index.size}.${index.mtimeMs}`,
  };
}

/** Another one when a branch of the server may stand elsewhere than before: each of them is replaced as a file in its folder, or all in one. */
export async function readRefsStamp({ common }: GitFolder): Promise<string> {
  const remotes = join(common, 'refs/remotes');
  const folders = (await readdir(remotes, { withFileTypes: true, recursive: true }).catch(() => [])).filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const stamps = await Promise.all([join(common, 'packed-refs'), remotes, ...folders].map(async (path) => (await stat(path).catch(() => null))?.mtimeMs ?? 0)); // not there: nothing was fetched yet
  return stamps.join();
}
