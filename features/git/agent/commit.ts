import { readFile } from 'node:fs/promises';

import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MIB } from '../../../shared/units.ts';
import { MAX_MESSAGES } from '../contract.ts';

const MAX_LIST_BYTES = 64 * MIB;

export type Commit = { readonly message: string; readonly all: boolean; readonly amend: boolean; readonly signOff: boolean; readonly allowMarkers: boolean };

/**
 * What is staged, or all. Hooks run as in a terminal.
 * @returns the new commit. @throws AtelierError invalid_input (message); conflict (nothing_staged, nothing_to_save,
 * conflicts_left, markers, no_commit, locked); upstream_failed: a hook said no
 */
export async function commit(repository: Repository, { message, all, amend, signOff, allowMarkers }: Commit): Promise<string> {
  const { git } = repository;
  const isEmpty = message.trim() === '';
  if (isEmpty && !amend) throw new AtelierError('invalid_input', { field: 'message' });
  if (amend && !(await hasCommit(git))) throw new AtelierError('conflict', { because: 'no_commit' });
  await refuseConflicts(repository, { all });
  if (!allowMarkers) await refuseMarkers(repository, { all });
  if (all) await git(['add', '--all']);
  if (!amend && !(await isStaged(git)) && !(await isMerging(git))) {
    throw new AtelierError('conflict', { because: all || !(await isChanged(repository)) ? 'nothing_to_save' : 'nothing_staged' });
  }
  const options = [...(amend ? ['--amend'] : []), ...(signOff ? ['--signoff'] : []), ...(isEmpty ? ['--no-edit'] : ['--cleanup=strip', '--file=-'])];
  await git(['commit', '--quiet', '--no-status', ...options], { input: isEmpty ? '' : `${message}\n` });
  return (await git(['rev-parse', 'HEAD'])).stdout.toString('utf8').trim();
}

/** The commit goes, what it changed is staged. Returns its message. @throws AtelierError conflict (no_commit, already_sent) */
export async function undoCommit({ git, look }: Repository, { force }: { readonly force: boolean }): Promise<string> {
  if (!(await hasCommit(git))) throw new AtelierError('conflict', { because: 'no_commit' });
  const message = (await look(['log', '-1', '--no-show-signature', '--format=%B', 'HEAD'])).stdout.toString('utf8').trim();
  const sent = (await look(['rev-list', '-1', 'HEAD', '--not', '--remotes=origin', '--'])).stdout.length === 0;
  if (sent && !force) throw new AtelierError('conflict', { because: 'already_sent' });
  const hasParent = (await git(['rev-parse', '--verify', '--quiet', 'HEAD~1'], { allowExit: [1, 128] })).exitCode === 0;
  await git(hasParent ? ['reset', '--quiet', '--soft', 'HEAD~1'] : ['update-ref', '-d', 'HEAD']);
  return message;
}

/** The member's own, newest first. */
export async function readMessages({ look }: Repository): Promise<string[]> {
  const email = (await look(['var', 'GIT_AUTHOR_IDENT'], { allowExit: [128] })).stdout.toString('utf8').match(/<([^<>]*)>/)?.[1] ?? '';
  const { exitCode, stdout } = await look(['log', '-z', `--max-count=${MAX_MESSAGES}`, '--no-merges', '--no-show-signature', '--fixed-strings', `--author=<${email}>`, '--format=%B', 'HEAD', '--'], { allowExit: [128] });
  if (exitCode !== 0) return [];
  return [...new Set(stdout.toString('utf8').split('\0').map((text) => text.trim()).filter((text) => text !== ''))];
}

async function hasCommit(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExit: [1, 128] })).exitCode === 0;
}

export async function isMerging(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'], { allowExit: [1, 128] })).exitCode === 0;
}

async function isStaged(git: Git): Promise<boolean> {
  return (await git(['diff', '--cached', '--quiet', '--no-ext-diff'], { allowExit: [1] })).exitCode === 1;
}

async function isChanged({ look }: Repository): Promise<boolean> {
  return (await look(['status', '--porcelain', '-z', '--untracked-files=normal'])).stdout.length > 0;
}

/** With all, a conflict whose file holds no marks any more is settled. @throws AtelierError conflict (conflicts_left, markers) */
async function refuseConflicts({ git, root }: Repository, { all }: { readonly all: boolean }): Promise<void> {
  const { stdout } = await git(['ls-files', '--unmerged', '-z'], { maxOutputBytes: MAX_LIST_BYTES });
  const names = new Set(stdout.toString('latin1').split('\0').slice(0, -1).map((entry) => entry.slice(entry.indexOf('\t') + 1)));
  if (names.size === 0) return;
  if (!all) throw new AtelierError('conflict', { because: 'conflicts_left' });
  for (const name of names) {
    const text = await readFile(Buffer.concat([Buffer.from(`${root.path}/`), Buffer.from(name, 'latin1')]), 'latin1').catch(() => ''); // deleted: settled by that
    if (hasMarkers(text)) throw new AtelierError('conflict', { because: 'markers', path: Buffer.from(name, 'latin1').toString('utf8') });
  }
}

const MARKS = /^<{7} .*\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7} /m;

/** Whether a text holds marks of a conflict, as git writes them. */
export function hasMarkers(text: string): boolean {
  return text.includes('<<<<<<< ') && MARKS.test(text);
}

/** @throws AtelierError conflict (markers): what would be committed still holds marks of a conflict */
export async function refuseMarkers({ look }: Repository, { all }: { readonly all: boolean }): Promise<void> {
  const which = all ? ['HEAD'] : ['--cached'];
  const about = ['diff', ...which, '--no-ext-diff', '--no-textconv', '--no-renames', '--diff-filter=AM', '-G^(<<<<<<<|>>>>>>>) '];
  const { exitCode, stdout } = await look([...about, '--name-only', '-z'], { allowExit: [128] }); // no commit yet: nothing was merged
  if (exitCode !== 0 || stdout.length === 0) return;
  const names = stdout.toString('latin1').split('\0').slice(0, -1);
  const added = (await look([...about, '--no-color', '-U0', '--text'])).stdout.toString('latin1').split('\n').filter((line) => line.startsWith('+')).map((line) => line.slice(1)).join('\n');
  if (hasMarkers(`${added}\n`)) throw new AtelierError('conflict', { because: 'markers', path: Buffer.from(names[0] ?? '', 'latin1').toString('utf8') });
}
