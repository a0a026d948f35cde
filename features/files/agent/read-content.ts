import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { KIB } from '../../../shared/units.ts';
import { MAX_EDIT_BYTES, MAX_TEXT_BYTES } from '../contract.ts';
import { parseRange, type ByteRange } from './byte-range.ts';
import { etagOf, settledStats } from './etag.ts';
import { toBytes } from './file-names.ts';
import { isReadOnly } from './file-stats.ts';
import { openRegular } from './open-regular.ts';
import { PlainTextOnly, refused } from './plain-text.ts';
import { errnoOf, withFileErrors } from './system-errors.ts';

const CHUNK_BYTES = 512 * KIB;
/** Of a smaller one a packet is saved at most. */
const PACK_FROM_BYTES = 2 * KIB;
/** Something in so many first bytes that no text has: packing it would only take time. */
const PROBE_BYTES = 8 * KIB;
/** The quickest: 1 ms for 100 kB of code, of which a tenth is left. */
const PACK_LEVEL = 1;

const pack = promisify<Buffer, { level: number }, Buffer>(gzip);

/** `textOnly`: whoever reads may not transfer files. `maxBytes`: of the whole; MAX_EDIT_BYTES when left out. `packs`: the reader takes gzip. */
type Read = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly textOnly: boolean; readonly maxBytes?: number; readonly packs?: boolean };

/**
 * `GET files/content`: a file's bytes, the whole or a range, at the pace of who reads them.
 * @throws AtelierError not_found, not_a_file, forbidden (also what is no text, with `textOnly`), too_large; before anything was answered
 */
export async function readContent(path: FilePath, { request, response, textOnly, maxBytes = MAX_EDIT_BYTES, packs = false }: Read): Promise<void> {
  const bytes = toBytes(path);
  const handle = await openRegular(bytes);
  try {
    const stats = await settledStats(() => handle.stat({ bigint: true }));
    const sizeBytes = Number(stats.size);
    const range = parseRange(request.headers.range, sizeBytes);
    const headers: OutgoingHttpHeaders = {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: etagOf(stats),
      ...((await isReadOnly(bytes)) ? { 'x-atelier-read-only': '1' } : {}),
    };
    if (range === 'unsatisfiable') {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${sizeBytes}`, 'content-length': 0 }).end();
      return;
    }
    if (range === null && sizeBytes > maxBytes) throw new AtelierError('too_large', { sizeBytes, maxBytes });
    if (textOnly) {
      if (range !== null || sizeBytes > MAX_TEXT_BYTES) throw refused();
      const content = await readSmall(handle, MAX_TEXT_BYTES + 1);
      const text = new PlainTextOnly();
      text.add(content);
      text.end();
      await answer(response, { headers, content, packs });
      return;
    }
    const part = range ?? { start: 0, length: sizeBytes };
    if (range === null && part.length <= CHUNK_BYTES) {
      const content = await withFileErrors('read', () => readSmall(handle, CHUNK_BYTES)).catch((error: unknown) => {
        // Doors of the kernel, as /proc/self/mem, pass for regular files: they have no size, and nothing to read.
        throw sizeBytes === 0 && errnoOf(error) === 'EIO' ? new AtelierError('not_a_file', {}, { cause: error }) : error;
      });
      await answer(response, { headers, content, packs });
      return;
    }
    headers['content-length'] = part.length;
    if (range !== null) headers['content-range'] = `bytes ${part.start}-${part.start + part.length - 1}/${sizeBytes}`;
    response.writeHead(range === null ? 200 : 206, headers);
    await sendPart(handle, part, response);
  } finally {
    await handle.close();
  }
}

async function answer(response: ServerResponse, { headers, content, packs }: { readonly headers: OutgoingHttpHeaders; readonly content: Buffer; readonly packs: boolean }): Promise<void> {
  const isText = content.length >= PACK_FROM_BYTES && !content.subarray(0, PROBE_BYTES).includes(0);
  const sent = packs && isText ? { head: { ...headers, 'content-encoding': 'gzip' }, body: await pack(content, { level: PACK_LEVEL }) } : { head: headers, body: content };
  response.writeHead(200, { ...sent.head, 'content-length': sent.body.length }).end(sent.body);
}

/** In one piece and to its real end: files of /proc and /sys say sizes that are none. */
async function readSmall(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const content = Buffer.allocUnsafe(maxBytes);
  let length = 0;
  while (length < content.length) {
    const { bytesRead } = await handle.read(content, length, content.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return content.subarray(0, length);
}

/**
 * Two buffers in turn, one read into while the other is sent: as fast as the reader, and never more memory. Ends
 * early, by cutting the connection, when the reader goes or the file turns out shorter than was promised.
 */
async function sendPart(handle: FileHandle, { start, length }: ByteRange, response: ServerResponse): Promise<void> {
  const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const;
  const closed = once(response, 'close').then(() => false);
  const end = start + length;
  let sent: Promise<boolean> = Promise.resolve(true);
  for (let position = start, turn = 0; position < end; turn += 1) {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK_BYTES, end - position), position);
    if (!(await sent) || bytesRead === 0) {
      response.destroy();
      return;
    }
    sent = Promise.race([closed, write(response, buffer.subarray(0, bytesRead))]);
    position += bytesRead;
  }
  if (await sent) response.end();
}

/** @returns false when the other side is gone */
async function write(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    response.write(bytes, (error) => resolve(error === null || error === undefined));
  });
}
