import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { textOf, type ModuleGit } from './module-git.ts';
import type { ChangedFile, Hunk, HunkLine } from './read-changes.ts';

const GONE = '0'.repeat(40);
const MAX_BLOB_BYTES = 256 * 1024 * 1024;

/**
 * A tree with only the chosen parts of what changed. Made in an index of its own in a temporary folder: the
 * repository has no work tree and keeps none.
 * @param before the tree, or a commit, that `files` were compared from
 * @throws AtelierError invalid_input: no such part; conflict: the chosen parts need one that was not chosen
 */
export async function buildTree(git: ModuleGit, { before, files, chosen }: { readonly before: string; readonly files: readonly ChangedFile[]; readonly chosen: ReadonlySet<string> }): Promise<string> {
  const known = new Set(files.flatMap((file, index) => idsOf(file, index)));
  for (const id of chosen) if (!known.has(id)) throw new AtelierError('invalid_input', { field: 'accepted' });
  requireRoom(files, (file, index) => idsOf(file, index).some((id) => chosen.has(id)));
  const folder = await mkdtemp(join(tmpdir(), 'atelier-proposal-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await git(['read-tree', '--end-of-options', before], { env });
    const lines: string[] = [];
    for (const [index, file] of files.entries()) {
      const parts = idsOf(file, index).filter((id) => chosen.has(id));
      if (parts.length > 0) lines.push(...(await indexLines(git, file, { index, chosen })));
    }
    // Deletions first: what takes a deleted file's place needs it gone.
    const sorted = [...lines.filter((line) => line.startsWith('0 ')), ...lines.filter((line) => !line.startsWith('0 '))];
    await git(['update-index', '-z', '--index-info'], { env, input: Buffer.from(sorted.map((line) => `${line}\0`).join(''), 'latin1') }).catch(needsAnother);
    return await textOf(git(['write-tree'], { env }).catch(needsAnother));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is taken must not stand where something is that stays: a file is no folder. @throws AtelierError conflict */
function requireRoom(files: readonly ChangedFile[], isTaken: (file: ChangedFile, index: number) => boolean): void {
  const staying = files.filter((file, index) => !isTaken(file, index)).flatMap(({ before, after }) => (before !== null && before.path !== after?.path ? [before.path] : []));
  for (const [index, file] of files.entries()) {
    const { after } = file;
    if (after === null || !isTaken(file, index)) continue;
    if (staying.some((path) => `${after.path}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${after.path}/`))) throw new AtelierError('conflict', { because: 'parts' });
  }
}

function needsAnother(error: unknown): never {
  if (isAtelier(error, 'upstream_failed')) throw new AtelierError('conflict', { because: 'parts' }, { cause: error });
  throw error;
}

function idsOf(file: ChangedFile, index: number): string[] {
  return file.whole === null ? file.hunks.map((_, part) => `${index}.${part}`) : [String(index)];
}

async function indexLines(git: ModuleGit, file: ChangedFile, { index, chosen }: { index: number; chosen: ReadonlySet<string> }): Promise<string[]> {
  const { before, after, hunks } = file;
  const isAll = idsOf(file, index).every((id) => chosen.has(id));
  const oid = isAll ? after?.oid : await partlyChanged(git, file, (part) => chosen.has(`${index}.${part}`));
  // A file that is deleted in part stays, with what is left of it.
  const place = isAll ? after : (after ?? before);
  const lines: string[] = [];
  if (before !== null && before.path !== place?.path) lines.push(`0 ${GONE}\t${before.path}`);
  if (place !== null && oid !== undefined) lines.push(`${place.mode} ${oid}\t${place.path}`);
  if (hunks.length === 0 && !isAll) throw new AtelierError('internal');
  return lines;
}

async function partlyChanged(git: ModuleGit, { before, hunks }: ChangedFile, isChosen: (part: number) => boolean): Promise<string> {
  const old = before === null ? '' : (await git(['cat-file', 'blob', before.oid], { maxOutputBytes: MAX_BLOB_BYTES })).stdout.toString('latin1');
  const text = applyHunks(old, hunks, isChosen);
  return await textOf(git(['hash-object', '-w', '--stdin'], { input: Buffer.from(text, 'latin1') }));
}

/**
 * The old text with the chosen hunks; all of them were compared from exactly this text, so each has one place.
 * @param old bytes as the letters of Latin-1
 * @throws AtelierError internal: a hunk is of another text
 */
export function applyHunks(old: string, hunks: readonly Hunk[], isChosen: (part: number) => boolean): string {
  const lines = old.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  for (const [part, hunk] of hunks.entries()) {
    // A hunk that only adds names the line after which it does.
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    const removed = linesOf(hunk, '-');
    if (start < at || removed.join('') !== lines.slice(start, start + removed.length).join('')) throw new AtelierError('internal');
    result.push(...lines.slice(at, start), ...(isChosen(part) ? linesOf(hunk, '+') : removed));
    at = start + removed.length;
  }
  return [...result, ...lines.slice(at)].join('');
}

/** One side of a hunk: what it has in common, and what only that side has. */
function linesOf({ lines }: Hunk, sign: HunkLine['sign']): string[] {
  return lines.filter((line) => line.sign === ' ' || line.sign === sign).map(({ text, isUnended }) => (isUnended ? text : `${text}\n`));
}
