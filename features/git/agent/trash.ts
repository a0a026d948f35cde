import { randomBytes } from 'node:crypto';
import { copyFile, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

import type { Repositories, Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath, pathToBytes } from '../../../shared/file-path.ts';
import { DAY_MS, GIB, MIB } from '../../../shared/units.ts';
import { ownPlace } from './own-files.ts';

const FOLDER = '.local/share/atelier/discarded';
const MANIFEST = 'manifest.json';
const KEPT_MS = 30 * DAY_MS;
const MAX_KEPT_BYTES = 500 * MIB;
/** More at once is refused: it could not be undone. */
const MAX_DISCARD_BYTES = GIB;

/** `stored`: under which name what was there lies beside this; null: there was nothing. */
const Manifest = z.object({ root: FilePath, atMs: z.number(), sizeBytes: z.number(), entries: z.array(z.object({ path: FilePath, stored: z.string().regex(/^\d+$/).nullable() })) });
type Manifest = z.infer<typeof Manifest>;

export type TrashDeps = { readonly home: string; readonly repositories: Repositories; readonly now: () => number };
export type TakenFile = { readonly path: FilePath; /** Moved away; else a copy is kept and the file stays. */ readonly gone: boolean };

/** What was discarded, kept in the member's home for a month, as far as there is room for it. */
export class Trash {
  readonly #deps: TrashDeps;

  constructor(deps: TrashDeps) {
    this.#deps = deps;
  }

  /** Keeps what these files hold now. Returns the name under which it comes back. @throws AtelierError too_large, forbidden */
  async keep({ root }: Repository, files: readonly TakenFile[]): Promise<string> {
    const { repositories, now } = this.#deps;
    const sizes = await Promise.all(files.map(({ path }) => sizeOf(Buffer.from(pathToBytes(path)))));
    const sizeBytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    if (sizeBytes > MAX_DISCARD_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_DISCARD_BYTES });
    const id = `${now().toString(36).padStart(9, '0')}-${randomBytes(5).toString('hex')}`;
    const folder = this.#folder(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const manifest: Manifest = { root: FilePath.parse(root.path), atMs: now(), sizeBytes, entries: files.map(({ path }, at) => ({ path, stored: sizes[at] === null ? null : String(at) })) };
    // The list first: what is interrupted half way can be undone as far as it came.
    await writeFile(join(folder, MANIFEST), JSON.stringify(manifest), { mode: 0o600 });
    for (const [at, { path, gone }] of files.entries()) {
      if (sizes[at] === null) continue;
      const place = await ownPlace(repositories.file(path));
      await (gone ? move : copy)(place, join(folder, String(at)));
    }
    await this.#prune(id);
    return id;
  }

  /** @throws AtelierError not_found: it is too old, or of another module; forbidden */
  async bringBack(repository: Repository, id: string): Promise<readonly FilePath[]> {
    const folder = this.#folder(id);
    const manifest = await this.#read(id);
    if (manifest === null || manifest.root !== repository.root.path) throw new AtelierError('not_found');
    const { entries } = manifest;
    const places = await Promise.all(entries.map(({ path }) => ownPlace(this.#deps.repositories.file(path))));
    await this.keep(repository, entries.map(({ path }) => ({ path, gone: true })));
    for (const [at, { stored }] of entries.entries()) {
      const place = places[at];
      if (stored === null || place === undefined) continue;
      await mkdir(Buffer.from(dirname(place.toString('latin1')), 'latin1'), { recursive: true });
      await move(Buffer.from(join(folder, stored)), place);
    }
    await rm(folder, { recursive: true, force: true });
    return entries.map(({ path }) => path);
  }

  #folder(id = ''): string {
    return join(this.#deps.home, FOLDER, id);
  }

  /** null: there is none, or it was cut off before it began. */
  async #read(id: string): Promise<Manifest | null> {
    const text = await readFile(join(this.#folder(id), MANIFEST), 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      return Manifest.parse(JSON.parse(text));
    } catch {
      return null; // cut off while it was written
    }
  }

  /** The oldest go first; the one that was just kept stays in any case. */
  async #prune(kept: string): Promise<void> {
    const ids = (await readdir(this.#folder())).sort().reverse();
    let bytes = 0;
    for (const id of ids) {
      const manifest = await this.#read(id);
      bytes += manifest?.sizeBytes ?? 0;
      const isOld = manifest === null || this.#deps.now() - manifest.atMs > KEPT_MS;
      if (id !== kept && (isOld || bytes > MAX_KEPT_BYTES)) await rm(this.#folder(id), { recursive: true, force: true });
    }
  }
}

/** null: there is nothing. */
async function sizeOf(place: Buffer): Promise<number | null> {
  const found = await lstat(place).catch(() => null); // it was deleted
  if (found === null) return null;
  if (!found.isDirectory()) return found.size;
  const names = await readdir(place, { encoding: 'buffer' });
  const sizes = await Promise.all(names.map((name) => sizeOf(Buffer.concat([place, Buffer.from('/'), name]))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

async function move(from: Buffer | string, to: Buffer | string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error; // homes and modules are different volumes
    await copy(from, to);
    await rm(from, { recursive: true, force: true });
  }
}

/** Links as links, modes and times kept. */
async function copy(from: Buffer | string, to: Buffer | string): Promise<void> {
  const found = await lstat(from);
  if (!found.isDirectory()) {
    await copyOne(from, to);
    return;
  }
  await mkdir(to, { recursive: true, mode: found.mode & 0o777 });
  for (const name of await readdir(from, { encoding: 'buffer' })) await copy(below(from, name), below(to, name));
}

async function copyOne(from: Buffer | string, to: Buffer | string): Promise<void> {
  const found = await lstat(from);
  if (found.isSymbolicLink()) {
    await symlink(await readlink(from, { encoding: 'buffer' }), to);
    return;
  }
  if (!found.isFile()) throw new AtelierError('not_a_file');
  await copyFile(from, to);
  await utimes(to, found.atime, found.mtime);
}

function below(folder: Buffer | string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}
