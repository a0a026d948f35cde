import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';

import type { FilePath } from '../../../shared/file-path.ts';
import { LIST_CHUNK, type FileEntry } from '../contract.ts';
import { childBytes, fromBytes, toBytes } from './file-names.ts';
import { kindOf, NO_TARGET } from './file-stats.ts';
import { isTemporary, removeStale } from './temporary-files.ts';
import { unless, withFileErrors } from './system-errors.ts';

/** Links are the only entries that cost a system call of their own; this many are asked about at once. */
const LINKS_AT_ONCE = 64;

/**
 * A folder's entries, LIST_CHUNK at a time, unsorted; an empty folder gives one empty piece.
 * @throws AtelierError not_found, not_a_folder, forbidden
 */
export async function* listFolder(path: FilePath): AsyncGenerator<FileEntry[], void, undefined> {
  const folder = toBytes(path);
  const entries = await withFileErrors('read', () => readdir(folder, { encoding: 'buffer', withFileTypes: true }));
  for (let at = 0; at === 0 || at < entries.length; at += LIST_CHUNK) {
    yield await describe(folder, entries.slice(at, at + LIST_CHUNK));
  }
}

async function describe(folder: Buffer, entries: readonly Dirent<Buffer>[]): Promise<FileEntry[]> {
  const described: FileEntry[] = [];
  const links: { entry: FileEntry; path: Buffer }[] = [];
  for (const dirent of entries) {
    if (isTemporary(dirent.name)) {
      await removeStale(childBytes(folder, dirent.name), Date.now());
      continue;
    }
    const entry: FileEntry = { name: fromBytes(dirent.name), kind: kindOf(dirent), target: null };
    described.push(entry);
    if (entry.kind === 'link') links.push({ entry, path: childBytes(folder, dirent.name) });
  }
  for (let at = 0; at < links.length; at += LINKS_AT_ONCE) {
    await Promise.all(
      links.slice(at, at + LINKS_AT_ONCE).map(async ({ entry, path }) => {
        const target = await unless(NO_TARGET, stat(path));
        entry.target = target === null ? null : kindOf(target);
      }),
    );
  }
  return described;
}
