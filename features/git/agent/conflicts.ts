import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Repository, RepositoryFile } from '../../../agent/git/repositories.ts';
import { MIB } from '../../../shared/units.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import { pathToBytes } from '../../../shared/file-path.ts';
import { MAX_TEXT_BYTES, type ConflictedText, type ConflictKind, type MergePiece, type TextRevision } from '../contract.ts';
import { hasMarkers } from './commit.ts';
import { findGitFolder, readFolderState } from './git-folder.ts';
import { linesOf } from './line-edits.ts';
import { replaceText } from './own-files.ts';
import { readText } from './texts.ts';

/** No text has a line of so many. */
const MARK_LENGTH = 60;
const KINDS: Readonly<Record<string, ConflictKind>> = { '123': 'both_modified', '23': 'both_added', '1': 'both_deleted', '2': 'added_by_us', '3': 'added_by_them', '13': 'deleted_by_us', '12': 'deleted_by_them' };

/** Both sides of a conflict, and how far they merge by themselves. @throws AtelierError not_found: there is none */
export async function readConflict(file: RepositoryFile): Promise<ConflictedText> {
  const kind = await kindOf(file);
  const textOf = (side: TextRevision): Promise<string | null> => readText(file, side).catch((error: unknown) => {
    if (isAtelier(error, 'invalid_text') || isAtelier(error, 'too_large')) return null;
    throw error;
  });
  const [base, ours, theirs, labels] = await Promise.all([textOf('base'), textOf('ours'), textOf('theirs'), readLabels(file.repository)]);
  const pieces = ours === null || theirs === null ? null : await merge(file.repository, { base: base ?? '', ours, theirs });
  return { kind, base, ours, theirs, pieces, ...labels };
}

/** Which sides have the file: that is what kind of a conflict it is. */
async function kindOf({ repository: { look }, name }: RepositoryFile): Promise<ConflictKind> {
  const { stdout } = await look(['ls-files', '--unmerged', '-z'], { maxOutputBytes: 64 * MIB });
  const wanted = name.toString('latin1');
  const stages = stdout.toString('latin1').split('\0').filter((entry) => entry.slice(entry.indexOf('\t') + 1) === wanted).map((entry) => entry.charAt(entry.indexOf('\t') - 1));
  const kind = KINDS[stages.toSorted().join('')];
  if (kind === undefined) throw new AtelierError('not_found');
  return kind;
}

async function merge({ git }: Repository, texts: { base: string; ours: string; theirs: string }): Promise<MergePiece[]> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-merge-'));
  try {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    const names = ['ours', 'base', 'theirs'].map((name) => join(folder, name));
    const conflicts = Array.from({ length: 127 }, (_, at) => at + 1);
    const { stdout } = await git(['merge-file', '--stdout', '--diff3', `--marker-size=${MARK_LENGTH}`, ...names], { allowExit: conflicts, maxOutputBytes: 4 * MAX_TEXT_BYTES });
    return parseMerge(stdout.toString('utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `git merge-file --diff3` printed with marks of MARK_LENGTH. */
export function parseMerge(text: string): MergePiece[] {
  const pieces: MergePiece[] = [];
  const parts = { merged: '', ours: '', base: '', theirs: '' };
  let at: keyof typeof parts = 'merged';
  const flush = (): void => {
    if (parts.merged !== '') pieces.push({ kind: 'merged', text: parts.merged });
    parts.merged = '';
  };
  for (const line of linesOf(text)) {
    const mark = /^([<|=>])\1{59}(?: |\r?\n|$)/.exec(line)?.[1];
    if (mark === '<') {
      flush();
      at = 'ours';
    } else if (mark === '|' && at === 'ours') at = 'base';
    else if (mark === '=' && at === 'base') at = 'theirs';
    else if (mark === '>' && at === 'theirs') {
      pieces.push({ kind: 'conflict', ours: parts.ours, base: parts.base, theirs: parts.theirs });
      Object.assign(parts, { ours: '', base: '', theirs: '' });
      at = 'merged';
    } else parts[at] += line;
  }
  flush();
  return pieces;
}

/** What people call the two sides. */
async function readLabels({ look, root }: Repository): Promise<Pick<ConflictedText, 'oursLabel' | 'theirsLabel'>> {
  const { own } = await findGitFolder(root.path);
  const rebased = await readFile(join(own, 'rebase-merge/head-name'), 'utf8').catch(() => null); // only while one goes on
  const branch = (await look(['symbolic-ref', '--quiet', '--short', 'HEAD'], { allowExit: [1, 128] })).stdout.toString('utf8').trim();
  const other = await Promise.all(['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD'].map(async (name) => {
    const { exitCode, stdout } = await look(['log', '-1', '--no-show-signature', '--format=%h %s', name, '--'], { allowExit: [128] });
    return exitCode === 0 ? stdout.toString('utf8').trim() : null;
  }));
  const onto = rebased?.trim().replace(/^refs\/heads\//, '');
  return { oursLabel: onto === undefined ? branch : '', theirsLabel: other.find((label) => label !== null) ?? onto ?? '' };
}

export type Settled = { readonly text: string } | { readonly side: 'ours' | 'theirs' } | { readonly deleted: true };

/** The conflict is over, with this. @throws AtelierError not_found: there is none; conflict (markers); forbidden */
export async function resolveConflict(file: RepositoryFile, settled: Settled, names: Buffer): Promise<void> {
  const { repository: { git } } = file;
  await kindOf(file);
  if ('deleted' in settled) {
    await git(['--literal-pathspecs', 'rm', '--quiet', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], { input: names });
    return;
  }
  if ('side' in settled) {
    const stage = settled.side === 'ours' ? '2' : '3';
    await git(['checkout-index', '--force', `--stage=${stage}`, '-z', '--stdin'], { input: names });
  } else {
    if (hasMarkers(`${settled.text}\n`)) throw new AtelierError('conflict', { because: 'markers', path: file.path });
    const now = await readFile(Buffer.from(pathToBytes(file.path))).catch(() => Buffer.alloc(0)); // deleted on one side
    await replaceText(file, Buffer.from(withEnds(settled.text, now.includes('\r\n'))));
  }
  await git(['update-index', '--add', '--remove', '-z', '--stdin'], { input: names });
}

/** With the ends of lines that the file has on the disk. */
function withEnds(text: string, isWindows: boolean): string {
  return isWindows ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

const GIVE_UP = { merge: ['merge', '--abort'], rebase: ['rebase', '--abort'], 'cherry-pick': ['cherry-pick', '--abort'], revert: ['revert', '--abort'], bisect: ['bisect', 'reset'] } as const;

/** @throws AtelierError conflict (nothing_to_save): git is in the middle of nothing */
export async function abortOperation({ git, root }: Repository): Promise<void> {
  const { operation } = await readFolderState(await findGitFolder(root.path));
  if (operation === null) throw new AtelierError('conflict', { because: 'nothing_to_save' });
  await git(GIVE_UP[operation]);
}
