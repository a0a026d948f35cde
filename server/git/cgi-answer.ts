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

  /** @returns true: ready for more; else `goOn` is called when it is, and until then the bytes must stay */
  take(bytes: Buffer, goOn: () => void): boolean {
    if (this.#isLeft || this.#response.destroyed) return true;
    if (this.#head === null) return this.#pass(bytes, goOn);
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#head.length > MAX_HEAD_BYTES) this.#fail();
      return true;
    }
    const rest = this.#head.subarray(end + 4);
    try {
      const { status, headers } = parseHead(this.#head.toString('latin1', 0, end));
      this.#head = null;
      this.#response.writeHead(status, headers);
      this.#begun.resolve();
    } catch (error) {
      this.#isLeft = true;
      this.#begun.reject(error);
      return true;
    }
    return rest.length === 0 || this.#pass(rest, goOn);
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

  #pass(bytes: Buffer, goOn: () => void): boolean {
    let isTaken = false;
    let isWaiting = false;
    this.#response.write(bytes, () => {
      isTaken = true;
      if (isWaiting) goOn();
    });
    // TypeScript does not see that the callback may have been called already.
    const taken = (): boolean => isTaken;
    isWaiting = !taken();
    return !isWaiting;
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
