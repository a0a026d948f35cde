import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';

import type { Root } from '../../../shared/agent-protocol.ts';
import { AtelierError, type ErrorCode } from '../../../shared/errors.ts';
import { FilePath, MAX_NAME_BYTES, MAX_PATH_BYTES } from '../../../shared/file-path.ts';
import { DAY_MS, KIB } from '../../../shared/units.ts';
import { MAX_PART_HEAD_BYTES, MAX_UPLOAD_PARTS, UploadPart, type UploadFile, type UploadPlace, type UploadResult } from '../contract.ts';
import type { BodyReader } from './body-reader.ts';
import { moveBytes } from './change-files.ts';
import { baseBytes, childBytes, parentBytes, toBytes } from './file-names.ts';
import { temporaryBeside } from './temporary-files.ts';
import { errnoOf, unless, withFileErrors } from './system-errors.ts';

/** Below the home: what was received of long files is no business of the repository that they go to. */
const PLACE = '.cache/atelier/uploads';
const FORGOTTEN_AFTER_MS = DAY_MS;
/** File systems and browsers do not agree about what is below a millisecond. */
const SAME_TIME_MS = 2;
/** Files up to this size are kept in memory until they are written, so many at once. */
const SHORT_BYTES = 256 * KIB;
const SHORT_AT_ONCE = 8;
/** After one of these the next part fares no better. */
const HOPELESS = new Set<ErrorCode>(['disk_full', 'limit_reached']);

type Taking = { readonly folder: FilePath; readonly body: BodyReader; readonly content: AsyncIterable<Buffer>; readonly permit: (path: FilePath) => Promise<void>; readonly known: Set<string> };
type Placing = { readonly part: UploadPart; readonly target: Buffer };

/**
 * Files that a member brings from their computer. Long ones come in parts, which are gathered under a name made of where
 * they go, their size and their time: whoever sends the same file there again goes on where it ended. One for each
 * agent; nothing to dispose of.
 */
export class Uploads {
  readonly #gathered: Buffer;
  readonly #now: () => number;
  /** Who writes to a gathered file now: a sender who comes again is another connection of the same one. */
  readonly #writers = new Map<string, { isLast: boolean }>();

  constructor({ roots, now }: { roots: readonly Root[]; now: () => number }) {
    const home = roots.find(({ kind }) => kind === 'home') ?? roots[0];
    this.#gathered = Buffer.from(`${home?.path ?? ''}/${PLACE}`);
    this.#now = now;
  }

  lookAt(folder: FilePath, files: readonly UploadFile[]): Promise<UploadPlace[]> {
    return withFileErrors('read', async () =>
      Promise.all(
        files.map(async (file): Promise<UploadPlace> => {
          const path = FilePath.safeParse(`${folder}/${file.path}`);
          if (!path.success) return { state: 'free', receivedBytes: 0 }; // sending it says why it cannot be
          const target = toBytes(path.data);
          const there = await unless(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'], lstat(target));
          if (there !== null) return { state: there.isDirectory() ? 'folder' : isSame(there, file) ? 'same' : 'other', receivedBytes: 0 };
          return { state: 'free', receivedBytes: await this.#received(folder, file) };
        }),
      ),
    );
  }

  /** `permit` throws where the member may not put something. A part that fails does not end the others. @throws AtelierError invalid_input, disk_full */
  async receive(folder: FilePath, body: BodyReader, permit: (path: FilePath) => Promise<void>): Promise<UploadResult[]> {
    const results: Promise<UploadResult>[] = [];
    const known = new Set<string>();
    try {
      for (let part = await readHead(body); part !== null; part = await readHead(body)) {
        if (results.length === MAX_UPLOAD_PARTS) throw new AtelierError('too_large', { maxParts: MAX_UPLOAD_PARTS });
        const isShort = part.lengthBytes <= SHORT_BYTES && part.lengthBytes === part.sizeBytes;
        const content = isShort ? once(await body.exactly(part.lengthBytes)) : body.pass(part.lengthBytes);
        const taking = this.#take(part, { folder, body, content, permit, known });
        taking.catch(() => undefined); // told when all are over
        results.push(taking);
        // Short ones side by side: most of the time is spent waiting for the disk.
        await (isShort ? results.at(-SHORT_AT_ONCE) : taking);
      }
      return await Promise.all(results);
    } finally {
      await Promise.allSettled(results);
    }
  }

  async forget(folder: FilePath, files: readonly UploadFile[]): Promise<void> {
    await withFileErrors('write', async () => {
      for (const file of files) {
        const key = keyOf(folder, file);
        const writer = this.#writers.get(key);
        if (writer !== undefined) writer.isLast = false;
        await rm(childBytes(this.#gathered, Buffer.from(key)), { force: true });
      }
    });
  }

  async #take(part: UploadPart, { folder, body, content, permit, known }: Taking): Promise<UploadResult> {
    try {
      const path = pathIn(folder, part.path);
      await permit(path);
      const placing = { part, target: toBytes(path) };
      return await withFileErrors('write', async () => {
        if (part.folder === true) {
          await makeFolder(placing.target, known);
          return { outcome: 'done', receivedBytes: 0 };
        }
        await makeFolder(parentBytes(placing.target), known);
        return part.offset === 0 && part.lengthBytes === part.sizeBytes ? await placeWhole(placing, content) : await this.#gather(placing, { folder, content });
      });
    } catch (error) {
      if (!(error instanceof AtelierError) || HOPELESS.has(error.code) || body.isBroken) throw error;
      for await (const _ of content); // what is left of it
      return { outcome: error.code, receivedBytes: 0 };
    }
  }

  /** @throws AtelierError conflict when another connection took over */
  async #gather({ part, target }: Placing, { folder, content }: { folder: FilePath; content: AsyncIterable<Buffer> }): Promise<UploadResult> {
    const key = keyOf(folder, part);
    const gathered = childBytes(this.#gathered, Buffer.from(key));
    const writer = { isLast: true };
    const before = this.#writers.get(key);
    if (before !== undefined) before.isLast = false;
    this.#writers.set(key, writer);
    try {
      if (part.offset === 0) await this.#removeForgotten();
      const handle = await open(gathered, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
      let received = 0;
      try {
        received = (await handle.stat()).size;
        if (part.offset > received || received > part.sizeBytes) throw new AtelierError('changed_since');
        let at = part.offset;
        for await (const piece of content) {
          if (!writer.isLast) throw new AtelierError('conflict');
          await writeAll(handle, piece, at);
          at += piece.length;
        }
        received = Math.max(received, at);
        if (received < part.sizeBytes) return { outcome: 'part', receivedBytes: received };
        await handle.sync();
        await stamp(handle, part);
        await handle.chmod(0o666 & ~process.umask());
      } finally {
        await handle.close();
      }
      if (part.replace) await replaceWith(gathered, target);
      else await moveBytes(gathered, target);
      return { outcome: 'done', receivedBytes: received };
    } finally {
      if (this.#writers.get(key) === writer) this.#writers.delete(key);
    }
  }

  async #received(folder: FilePath, file: UploadFile): Promise<number> {
    const stats = await unless(['ENOENT'], stat(childBytes(this.#gathered, Buffer.from(keyOf(folder, file)))));
    return stats?.size ?? 0;
  }

  async #removeForgotten(): Promise<void> {
    await mkdir(this.#gathered, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#gathered, { encoding: 'buffer' })) {
      const path = childBytes(this.#gathered, name);
      const stats = await unless(['ENOENT'], lstat(path));
      if (stats !== null && this.#now() - stats.mtimeMs > FORGOTTEN_AFTER_MS) await rm(path, { force: true, recursive: true });
    }
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}

/** @throws AtelierError invalid_input: no head of ours */
async function readHead(body: BodyReader): Promise<UploadPart | null> {
  const length = await body.take(4);
  if (length === null) return null;
  const bytes = length.readUInt32BE();
  if (bytes === 0 || bytes > MAX_PART_HEAD_BYTES) throw new AtelierError('invalid_input');
  const head = await body.take(bytes);
  const part = UploadPart.safeParse(parseJson(head?.toString('utf8') ?? ''));
  if (!part.success || part.data.offset + part.data.lengthBytes > part.data.sizeBytes) throw new AtelierError('invalid_input');
  return part.data;
}

/** Written beside its place and then put there: a name never holds half of a file. */
async function placeWhole({ part, target }: Placing, content: AsyncIterable<Buffer>): Promise<UploadResult> {
  const temporary = temporaryBeside(parentBytes(target));
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o666);
  let isGone = false;
  try {
    let at = 0;
    for await (const piece of content) {
      await writeAll(handle, piece, at);
      at += piece.length;
    }
    await stamp(handle, part);
    if (part.replace) await refuseFolder(target);
    await (part.replace ? rename(temporary, target) : putWhereNothingIs({ part, target }, temporary));
    isGone = part.replace;
    return { outcome: 'done', receivedBytes: part.sizeBytes };
  } finally {
    await handle.close();
    if (!isGone) await unless(['ENOENT'], unlink(temporary));
  }
}

/** What is there already and is the same was put there by a sender who never heard of it. */
async function putWhereNothingIs({ part, target }: Placing, temporary: Buffer): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if (!isSame(await lstat(target), part)) throw error;
  }
}

async function replaceWith(gathered: Buffer, target: Buffer): Promise<void> {
  await refuseFolder(target);
  try {
    await rename(gathered, target);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    const beside = temporaryBeside(parentBytes(target));
    await moveBytes(gathered, beside);
    await rename(beside, target);
  }
}

/** A link to one included: it would be the link that is replaced. */
async function refuseFolder(target: Buffer): Promise<void> {
  const there = await unless(['ENOENT', 'ELOOP'], stat(target));
  if (there?.isDirectory() === true) throw new AtelierError('already_exists');
}

async function makeFolder(folder: Buffer, known: Set<string>): Promise<void> {
  const key = folder.toString('latin1');
  if (known.has(key)) return;
  await mkdir(folder, { recursive: true });
  known.add(key);
}

async function stamp(handle: FileHandle, { modifiedAtMs }: UploadFile): Promise<void> {
  await handle.utimes(modifiedAtMs / 1000, modifiedAtMs / 1000);
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let sent = 0; sent < bytes.length; ) sent += (await handle.write(bytes, sent, bytes.length - sent, position + sent)).bytesWritten;
}

function isSame(stats: { isFile(): boolean; size: number; mtimeMs: number }, file: UploadFile): boolean {
  return stats.isFile() && stats.size === file.sizeBytes && Math.abs(stats.mtimeMs - file.modifiedAtMs) < SAME_TIME_MS;
}

/** @throws AtelierError invalid_input */
export function pathIn(folder: FilePath, relative: string): FilePath {
  const path = FilePath.safeParse(folder === '/' ? `/${relative}` : `${folder}/${relative}`);
  const bytes = path.success ? toBytes(path.data) : null;
  if (!path.success || bytes === null || bytes.length >= MAX_PATH_BYTES || baseBytes(bytes).length > MAX_NAME_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_NAME_BYTES });
  return path.data;
}

function keyOf(folder: FilePath, { path, sizeBytes, modifiedAtMs }: UploadFile): string {
  return createHash('sha256').update(toBytes(`${folder}/${path}`)).update(`\0${sizeBytes}\0${modifiedAtMs}`).digest('hex').slice(0, 32);
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
