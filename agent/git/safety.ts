import { randomBytes } from 'node:crypto';
import { copyFile, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { AtelierError } from '../../shared/errors.ts';
import { DAY_MS, MIB } from '../../shared/units.ts';
import type { Repository } from './repositories.ts';
import type { Git } from './run-git.ts';

/** The names of 10,000 files and more. */
const MAX_NAMES_BYTES = 64 * MIB;
const SAFETY = 'refs/atelier/safety/';
const KEPT_MS = 90 * DAY_MS;
const IDENTITY = ['-c', 'user.name=Atelier', '-c', 'user.email=atelier@localhost'];
/** Nobody asked for it: neither hooks nor monitors run. Filters do, else it would not be what the member has. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'gc.auto=0', '-c', 'advice.addEmbeddedRepo=false', '-c', 'core.safecrlf=false', '-c', 'commit.gpgSign=false'];

export type SnapshotLimits = { readonly maxFileBytes: number; readonly maxBytes: number };
/** `tree` is all that is in the working copy and not ignored; `index` what the next commit would be, null in the middle of a conflict. */
export type Snapshot = { readonly tree: string; readonly index: string | null; readonly leftOut: number };

/** What the working copy is, as objects of git; index, branch and stash stay as they are. Large new files are left out. */
export async function takeSnapshot({ root, git }: Pick<Repository, 'root' | 'git'>, limits: SnapshotLimits): Promise<Snapshot> {
  const folder = (await git(['rev-parse', '--absolute-git-dir'])).stdout.toString('utf8').trim();
  const temporary = join(folder, `atelier-index-${randomBytes(6).toString('hex')}`);
  const quiet: Git = (args, options) => git([...QUIET, ...args], { ...options, env: { GIT_INDEX_FILE: temporary } });
  try {
    await copyFile(join(folder, 'index'), temporary).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const written = await quiet(['write-tree'], { allowExit: [128] });
    await addChanged(quiet);
    const { names, leftOut } = await newFiles(quiet, { root: root.path, limits });
    if (names.length > 0) await quiet(['--literal-pathspecs', 'add', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'], { input: names, allowExit: [1] });
    const tree = (await quiet(['write-tree'])).stdout.toString('latin1').trim();
    return { tree, index: written.exitCode === 0 ? written.stdout.toString('latin1').trim() : null, leftOut };
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.lock`, { force: true });
  }
}

/**
 * What changed of what git knows. By its names: `add --update` would run a git in every submodule, with the filters that
 * its configuration names. Of a submodule only the commit is taken.
 */
async function addChanged(git: Git): Promise<void> {
  const { stdout } = await git(['diff-files', '--raw', '-z', '--no-renames', '--ignore-submodules=dirty'], { maxOutputBytes: MAX_NAMES_BYTES });
  const records = stdout.toString('latin1').split('\0');
  const files = new Set<string>();
  const submodules = new Set<string>();
  for (let at = 0; at + 1 < records.length; at += 2) {
    const [before = '', after = ''] = (records[at] ?? '').split(' ');
    (before === ':160000' || after === '160000' ? submodules : files).add(records[at + 1] ?? '');
  }
  const namesOf = (names: ReadonlySet<string>): Buffer => Buffer.from([...names].map((name) => `${name}\0`).join(''), 'latin1');
  if (files.size > 0) await git(['--literal-pathspecs', 'add', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'], { input: namesOf(files), allowExit: [1] });
  if (submodules.size > 0) await git(['update-index', '-z', '--remove', '--stdin'], { input: namesOf(submodules), allowExit: [128] });
}

/** Files that git does not know and does not ignore, ended by NUL each. */
async function newFiles(git: Git, { root, limits }: { readonly root: string; readonly limits: SnapshotLimits }): Promise<{ names: Buffer; leftOut: number }> {
  const { stdout } = await git(['ls-files', '-z', '--others', '--exclude-standard']);
  const parts: Buffer[] = [];
  let bytes = 0;
  let leftOut = 0;
  for (const name of stdout.toString('latin1').split('\0')) {
    // A repository in the repository is its own affair.
    if (name === '' || name.endsWith('/')) continue;
    const nameBytes = Buffer.from(name, 'latin1');
    const stats = await lstat(Buffer.concat([Buffer.from(`${root}/`), nameBytes])).catch(() => null);
    if (stats === null || !(stats.isFile() || stats.isSymbolicLink())) continue;
    if (stats.size > limits.maxFileBytes || bytes + stats.size > limits.maxBytes) leftOut += 1;
    else {
      bytes += stats.size;
      parts.push(nameBytes, NUL);
    }
  }
  return { names: Buffer.concat(parts), leftOut };
}

/** A commit of a snapshot: its parents are what is checked out and the index. `branch` and whatever else in its message. */
export async function commitSnapshot({ git }: Pick<Repository, 'git'>, { snapshot: { tree, index }, about }: { readonly snapshot: Snapshot; readonly about: Readonly<Record<string, string>> }): Promise<string> {
  const head = (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExit: [1, 128] })).stdout.toString('latin1').trim();
  const parents = head === '' ? [] : ['-p', head];
  const make = async (of: string, message: string, before: readonly string[]): Promise<string> => (await git([...IDENTITY, ...QUIET, 'commit-tree', ...before, '-F', '-', of], { input: message })).stdout.toString('latin1').trim();
  const staged = index === null ? null : await make(index, 'index\n', parents);
  const lines = Object.entries(about).map(([name, value]) => `${name}: ${value.replaceAll('\n', ' ')}\n`);
  return await make(tree, `What was here\n\n${lines.join('')}`, [...parents, ...(staged === null ? [] : ['-p', staged])]);
}

/** Keeps all that is here under a ref that no branch list shows, for 90 days. @returns its name, for `backToSafety` */
export async function keepSafe(repository: Repository, nowMs: number): Promise<string> {
  const { git } = repository;
  const snapshot = await takeSnapshot(repository, { maxFileBytes: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY });
  const branch = (await git(['symbolic-ref', '--quiet', 'HEAD'], { allowExit: [1, 128] })).stdout.toString('utf8').trim();
  const commit = await commitSnapshot(repository, { snapshot, about: { branch } });
  const name = `${nowMs}-${randomBytes(4).toString('hex')}`;
  await git(['update-ref', `${SAFETY}${name}`, commit]);
  await dropOld(git, nowMs);
  return name;
}

async function dropOld(git: Git, nowMs: number): Promise<void> {
  const { stdout } = await git(['for-each-ref', '--format=%(refname)', SAFETY]);
  for (const ref of stdout.toString('utf8').split('\n')) {
    const atMs = Number(ref.slice(SAFETY.length).split('-')[0]);
    if (ref.startsWith(SAFETY) && atMs < nowMs - KEPT_MS) await git(['update-ref', '-d', ref]);
  }
}

/**
 * Branch, index and files are as they were when `keepSafe` gave the name. What is ignored stays.
 * @throws AtelierError not_found: it is kept no more
 */
export async function backToSafety({ git }: Repository, name: string): Promise<void> {
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', `${SAFETY}${name}^{commit}`], { allowExit: [1, 128] });
  if (exitCode !== 0) throw new AtelierError('not_found');
  const commit = stdout.toString('latin1').trim();
  const shown = (await git(['show', '--no-patch', '--no-show-signature', '--format=%P%n%B', commit, '--'])).stdout.toString('utf8');
  const [parents = '', ...message] = shown.split('\n');
  const known = parents.split(' ').filter((parent) => parent !== '');
  const branch = message.find((line) => line.startsWith('branch: '))?.slice('branch: '.length) ?? '';
  const [head] = known;
  if (head === undefined) throw new AtelierError('conflict', { because: 'no_commit' });
  // Whatever git is in the middle of came after it.
  for (const operation of ['rebase', 'merge', 'cherry-pick', 'revert']) await git([operation, '--quit'], { allowExit: [1, 128, 129] });
  await restoreTree({ git }, commit);
  if (branch === '') await git(['update-ref', '--no-deref', '-m', 'atelier: undo', 'HEAD', head]);
  else {
    await git(['update-ref', '-m', 'atelier: undo', '--create-reflog', branch, head]);
    await git(['symbolic-ref', '-m', 'atelier: undo', 'HEAD', branch]);
  }
  await git(['read-tree', known[1] ?? head]);
  await git(['update-index', '-q', '--refresh'], { allowExit: [1] });
}

/** Files become those of the tree; the index with them. Files that git does not know and the tree has not stay. */
export async function restoreTree({ git }: Pick<Repository, 'git'>, commit: string): Promise<void> {
  await git([...QUIET, 'read-tree', '--reset', '-u', commit]);
}


const NUL = Buffer.from([0]);
