import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { AtelierError } from '../../shared/errors.ts';
import { KIB } from '../../shared/units.ts';

const MAX_HEAD_BYTES = 16 * KIB;
/** Nothing else of what a CGI program says becomes part of our answer. */
const ANSWER_HEADERS = ['content-type', 'cache-control', 'expires', 'pragma', 'content-length'];

export type CgiHead = { readonly status: number; readonly headers: OutgoingHttpHeaders };

/**
 * Reads the head of a CGI answer (RFC 3875 section 6); the body is what the stream gives next.
 * @throws AtelierError upstream_failed: it ended before, or said something else
 */
export async function readCgiHead(stream: Readable): Promise<CgiHead> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf('\r\n\r\n');
    if (end !== -1) {
      stream.unshift(read.subarray(end + 4));
      return parseHead(read.toString('latin1', 0, end));
    }
    if (read.length > MAX_HEAD_BYTES) throw new AtelierError('upstream_failed');
    const chunk = await nextChunk(stream);
    if (chunk === null) throw new AtelierError('upstream_failed');
    read = Buffer.concat([read, chunk]);
  }
}

/** The next piece of a stream that goes on being read by somebody else; null: it ended. */
export async function nextChunk(stream: Readable): Promise<Buffer | null> {
  const iterator = stream.iterator({ destroyOnReturn: false });
  const { value, done } = await iterator.next();
  await iterator.return?.();
  return done === true ? null : Buffer.from(value);
}

function parseHead(text: string): CgiHead {
  let status = 200;
  const headers: OutgoingHttpHeaders = {};
  for (const line of text.split('\r\n')) {
    const [, name = '', value = ''] = /^([A-Za-z-]+): *(.*)$/.exec(line) ?? [];
    const lower = name.toLowerCase();
    if (lower === 'status') status = Number(value.slice(0, 3));
    else if (ANSWER_HEADERS.includes(lower)) headers[lower] = value;
  }
  if (!(status >= 200 && status <= 599)) throw new AtelierError('upstream_failed');
  return { status, headers };
}
