import { closeSync, constants, fstatSync, open as openByCall, read as readByCall, type Dirent, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';

import { AtelierError } from '../../../shared/errors.ts';
import { displayName } from '../../../shared/display-name.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { KIB } from '../../../shared/units.ts';
import type { Entry, Sink } from './archive-sink.ts';
import { baseBytes, childBytes, fromBytes, toBytes } from './file-names.ts';
import { isTemporary } from './temporary-files.ts';
import { errnoOf, unless, withFileErrors } from './system-errors.ts';
import { zipSink } from './zip-sink.ts';

export type ArchiveFormat = 'zip' | 'tar.gz';

/** Names and reasons, at the end of an archive that misses something. */
const LEFT_OUT = 'left-out-of-this-archive.txt';
const READ_BYTES = 256 * KIB;
/** A smaller file is read before its turn has come, so many of them at once: else each waits for the disk alone. */
const AHEAD_BYTES = 64 * KIB;
const AHEAD = 16;
// Plain descriptors: what never waits for the disk (`fstat`, `close`) is then no task of a thread, which costs ten times as much.
const [open, read] = [promisify(openByCall), promisify(readByCall)];

/**
 * Files and folders as one archive, made at the pace of who reads it; each is an entry at the top. `progress` is called
 * with each entry.
 * @throws AtelierError not_found, forbidden: of the given paths; before anything was answered
 */
export async function sendArchive(paths: readonly FilePath[], { format, response, progress }: { format: ArchiveFormat; response: ServerResponse; progress: () => void }): Promise<void> {
  const tops = paths.map((path) => toBytes(path));
  await withFileErrors('read', async () => Promise.all(tops.map(async (top) => lstat(top))));
  const sink = format === 'zip' ? zipSink() : tarSink();
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  const sending = pipeline(sink.output, response);
  sending.catch(() => stop.abort()); // the reader went: told below
  try {
    const leftOut: string[] = [];
    for (const top of tops) await addTree(await look(top, nameOf(baseBytes(top)), await lstat(top)), { sink, leftOut, progress, signal: stop.signal });
    if (leftOut.length > 0) await addText(sink, leftOut.join('\n'));
    await sink.end();
    await sending;
  } catch (error) {
    sink.output.destroy();
    if (!stop.signal.aborted) throw error;
  }
}

type Walk = { readonly sink: Sink; readonly leftOut: string[]; readonly progress: () => void; readonly signal: AbortSignal };

/** What is at a path, or why that cannot be told. A file may be open: whoever looked adds it or closes it. */
type Looked = { readonly path: Buffer; readonly name: string } & ({ readonly entry: Entry | null } | { readonly error: unknown });

async function addTree(looked: Looked, walk: Walk): Promise<void> {
  const { path, name } = looked;
  let children: Dirent<Buffer>[] = [];
  try {
    if ('error' in looked) throw looked.error;
    const { entry } = looked;
    if (walk.signal.aborted) {
      closeOf(looked);
      throw new AtelierError('unavailable');
    }
    walk.progress();
    if (entry === null) walk.leftOut.push(`${name}: neither a file nor a folder`);
    else await addAndClose(entry, walk.sink);
    if (entry?.kind === 'folder') children = await readdir(path, { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    const why = error instanceof AtelierError ? error.code : errnoOf(error);
    if (walk.signal.aborted || why === null) throw error;
    walk.leftOut.push(`${name}: ${why}`);
  }
  await addChildren({ path, name, children: children.filter((child) => !isTemporary(child.name)) }, walk);
}

/** In order, some of them looked at before their turn. */
async function addChildren({ path, name, children }: { readonly path: Buffer; readonly name: string; readonly children: readonly Dirent<Buffer>[] }, walk: Walk): Promise<void> {
  const ahead: Promise<Looked>[] = [];
  let next = 0;
  try {
    for (;;) {
      for (; ahead.length < AHEAD && next < children.length; next += 1) {
        const child = children[next];
        if (child !== undefined) ahead.push(look(childBytes(path, child.name), `${name}/${nameOf(child.name)}`, child));
      }
      const looked = ahead.shift();
      if (looked === undefined) return;
      await addTree(await looked, walk);
    }
  } finally {
    for (const looked of ahead) closeOf(await looked);
  }
}

type Kind = Pick<Dirent<Buffer> | Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

async function look(path: Buffer, name: string, kind: Kind): Promise<Looked> {
  try {
    return { path, name, entry: await entryOf(path, name, kind) };
  } catch (error) {
    return { path, name, error };
  }
}

function closeOf(looked: Looked): void {
  if ('entry' in looked && looked.entry?.kind === 'file') looked.entry.close();
}

async function addAndClose(entry: Entry, sink: Sink): Promise<void> {
  try {
    await sink.add(entry);
  } finally {
    if (entry.kind === 'file') entry.close();
  }
}

/** null: neither a file, a folder nor a link. A small file is read; of a larger one the content is read as it is asked for. */
async function entryOf(path: Buffer, name: string, kind: Kind): Promise<Entry | null> {
  if (kind.isSymbolicLink() || kind.isDirectory()) {
    const about = aboutOf(name, await lstat(path));
    return kind.isDirectory() ? { ...about, kind: 'folder' } : { ...about, kind: 'link', target: await readlink(path, { encoding: 'buffer' }) };
  }
  if (!kind.isFile()) return null;
  // What was exchanged since for a link is not followed, and a FIFO does not wait for its other end (A25).
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  let isKept = false;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return null;
    const about = { ...aboutOf(name, stats), kind: 'file', sizeBytes: stats.size } as const;
    isKept = stats.size > AHEAD_BYTES;
    if (isKept) return { ...about, content: contentOf(file, stats.size), close: () => closeSync(file) };
    const content: Buffer[] = [];
    for await (const bytes of contentOf(file, stats.size)) content.push(bytes);
    return { ...about, content: content.length === 1 && content[0] !== undefined ? content[0] : Buffer.concat(content), close: () => undefined };
  } finally {
    if (!isKept) closeSync(file);
  }
}

function aboutOf(name: string, stats: Stats): Pick<Entry, 'name' | 'modified' | 'mode'> {
  return { name, modified: stats.mtime, mode: stats.mode & 0o777 };
}

/** An archive's names are text: bytes that are none are written as they are shown. */
function nameOf(bytes: Buffer): string {
  const name = fromBytes(bytes);
  return /[\udc80-\udcff\\]/.test(name) ? displayName(name).replaceAll('\\', '_') : name;
}

/** Exactly so many bytes, whatever happens to the file meanwhile: what is missing is zeros, as GNU tar does it. */
async function* contentOf(file: number, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; ) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - at));
    const { bytesRead } = (await unless(['EIO'], read(file, buffer, 0, buffer.length, at))) ?? { bytesRead: 0 };
    yield bytesRead === 0 ? buffer.fill(0) : buffer.subarray(0, bytesRead);
    at += bytesRead === 0 ? buffer.length : bytesRead;
  }
}

async function addText(sink: Sink, text: string): Promise<void> {
  const content = Buffer.from(`${text}\n`);
  await sink.add({ kind: 'file', name: LEFT_OUT, modified: new Date(), mode: 0o644, sizeBytes: content.length, content, close: () => undefined });
}

function tarSink(): Sink {
  const tar: Pack = pack();
  const output = createGzip({ level: 6 });
  tar.pipe(output as Writable);
  tar.on('error', (error) => output.destroy(error));
  output.on('close', () => tar.destroy());
  const whole = (head: Parameters<Pack['entry']>[0], content: Buffer = Buffer.alloc(0)): Promise<void> =>
    new Promise((resolve, reject) => {
      tar.entry(head, content, (error) => (error ? reject(error) : resolve()));
    });
  return {
    output,
    end: () => tar.finalize(),
    add: async (entry) => {
      const about = { name: entry.name, mtime: entry.modified, mode: entry.mode };
      if (entry.kind === 'folder') return whole({ ...about, name: `${entry.name}/`, type: 'directory' });
      if (entry.kind === 'link') return whole({ ...about, type: 'symlink', linkname: fromBytes(entry.target) });
      if (Buffer.isBuffer(entry.content)) return whole({ ...about, type: 'file' }, entry.content);
      const stream = tar.entry({ ...about, type: 'file', size: entry.sizeBytes });
      await pipeline(Readable.from(entry.content), stream as unknown as Writable);
    },
  };
}
