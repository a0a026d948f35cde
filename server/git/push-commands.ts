import { MIB } from '../../shared/units.ts';

/** Git keeps all commands of a push in memory; 5,000 refs of the longest names are a third of this. */
export const MAX_COMMAND_BYTES = 4 * MIB;
const LENGTH_DIGITS = 4;

/**
 * Watches the beginning of a push's body, pkt-lines up to a flush (gitprotocol-pack), so that commands alone cannot
 * fill the memory. What comes after, the pack, is bounded by git.
 */
export class PushCommands {
  #digits = '';
  #skipBytes = 0;
  #readBytes = 0;
  #isOver = false;

  /** @returns false: this is more than commands may be, or no pkt-lines */
  feed(chunk: Buffer): boolean {
    let at = 0;
    while (!this.#isOver && at < chunk.length) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, chunk.length - at);
        this.#skipBytes -= skipped;
        at += skipped;
      } else {
        this.#digits += String.fromCharCode(chunk[at] ?? 0);
        at += 1;
        if (this.#digits.length === LENGTH_DIGITS && !this.#begin()) return false;
      }
    }
    this.#readBytes += at;
    return this.#readBytes <= MAX_COMMAND_BYTES;
  }

  #begin(): boolean {
    if (!/^[0-9a-f]{4}$/i.test(this.#digits)) return false;
    const length = Number.parseInt(this.#digits, 16);
    this.#digits = '';
    this.#isOver = length === 0;
    this.#skipBytes = Math.max(0, length - LENGTH_DIGITS);
    return length === 0 || length >= LENGTH_DIGITS;
  }
}
