import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';

import type { Root } from '../../../shared/agent-protocol.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { DAY_MS } from '../../../shared/units.ts';
import { MAX_TRASH_BYTES, MAX_TRASH_COPY_BYTES, MAX_TRASH_COPY_ENTRIES, MAX_TRASH_ITEMS, TRASH_DAYS, TrashItem, type FileStat } from '../contract.ts';
import { moveBytes, refuseRoots } from './change-files.ts';
import { copyTree } from './copy-tree.ts';
import { childBytes, parentBytes, toBytes } from './file-names.ts';
import { kindOf, statFile } from './file-stats.ts';
import { errnoOf, unless, withFileErrors } from './system-errors.ts';

/** Below the home of the workspace, and so outside of every repository. */
const PLACE = '.local/share/atelier/trash';
const ITEM = Buffer.from('item');
const ABOUT = Buffer.from('about.json');
const MEASURED_AT_ONCE = 64;
const About = TrashItem.omit({ id: true });

type Size = { readonly bytes: number; readonly entries: number };

/**
 * What a member deletes: a folder for each thing, with the thing and where it was. Older things go when there is too
 * much or after a time. One for each agent; nothing to dispose of.
 */
export class Trash {
  readonly #folder: string;
  readonly #roots: readonly Root[];
  readonly #now: () => number;
  readonly #maxItems: number;
  readonly #queue = new KeyedQueue();

  constructor({ roots, now, maxItems = MAX_TRASH_ITEMS }: { roots: readonly Root[]; now: () => number; maxItems?: number }) {
    const home = roots.find(({ kind }) => kind === 'home') ?? roots[0];
    this.#folder = `${home?.path ?? ''}/${PLACE}`;
    this.#roots = roots;
    this.#now = now;
    this.#maxItems = maxItems;
  }

  /** @throws AtelierError too_large (it has no room in the trash), forbidden for a root, not_found, read_only, disk_full */
  discard(paths: readonly FilePath[]): Promise<TrashItem[]> {
    return this.#alone(async () => {
      const items: TrashItem[] = [];
      for (const path of paths) items.push(await this.#take(path));
      await this.#makeRoom(new Set(items.map(({ id }) => id)));
      return items;
    });
  }

  /** `permit` throws where the member may not put something. @throws AtelierError not_found, already_exists */
  restore(ids: readonly string[], permit: (path: FilePath) => Promise<void>): Promise<FileStat[]> {
    return this.#alone(async () => {
      const stats: FileStat[] = [];
      for (const id of ids) {
        const { path } = await this.#about(id);
        await permit(path);
        const target = toBytes(path);
        await withFileErrors('write', async () => {
          await mkdir(parentBytes(target), { recursive: true });
          await moveBytes(childBytes(this.#of(id), ITEM), target);
          await rm(this.#of(id), { recursive: true, force: true });
        });
        stats.push(await statFile(path));
      }
      return stats;
    });
  }

  /** The latest first. */
  list(): Promise<TrashItem[]> {
    return this.#alone(async () => {
      await this.#makeRoom(new Set());
      return this.#items();
    });
  }

  empty(): Promise<void> {
    return this.#alone(() => withFileErrors('write', () => rm(this.#folder, { recursive: true, force: true })));
  }

  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#queue.run('trash', work);
  }

  async #take(path: FilePath): Promise<TrashItem> {
    refuseRoots(path, this.#roots);
    // What holds the trash, or is in it, has no place in it.
    if (`${this.#folder}/`.startsWith(`${path}/`) || path.startsWith(`${this.#folder}/`)) throw new AtelierError('too_large');
    return withFileErrors('write', async () => {
      const source = toBytes(path);
      const stats = await lstat(source);
      const size = await measure(source, { bytes: MAX_TRASH_BYTES, entries: Number.POSITIVE_INFINITY });
      const nowMs = this.#now();
      const item: TrashItem = { id: `${Math.trunc(nowMs).toString(36)}-${randomBytes(6).toString('hex')}`, path, kind: kindOf(stats), deletedAtMs: nowMs, sizeBytes: size.bytes };
      const folder = this.#of(item.id);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await writeFile(childBytes(folder, ABOUT), JSON.stringify(About.parse(item)));
        await moveWithin(source, childBytes(folder, ITEM), size);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
      return item;
    });
  }

  async #items(): Promise<TrashItem[]> {
    const names = (await unless(['ENOENT'], readdir(this.#folder))) ?? [];
    const found = await Promise.all(names.filter((name) => TrashItem.shape.id.safeParse(name).success).map(async (id) => this.#read(id)));
    return found.filter((item) => item !== null).sort((a, b) => b.deletedAtMs - a.deletedAtMs);
  }

  /** @throws AtelierError not_found */
  async #about(id: string): Promise<TrashItem> {
    const item = await this.#read(id);
    if (item === null) throw new AtelierError('not_found');
    return item;
  }

  /** null: it is not there, or somebody changed what stands beside it. */
  async #read(id: string): Promise<TrashItem | null> {
    const text = await unless(['ENOENT', 'ENOTDIR', 'EACCES'], readFile(childBytes(this.#of(id), ABOUT), 'utf8'));
    const about = About.safeParse(parseJson(text ?? ''));
    return about.success ? { id, ...about.data } : null;
  }

  /** Too old, or too much: the oldest go. What was deleted just now stays. */
  async #makeRoom(fresh: ReadonlySet<string>): Promise<void> {
    let bytes = 0;
    let count = 0;
    const oldestMs = this.#now() - TRASH_DAYS * DAY_MS;
    for (const { id, sizeBytes, deletedAtMs } of await this.#items()) {
      bytes += sizeBytes;
      count += 1;
      if (fresh.has(id) || (bytes <= MAX_TRASH_BYTES && count <= this.#maxItems && deletedAtMs > oldestMs)) continue;
      await withFileErrors('write', () => rm(this.#of(id), { recursive: true, force: true }));
    }
  }

  #of(id: string): Buffer {
    return Buffer.from(`${this.#folder}/${id}`);
  }
}

async function moveWithin(source: Buffer, target: Buffer, size: Size): Promise<void> {
  try {
    await rename(source, target); // into a folder of our own: nothing is there
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    if (size.bytes > MAX_TRASH_COPY_BYTES || size.entries > MAX_TRASH_COPY_ENTRIES) throw new AtelierError('too_large', {}, { cause: error });
    await copyTree(source, target).catch((failure: unknown) => {
      throw isAtelier(failure, 'not_a_file') ? new AtelierError('too_large', {}, { cause: failure }) : failure; // a socket has no copy
    });
    await rm(source, { recursive: true });
  }
}

/** @throws AtelierError too_large */
async function measure(path: Buffer, max: Size): Promise<Size> {
  const top = await lstat(path);
  let bytes = top.isFile() ? top.size : 0;
  let entries = 1;
  const folders = top.isDirectory() ? [path] : [];
  const check = (): void => {
    if (bytes > max.bytes || entries > max.entries) throw new AtelierError('too_large', { maxBytes: max.bytes });
  };
  check();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at = folder;
    const found = (await unless(['EACCES', 'ENOENT'], readdir(at, { encoding: 'buffer', withFileTypes: true }))) ?? [];
    entries += found.length;
    for (const entry of found) if (entry.isDirectory()) folders.push(childBytes(at, entry.name));
    const files = found.filter((entry) => entry.isFile());
    for (let from = 0; from < files.length; from += MEASURED_AT_ONCE) {
      const stats = await Promise.all(files.slice(from, from + MEASURED_AT_ONCE).map((file) => unless(['ENOENT'], lstat(childBytes(at, file.name)))));
      bytes += stats.reduce((sum, one) => sum + (one?.size ?? 0), 0);
      check();
    }
    check();
  }
  return { bytes, entries };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null; // no file of ours
  }
}
