import { AtelierError } from '../../../shared/errors.ts';
import { MAX_TEXT_BYTES } from '../contract.ts';

/**
 * What whoever may not transfer files reads and writes: text as one types it, and no more of it than an editor is good
 * for. Give it the bytes as they come, and `end` after the last. @throws AtelierError forbidden
 */
export class PlainTextOnly {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_TEXT_BYTES || chunk.includes(0)) throw refused();
    this.#decode(chunk);
  }

  end(): void {
    this.#decode();
  }

  #decode(chunk?: Buffer): void {
    try {
      this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw refused(error);
    }
  }
}

export function refused(cause?: unknown): AtelierError {
  return new AtelierError('forbidden', { capability: 'transfer', maxBytes: MAX_TEXT_BYTES }, { cause });
}
