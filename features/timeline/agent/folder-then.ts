import { createHash } from 'node:crypto';

import { listedPath } from '../../../agent/git/listed-path.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { MIB } from '../../../shared/units.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { bytesToPath, type FilePath } from '../../../shared/file-path.ts';
import { MAX_KEPT_BYTES } from '../contract.ts';
import type { SaveRecord } from './save-records.ts';

const MAX_TREE_BYTES = 64 * MIB;
/** Of contents that are read from git in one go. */
const BATCH_BYTES = 32 * MIB;

/**
 * A file as it was: in a commit, or as it was saved. `blob`: its hash in git, to compare without reading it there.
 * `isLoose`: git does not have it, and nobody knows whether it was deleted before the moment: only one that is there now goes back.
 */
export type FileThen = { readonly from: 'commit'; readonly blob: string; readonly sizeBytes: number; readonly isExecutable: boolean } | { readonly from: 'save'; readonly record: SaveRecord; readonly isLoose: boolean };
/** `files`: what was there. `isKnown`: whether a file that is not among them is known not to have been there. */
export type FolderThen = { readonly files: ReadonlyMap<FilePath, FileThen>; readonly isKnown: (path: FilePath) => boolean };

type Tree = ReadonlyMap<FilePath, Extract<FileThen, { from: 'commit' }>>;

/** Files of a folder in a commit; links and repositories within are left out. @throws AtelierError not_found */
export async function treeOf({ look, root }: Repository, { commit, folder }: { readonly commit: string; readonly folder: FilePath }): Promise<Tree> {
  const name = folder.slice(root.path.length + 1);
  // A name that is no UTF-8 cannot be an argument.
  if (/[\udc80-\udcff]/.test(name)) throw new AtelierError('not_found');
  const { stdout } = await look(['ls-tree', '-r', '-l', '-z', '--full-tree', commit, '--', ...(name === '' ? [] : [`${name}/`])], { maxOutputBytes: MAX_TREE_BYTES });
  const files = new Map<FilePath, Extract<FileThen, { from: 'commit' }>>();
  for (const entry of stdout.toString('latin1').split('\0')) {
    const [, mode = '', blob = '', size = '', bytes = ''] = /^(100\d{3}) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(entry) ?? [];
    const path = mode === '' ? null : listedPath(root.path, bytes);
    if (path !== null) files.set(path, { from: 'commit', blob, sizeBytes: Number(size), isExecutable: mode === '100755' });
  }
  return files;
}

/** What git knows of the folder now: those of them that a commit does not have came after it. */
export async function trackedIn({ look, root }: Repository, folder: FilePath): Promise<ReadonlySet<string>> {
  const name = folder.slice(root.path.length + 1);
  const { stdout } = await look(['ls-files', '-z', '--', ...(name === '' ? [] : [`${name}/`])], { maxOutputBytes: MAX_TREE_BYTES });
  return new Set(stdout.toString('latin1').split('\0').filter((entry) => entry !== '').map((entry) => `${root.path}/${bytesToPath(Buffer.from(entry, 'latin1'))}`));
}

/**
 * A folder at a moment: the commit that was the last one then, and over it what was saved since, up to the moment.
 * @param saves all that are known at or below it, in any order
 */
export function folderAt(atMs: number, { saves, tree, treeAtMs, tracked }: { readonly saves: readonly SaveRecord[]; readonly tree: Tree; readonly treeAtMs: number; readonly tracked: ReadonlySet<string> }): FolderThen {
  const files = new Map<FilePath, FileThen>(tree);
  const first = new Map<FilePath, SaveRecord>();
  const then = new Map<FilePath, SaveRecord>();
  for (const record of saves.toSorted((one, other) => one.atMs - other.atMs)) {
    if (!first.has(record.path)) first.set(record.path, record);
    if (record.atMs <= atMs) then.set(record.path, record);
  }
  // Before that commit it was only somebody's draft of it; of a file that git does not have, the save is all there is.
  for (const [path, record] of then) if (record.atMs > treeAtMs || (!tree.has(path) && !tracked.has(path))) files.set(path, { from: 'save', record, isLoose: record.atMs <= treeAtMs });
  const cameAfter = (path: FilePath): boolean => (first.get(path)?.atMs ?? 0) > atMs && first.get(path)?.cause === 'saved';
  return { files, isKnown: (path) => tracked.has(path) || cameAfter(path) };
}

/** Whether the bytes are that blob. */
export function isBlob(content: Buffer, blob: string): boolean {
  const hash = createHash(blob.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex') === blob;
}

/** Contents by blob, a few at a time; larger ones than are kept are not read. */
export async function* blobsOf({ look }: Repository, wanted: readonly { readonly path: FilePath; readonly blob: string; readonly sizeBytes: number }[]): AsyncGenerator<{ readonly path: FilePath; readonly content: Buffer }, void, undefined> {
  let batch: typeof wanted[number][] = [];
  let bytes = 0;
  const read = async (): Promise<{ path: FilePath; content: Buffer }[]> => {
    const { stdout } = await look(['cat-file', '--batch', '--buffer'], { input: batch.map(({ blob }) => `${blob}\n`).join(''), maxOutputBytes: bytes + batch.length * 100 });
    let at = 0;
    return batch.map(({ path }) => {
      const end = stdout.indexOf('\n', at);
      const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.subarray(at, end).toString('latin1')) ?? [];
      if (size === undefined) throw new AtelierError('upstream_failed', { detail: 'git' });
      const content = stdout.subarray(end + 1, end + 1 + Number(size));
      at = end + 2 + Number(size);
      return { path, content };
    });
  };
  for (const one of wanted) {
    if (one.sizeBytes > MAX_KEPT_BYTES) continue;
    batch.push(one);
    bytes += one.sizeBytes;
    if (bytes < BATCH_BYTES) continue;
    yield* await read();
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield* await read();
}
