import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import { AtelierError } from '../../shared/errors.ts';
import { KIB } from '../../shared/units.ts';

const MAX_HEAD_BYTES = 16 * KIB;
/** Nothing else of what a CGI program says becomes part of our answer. */
const ANSWER_HEADERS = ['content-type', 'cache-control', 'expires', 'pragma', 'content-length'];

/**
 * Turns what a CGI program writes (RFC 3875 section 6) into an HTTP answer, piece by piece and no faster than its
 * client takes it. `take` is given each piece; `end` says that there are no more.
 */
export class CgiAnswer {
  readonly #response: ServerResponse;
  readonly #begun = Promise.withResolvers<void>();
  #head: Buffer | null = Buffer.alloc(0);
  #isLeft = false;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Resolves once the answer has begun. Rejects with upstream_failed: it said no such thing; nothing was answered yet. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** The bytes must stay as they are until `done` is called. */
  take(bytes: Buffer, done: () => void): void {
    if (this.#isLeft || this.#response.destroyed) {
      done();
    } else if (this.#head === null) {
      this.#response.write(bytes, done);
    } else {
      this.#takeHead(bytes);
      done();
    }
  }

  end(): void {
    if (this.#isLeft) return;
    if (this.#head === null) this.#response.end();
    else this.#fail();
  }

  /** The client is gone: what comes is read, and nothing is done with it. */
  leave(): void {
    this.#isLeft = true;
    this.#begun.resolve();
  }

  #takeHead(bytes: Buffer): void {
    const read = Buffer.concat([this.#head ?? Buffer.alloc(0), bytes]);
    const end = read.indexOf('\r\n\r\n');
    this.#head = end === -1 ? read : null;
    if (end === -1) {
      if (read.length > MAX_HEAD_BYTES) this.#fail();
      return;
    }
    try {
      const { status, headers } = parseHead(read.toString('latin1', 0, end));
      this.#response.writeHead(status, headers);
    } catch (error) {
      this.#isLeft = true;
      this.#begun.reject(error);
      return;
    }
    this.#begun.resolve();
    const rest = read.subarray(end + 4);
    if (rest.length > 0) this.#response.write(rest);
  }

  #fail(): void {
    this.#isLeft = true;
    this.#begun.reject(new AtelierError('upstream_failed'));
  }
}

function parseHead(text: string): { status: number; headers: OutgoingHttpHeaders } {
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
