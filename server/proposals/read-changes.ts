import parseDiff from 'parse-diff';

import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { bytesToPath } from '../../shared/file-path.ts';
import { MAX_CHANGED_FILES, MAX_PATCH_BYTES, type DiffLine, type ProposalPart } from '../../shared/proposals.ts';
import { COMPARE_TIMEOUT_MS, type Comparison, type ModuleGit } from './module-git.ts';

export type Side = { readonly mode: string; readonly oid: string; readonly path: string };

/** One line of a hunk with its sign, bytes as the letters of Latin-1. */
export type HunkLine = { readonly sign: ' ' | '+' | '-'; readonly text: string; readonly isUnended: boolean };

export type Hunk = { readonly oldStart: number; readonly oldLines: number; readonly newStart: number; readonly lines: readonly HunkLine[] };

/** A changed file as git names it: paths are bytes as the letters of Latin-1; null: not there on that side. */
export type ChangedFile = {
  readonly before: Side | null;
  readonly after: Side | null;
  readonly hunks: readonly Hunk[];
  readonly whole: ProposalPart['whole'];
};

const COMPARED = ['-r', '-M', '--full-index', '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules=none'];
const FIRST_LINE = 'diff --git ';

/** What differs between two trees, in git's order. @throws AtelierError too_large: more than MAX_CHANGED_FILES */
export async function readChanges(git: ModuleGit, { before, after }: Pick<Comparison, 'before' | 'after'>): Promise<ChangedFile[]> {
  const trees = ['--end-of-options', before, after];
  const raw = (await git(['diff-tree', '--raw', '-z', ...COMPARED, ...trees], { timeoutMs: COMPARE_TIMEOUT_MS })).stdout.toString('latin1');
  const entries = rawEntries(raw);
  if (entries.length > MAX_CHANGED_FILES) throw new AtelierError('too_large', { maxFiles: MAX_CHANGED_FILES });
  const patches = await readPatches(git, trees);
  let at = 0;
  return entries.map(({ status, before: old, after: now }): ChangedFile => {
    const sides = { before: old, after: now };
    // Git writes a file that became a link as two patches.
    const isOther = status === 'T';
    const patch = patches?.[at];
    at += isOther ? 2 : 1;
    if (patches === null) return { ...sides, hunks: [], whole: 'large' };
    if (patch === undefined) throw new AtelierError('internal');
    if (isOther || old?.mode === SUBMODULE || now?.mode === SUBMODULE) return { ...sides, hunks: [], whole: 'type' };
    const hunks = patch.chunks.map(hunkOf);
    return { ...sides, hunks, whole: hunks.length > 0 ? null : wholeOf({ ...sides, isSame: old?.oid === now?.oid }) };
  });
}

const SUBMODULE = '160000';
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

function wholeOf({ before, after, isSame }: { before: Side | null; after: Side | null; isSame: boolean }): ProposalPart['whole'] {
  if ((before ?? after)?.oid === EMPTY_BLOB && (before === null || after === null)) return 'empty';
  if (!isSame) return 'binary';
  return before?.path === after?.path ? 'mode' : 'name';
}

type RawEntry = { readonly status: string; readonly before: Side | null; readonly after: Side | null };

/** `:<mode> <mode> <oid> <oid> <status>NUL<path>NUL`, with a second path where a file was renamed. */
function rawEntries(raw: string): RawEntry[] {
  const fields = raw.split('\0');
  const entries: RawEntry[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', score = ''] = (fields[at] ?? '').slice(1).split(' ');
    const status = score.slice(0, 1);
    const path = fields[at + 1] ?? '';
    const isRenamed = status === 'R' || status === 'C';
    const newPath = isRenamed ? (fields[at + 2] ?? '') : path;
    at += isRenamed ? 3 : 2;
    entries.push({
      status,
      before: status === 'A' ? null : { mode: oldMode, oid: oldOid, path },
      after: status === 'D' ? null : { mode: newMode, oid: newOid, path: newPath },
    });
  }
  return entries;
}

/** null: more than MAX_PATCH_BYTES. */
async function readPatches(git: ModuleGit, trees: readonly string[]): Promise<parseDiff.File[] | null> {
  try {
    const { stdout } = await git(['diff-tree', '-p', ...COMPARED, ...trees], { maxOutputBytes: MAX_PATCH_BYTES, timeoutMs: COMPARE_TIMEOUT_MS });
    // Names come from the raw entries; a line that begins so is never a file's own, which has a sign before it.
    const lines = stdout.toString('latin1').split('\n');
    return parseDiff(lines.map((line) => (line.startsWith(FIRST_LINE) ? `${FIRST_LINE}a/file b/file` : line)).join('\n'));
  } catch (error) {
    if (isAtelier(error, 'too_large')) return null;
    throw error;
  }
}

function hunkOf({ oldStart, oldLines, newStart, changes }: parseDiff.Chunk): Hunk {
  const lines: HunkLine[] = [];
  let oldLeft = oldLines;
  for (const { content } of changes) {
    const last = lines.at(-1);
    if (content.startsWith('\\') && last !== undefined) {
      lines[lines.length - 1] = { ...last, isUnended: true };
      continue;
    }
    const sign = content.startsWith('+') ? '+' : content.startsWith('-') ? '-' : ' ';
    if (sign !== '+') oldLeft -= 1;
    lines.push({ sign, text: content.slice(1), isUnended: false });
  }
  if (oldLeft !== 0) throw new AtelierError('internal');
  return { oldStart, oldLines, newStart, lines };
}

/** The parts that a person decides about, with ids that `build-tree.ts` understands. */
export function partsOf(files: readonly ChangedFile[]): ProposalPart[] {
  return files.flatMap((file, index): ProposalPart[] => {
    const about = { path: shown(file.after ?? file.before), from: file.before !== null && file.after !== null && file.before.path !== file.after.path ? shown(file.before) : null, change: changeOf(file), whole: file.whole };
    if (file.whole !== null) return [{ ...about, id: String(index), additions: 0, deletions: 0, lines: [] }];
    return file.hunks.map((hunk, part) => {
      const lines = shownLines(hunk);
      const count = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
      return { ...about, id: `${index}.${part}`, additions: count('add'), deletions: count('delete'), lines };
    });
  });
}

function changeOf({ before, after }: ChangedFile): ProposalPart['change'] {
  if (before === null) return 'added';
  if (after === null) return 'deleted';
  return before.path === after.path ? 'modified' : 'renamed';
}

function shown(side: Side | null): string {
  return bytesToPath(Buffer.from(side?.path ?? '', 'latin1'));
}

function shownLines({ oldStart, newStart, lines }: Hunk): DiffLine[] {
  let [oldLine, newLine] = [oldStart, newStart];
  return lines.map(({ sign, text, isUnended }) => ({
    kind: sign === '+' ? 'add' : sign === '-' ? 'delete' : 'context',
    text: Buffer.from(text, 'latin1').toString('utf8'),
    oldLine: sign === '+' ? null : oldLine++,
    newLine: sign === '-' ? null : newLine++,
    isUnended,
  }));
}
