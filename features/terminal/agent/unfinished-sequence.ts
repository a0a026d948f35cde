const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const LEFT_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
/** P, X, ], ^, _ after ESC begin a string that only BEL or ESC \ ends (DCS, SOS, OSC, PM, APC). */
const STRING_STARTS = new Set([0x50, 0x58, 0x5d, 0x5e, 0x5f]);
/** A longer string (an image, say) is not worth keeping for who attaches in the middle of it. */
const MAX_KEPT_BYTES = 16 * 1024;

type State = 'text' | 'character' | 'escape' | 'sequence' | 'string';

/**
 * The end of a stream of output that is not complete yet: half a character or half a control sequence.
 * A screen is serialised at any byte, in a flood mostly inside of one; whoever attaches there needs its
 * beginning, or sees its rest as text.
 */
export class UnfinishedSequence {
  #state: State = 'text';
  #missingBytes = 0;
  #kept: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#kept);
  }

  push(chunk: Uint8Array): void {
    if (this.#state === 'text' && !chunk.includes(ESC)) this.#pushText(chunk);
    else for (const byte of chunk) this.#advance(byte);
  }

  /** Without ESC only a character at the very end can be unfinished. */
  #pushText(chunk: Uint8Array): void {
    for (const byte of chunk.subarray(-4)) this.#advance(byte);
  }

  #advance(byte: number): void {
    if (byte === ESC) return this.#begin(this.#state === 'string' ? 'string' : 'escape', byte);
    if (byte === CAN || byte === SUB) return this.#finish();
    switch (this.#state) {
      case 'text':
        return this.#startCharacter(byte);
      case 'character':
        if ((byte & 0xc0) !== 0x80) {
          this.#finish();
          return this.#startCharacter(byte);
        }
        this.#missingBytes -= 1;
        return this.#missingBytes === 0 ? this.#finish() : this.#keep(byte);
      case 'escape':
        return this.#afterEscape(byte);
      case 'sequence':
        if (byte < 0x20 || byte === 0x7f) return; // carried out at once
        return byte >= 0x40 ? this.#finish() : this.#keep(byte);
      case 'string':
        return this.#insideString(byte);
    }
  }

  #startCharacter(byte: number): void {
    this.#missingBytes = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    if (this.#missingBytes > 0) this.#begin('character', byte);
  }

  #afterEscape(byte: number): void {
    if (byte < 0x20 || byte === 0x7f) return;
    this.#keep(byte);
    if (byte === LEFT_BRACKET) this.#state = 'sequence';
    else if (STRING_STARTS.has(byte)) this.#state = 'string';
    else if (byte >= 0x30) this.#finish(); // below are intermediates: ESC ( B
  }

  /** The string's own ESC was kept; what follows it decides whether the string is over. */
  #insideString(byte: number): void {
    const afterEscape = this.#kept.length > 1 && this.#kept.at(-1) === ESC;
    if (byte === BEL || (afterEscape && byte === BACKSLASH)) return this.#finish();
    if (afterEscape) {
      this.#begin('escape', ESC);
      return this.#afterEscape(byte);
    }
    this.#keep(byte);
  }

  #begin(state: State, byte: number): void {
    if (state !== 'string') this.#kept = [];
    this.#state = state;
    this.#keep(byte);
  }

  #keep(byte: number): void {
    if (this.#kept.length < MAX_KEPT_BYTES) this.#kept.push(byte);
    else if (this.#state !== 'string' || byte === ESC) this.#finish();
  }

  #finish(): void {
    this.#state = 'text';
    this.#kept = [];
  }
}
