import { lstat, readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';

import type { FilePath } from '../../../shared/file-path.ts';
import { LIST_CHUNK, type FileEntry } from '../contract.ts';
import { childBytes, fromBytes, toBytes } from './file-names.ts';
import { kindOf, NO_TARGET } from './file-stats.ts';
import { isTemporary, removeStale } from './temporary-files.ts';
import { unless, withFileErrors } from './system-errors.ts';

/** Links, and times where they are wanted, cost a system call for each entry; this many are asked about at once. */
const AT_ONCE = 64;

/**
 * A folder's entries, LIST_CHUNK at a time, unsorted; an empty folder gives one empty piece.
 * @throws AtelierError not_found, not_a_folder, forbidden
 */
export async function* listFolder(path: FilePath, { times = false }: { readonly times?: boolean } = {}): AsyncGenerator<FileEntry[], void, undefined> {
  const folder = toBytes(path);
  const entries = await withFileErrors('read', () => readdir(folder, { encoding: 'buffer', withFileTypes: true }));
  for (let at = 0; at === 0 || at < entries.length; at += LIST_CHUNK) {
    const described = await describe(folder, entries.slice(at, at + LIST_CHUNK));
    yield times ? await timed(folder, described) : described;
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
  await atOnce(links, async ({ entry, path }) => {
    const target = await unless(NO_TARGET, stat(path));
    entry.target = target === null ? null : kindOf(target);
  });
  return described;
}

/** What went meanwhile has no time. */
async function timed(folder: Buffer, entries: readonly FileEntry[]): Promise<FileEntry[]> {
  const all = entries.map((entry): FileEntry => ({ ...entry, modifiedAtMs: 0 }));
  await atOnce(all, async (entry) => {
    entry.modifiedAtMs = (await unless(NO_TARGET, lstat(childBytes(folder, toBytes(entry.name)))))?.mtimeMs ?? 0;
  });
  return all;
}

async function atOnce<Item>(items: readonly Item[], look: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(look));
}
