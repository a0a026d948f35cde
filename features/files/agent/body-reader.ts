import type { IncomingMessage } from 'node:http';

import { AtelierError } from '../../../shared/errors.ts';

/** A request's body as one reads it: so many bytes at once, or so many as they come. */
export class BodyReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #left: Buffer = Buffer.alloc(0);
  #broken = false;

  constructor(body: IncomingMessage) {
    // Not destroyed when reading ends early: the answer still has to reach who is sending.
    this.#chunks = (body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** It ended in the middle of something: there is nothing more to read. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** null at the end of the body. @throws AtelierError invalid_input when it ends in the middle */
  async take(bytes: number): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    let missing = bytes;
    for await (const piece of this.#pieces(bytes, { mayEnd: true })) {
      pieces.push(piece);
      missing -= piece.length;
    }
    if (missing === bytes && bytes > 0) return null;
    if (missing > 0) throw this.#cut();
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  /** @throws AtelierError invalid_input when the body ends before */
  async exactly(bytes: number): Promise<Buffer> {
    const taken = bytes === 0 ? Buffer.alloc(0) : await this.take(bytes);
    if (taken === null) throw this.#cut();
    return taken;
  }

  /** Exactly so many bytes, as they come. @throws AtelierError invalid_input when the body ends before */
  pass(bytes: number): AsyncGenerator<Buffer, void, undefined> {
    return this.#pieces(bytes, { mayEnd: false });
  }

  async *#pieces(bytes: number, { mayEnd }: { mayEnd: boolean }): AsyncGenerator<Buffer, void, undefined> {
    for (let missing = bytes; missing > 0; ) {
      if (this.#left.length === 0) {
        const next = await this.#next();
        if (next === null && mayEnd) return;
        if (next === null) throw this.#cut();
        this.#left = next;
      }
      const piece = this.#left.subarray(0, missing);
      this.#left = this.#left.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  /** What is left is for whoever answers to throw away. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #cut(cause?: unknown): AtelierError {
    this.#broken = true;
    return new AtelierError('invalid_input', {}, { cause });
  }

  async #next(): Promise<Buffer | null> {
    try {
      const { value, done } = await this.#chunks.next();
      return done === true ? null : (value as Buffer);
    } catch (error) {
      // Cut: the sender's doing, and nobody is there to be told.
      if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') throw this.#cut(error);
      throw error;
    }
  }
}
