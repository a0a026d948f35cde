import { lstat, readdir, readlink, type FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { ZipFile } from 'yazl';

import { AtelierError } from '../../../shared/errors.ts';
import { displayName } from '../../../shared/display-name.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { KIB } from '../../../shared/units.ts';
import { baseBytes, childBytes, fromBytes, toBytes } from './file-names.ts';
import { openRegular } from './open-regular.ts';
import { isTemporary } from './temporary-files.ts';
import { errnoOf, unless, withFileErrors } from './system-errors.ts';

export type ArchiveFormat = 'zip' | 'tar.gz';

/** Names and reasons, at the end of an archive that misses something. */
const LEFT_OUT = 'left-out-of-this-archive.txt';
const READ_BYTES = 256 * KIB;

type Entry = { readonly name: string; readonly modified: Date; readonly mode: number } & (
  | { readonly kind: 'file'; readonly sizeBytes: number; readonly content: AsyncIterable<Buffer>; readonly close: () => Promise<void> }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: Buffer }
);

/** One after the other: the next is asked for when the one before is on its way. */
type Sink = { readonly output: Readable; add(entry: Entry): Promise<void>; end(): void };

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
    for (const top of tops) await addTree(top, { name: nameOf(baseBytes(top)), sink, leftOut, progress, signal: stop.signal });
    if (leftOut.length > 0) await addText(sink, leftOut.join('\n'));
    sink.end();
    await sending;
  } catch (error) {
    sink.output.destroy();
    if (!stop.signal.aborted) throw error;
  }
}

type Walk = { readonly name: string; readonly sink: Sink; readonly leftOut: string[]; readonly progress: () => void; readonly signal: AbortSignal };

async function addTree(path: Buffer, walk: Walk): Promise<void> {
  if (walk.signal.aborted) throw new AtelierError('unavailable');
  walk.progress();
  let names: Buffer[] = [];
  try {
    const entry = await entryOf(path, walk.name);
    if (entry === null) walk.leftOut.push(`${walk.name}: neither a file nor a folder`);
    else await addAndClose(entry, walk.sink);
    if (entry?.kind === 'folder') names = await readdir(path, { encoding: 'buffer' });
  } catch (error) {
    const why = error instanceof AtelierError ? error.code : errnoOf(error);
    if (walk.signal.aborted || why === null) throw error;
    walk.leftOut.push(`${walk.name}: ${why}`);
  }
  for (const name of names) if (!isTemporary(name)) await addTree(childBytes(path, name), { ...walk, name: `${walk.name}/${nameOf(name)}` });
}

async function addAndClose(entry: Entry, sink: Sink): Promise<void> {
  try {
    await sink.add(entry);
  } finally {
    if (entry.kind === 'file') await entry.close();
  }
}

/** null: neither a file, a folder nor a link. */
async function entryOf(path: Buffer, name: string): Promise<Entry | null> {
  const stats = await lstat(path);
  const about = { name, modified: stats.mtime, mode: stats.mode & 0o777 };
  if (stats.isSymbolicLink()) return { ...about, kind: 'link', target: await readlink(path, { encoding: 'buffer' }) };
  if (stats.isDirectory()) return { ...about, kind: 'folder' };
  if (!stats.isFile()) return null;
  const handle = await openRegular(path);
  const { size } = await handle.stat();
  return { ...about, kind: 'file', sizeBytes: size, content: contentOf(handle, size), close: () => handle.close() };
}

/** An archive's names are text: bytes that are none are written as they are shown. */
function nameOf(bytes: Buffer): string {
  const name = fromBytes(bytes);
  return /[\udc80-\udcff\\]/.test(name) ? displayName(name).replaceAll('\\', '_') : name;
}

/** Exactly so many bytes, whatever happens to the file meanwhile: what is missing is zeros, as GNU tar does it. */
async function* contentOf(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; ) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - at));
    const { bytesRead } = (await unless(['EIO'], handle.read(buffer, 0, buffer.length, at))) ?? { bytesRead: 0 };
    yield bytesRead === 0 ? buffer.fill(0) : buffer.subarray(0, bytesRead);
    at += bytesRead === 0 ? buffer.length : bytesRead;
  }
}

async function addText(sink: Sink, text: string): Promise<void> {
  const bytes = Buffer.from(`${text}\n`);
  const content = (async function* () {
    yield bytes;
  })();
  await sink.add({ kind: 'file', name: LEFT_OUT, modified: new Date(), mode: 0o644, sizeBytes: bytes.length, content, close: async () => undefined });
}

function tarSink(): Sink {
  const tar: Pack = pack();
  const output = createGzip({ level: 6 });
  tar.pipe(output as Writable);
  tar.on('error', (error) => output.destroy(error));
  output.on('close', () => tar.destroy());
  const header = (head: Parameters<Pack['entry']>[0]): Promise<void> =>
    new Promise((resolve, reject) => {
      tar.entry(head, (error) => (error ? reject(error) : resolve()));
    });
  return {
    output,
    end: () => tar.finalize(),
    add: async (entry) => {
      const about = { name: entry.name, mtime: entry.modified, mode: entry.mode };
      if (entry.kind === 'folder') return header({ ...about, name: `${entry.name}/`, type: 'directory' });
      if (entry.kind === 'link') return header({ ...about, type: 'symlink', linkname: fromBytes(entry.target) });
      const stream = tar.entry({ ...about, type: 'file', size: entry.sizeBytes });
      await pipeline(Readable.from(entry.content), stream as unknown as Writable);
    },
  };
}

function zipSink(): Sink {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  return {
    output,
    end: () => zip.end(),
    add: async (entry) => {
      const about = { mtime: entry.modified };
      if (entry.kind === 'folder') {
        zip.addEmptyDirectory(entry.name, { ...about, mode: 0o040000 | entry.mode });
        return;
      }
      if (entry.kind === 'link') {
        zip.addBuffer(entry.target, entry.name, { ...about, mode: 0o120777, compress: false });
        return;
      }
      const content = Readable.from(entry.content);
      const over = new Promise<void>((resolve, reject) => {
        content.once('end', resolve);
        content.once('error', reject);
        output.once('close', () => reject(new AtelierError('unavailable')));
      });
      zip.addReadStream(content, entry.name, { ...about, mode: 0o100000 | entry.mode, size: entry.sizeBytes });
      await over;
    },
  };
}
