const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;
const LEFT_BRACKET = 0x5b;
const C1_LEAD = 0xc2; // U+009B, the one-character CSI, is C2 9B in UTF-8
const C1_CSI = 0x9b;
const ZERO = 0x30;
const NINE = 0x39;

/** Counts and coordinates: no screen is larger (`TerminalSize`). */
const MAX_COUNT = 1000;
/** Numbers behind a private prefix (`CSI ? 2004 h`) are names, not counts. */
const MAX_PRIVATE = 9999;
const MAX_DIGITS = 4;

type State = 'text' | 'escape' | 'sequence' | 'c1-lead';

/**
 * Lowers the numbers of CSI sequences to what a screen can use, in a stream of terminal output.
 * `ESC[2147483647b` ("repeat 2³¹−1 times") is twelve bytes that hang xterm.js; behind this it is a
 * thousand. Every other byte passes untouched, and how the stream is cut into chunks makes no
 * difference: the digits of a number that a chunk ends in wait for the next chunk.
 */
export class CsiClamp {
  #state: State = 'text';
  #private = false;
  #held: Uint8Array = new Uint8Array(0);

  /** @returns the same array when there was nothing to change: the usual case, found by two native scans. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#state === 'text' && !chunk.includes(ESC) && !chunk.includes(C1_LEAD)) return chunk;
    const held = this.#held;
    this.#held = new Uint8Array(0);
    return this.#scan(held.length === 0 ? chunk : concat([held, chunk]), held.length > 0);
  }

  #scan(data: Uint8Array, startsInNumber: boolean): Uint8Array {
    const pieces: Uint8Array[] = [];
    let emitted = 0;
    let numberAt = startsInNumber ? 0 : -1;
    for (let at = 0; at < data.length; at += 1) {
      if (this.#state === 'text') {
        at = nextInteresting(data, at);
        if (at === data.length) break;
      }
      const byte = data[at] ?? 0;
      const isDigit = byte >= ZERO && byte <= NINE;
      if (this.#state === 'sequence' && isDigit) {
        if (numberAt < 0 && byte !== ZERO) numberAt = at; // leading zeros add nothing, and pass
        continue;
      }
      if (numberAt >= 0) {
        const limit = this.#private ? MAX_PRIVATE : MAX_COUNT;
        if (exceeds(data.subarray(numberAt, at), limit)) {
          pieces.push(data.subarray(emitted, numberAt), digitsOf(limit));
          emitted = at;
        }
        numberAt = -1;
      }
      this.#advance(byte);
    }
    let end = data.length;
    if (numberAt >= 0) {
      this.#held = data.slice(numberAt, numberAt + MAX_DIGITS + 1);
      end = numberAt;
    }
    if (emitted === 0 && end === data.length) return data;
    pieces.push(data.subarray(emitted, end));
    return concat(pieces);
  }

  /** The part of the VT500 state machine that decides where a CSI sequence begins and ends. */
  #advance(byte: number): void {
    if (byte === ESC) this.#state = 'escape';
    else if (byte === C1_LEAD) this.#state = 'c1-lead';
    else if (byte === CAN || byte === SUB) this.#state = 'text';
    else if (this.#state === 'c1-lead') this.#enter(byte === C1_CSI);
    else if (byte < 0x20 || byte === 0x7f) return; // executed or ignored inside a sequence, which goes on
    else if (this.#state === 'escape') this.#enter(byte === LEFT_BRACKET);
    else if (byte >= 0x40) this.#state = 'text'; // final byte, or one that no sequence may hold
    else if (byte >= 0x3c) this.#private = true; // < = > ?
  }

  #enter(isSequence: boolean): void {
    this.#state = isSequence ? 'sequence' : 'text';
    this.#private = false;
  }
}

function nextInteresting(data: Uint8Array, from: number): number {
  let at = from;
  while (at < data.length && data[at] !== ESC && data[at] !== C1_LEAD) at += 1;
  return at;
}

function exceeds(digits: Uint8Array, limit: number): boolean {
  if (digits.length > MAX_DIGITS) return true;
  let value = 0;
  for (const digit of digits) value = value * 10 + (digit - ZERO);
  return value > limit;
}

function digitsOf(value: number): Uint8Array {
  return Uint8Array.from(String(value), (digit) => digit.charCodeAt(0));
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
