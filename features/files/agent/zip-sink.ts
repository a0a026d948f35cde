import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createDeflateRaw, deflateRaw, deflateRawSync } from 'node:zlib';

import { AtelierError } from '../../../shared/errors.ts';
import { KIB } from '../../../shared/units.ts';
import type { Entry, Sink } from './archive-sink.ts';
import { centralHeader, dataDescriptor, endOfArchive, localHeader, NEEDS_LONG_SIZES, type ZipEntry } from './zip-records.ts';

/** Less than this is compressed at once, which takes a millisecond at most; more by zlib's threads. */
const AT_ONCE_BYTES = 32 * KIB;
const deflated = promisify(deflateRaw);

/**
 * A .zip as it is read, entry after entry, of any size and number. Our own, since the libraries make a stream for each
 * entry, or look through all of them for each: 100,000 small files took them minutes.
 */
export function zipSink(): Sink {
  const output = new PassThrough();
  const directory: Buffer[] = [];
  let at = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    if (output.destroyed) throw new AtelierError('unavailable');
    at += bytes.length;
    if (output.write(bytes)) return;
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    output.once('close', leave);
    try {
      await once(output, 'drain', { signal: gone.signal });
    } catch {
      throw new AtelierError('unavailable');
    } finally {
      output.off('close', leave);
    }
  };
  const whole = async (entry: ZipEntry, content: Buffer): Promise<void> => {
    const small = content.length === 0 ? content : content.length <= AT_ONCE_BYTES ? deflateRawSync(content) : await deflated(content);
    const isSmaller = entry.kind === 'file' && small.length < content.length;
    const data = isSmaller ? small : content;
    const known = { ...entry, at, method: isSmaller ? 'deflated' : 'stored', crc: crc32(content), sizeBytes: content.length, packedBytes: data.length } as const;
    await write(Buffer.concat([localHeader(known), data]));
    directory.push(centralHeader(known));
  };
  const streamed = async (entry: ZipEntry, content: AsyncIterable<Buffer>, sizeBytes: number): Promise<void> => {
    const begun = { ...entry, at, method: 'deflated', isStreamed: true, isLong: sizeBytes >= NEEDS_LONG_SIZES } as const;
    await write(localHeader({ ...begun, crc: 0, sizeBytes: 0, packedBytes: 0 }));
    const began = at;
    let crc = 0;
    const counted = (async function* () {
      for await (const bytes of content) {
        crc = crc32(bytes, crc);
        yield bytes;
      }
    })();
    const packed = createDeflateRaw();
    const source = Readable.from(counted).once('error', (error: Error) => packed.destroy(error));
    source.pipe(packed);
    for await (const bytes of packed as AsyncIterable<Buffer>) await write(bytes);
    const known = { ...begun, crc, sizeBytes, packedBytes: at - began };
    await write(dataDescriptor(known));
    directory.push(centralHeader(known));
  };
  return {
    output,
    add: async (entry: Entry) => {
      if (entry.kind === 'folder') return whole({ ...entry, name: `${entry.name}/` }, Buffer.alloc(0));
      if (entry.kind === 'link') return whole(entry, entry.target);
      return Buffer.isBuffer(entry.content) ? whole(entry, entry.content) : streamed(entry, entry.content, entry.sizeBytes);
    },
    end: async () => {
      const directoryAt = at;
      for (let from = 0; from < directory.length; from += 500) await write(Buffer.concat(directory.slice(from, from + 500)));
      await write(endOfArchive({ entries: directory.length, directoryAt, directoryBytes: at - directoryAt }));
      output.end();
    },
  };
}
