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

const TEXT = 0;
const ESCAPE = 1;
const SEQUENCE = 2;
const C1_BEGUN = 3;

/**
 * Lowers the numbers of CSI sequences to what a screen can use, in a stream of terminal output.
 * `ESC[2147483647b` ("repeat 2³¹−1 times") is twelve bytes that hang xterm.js; behind this it is a
 * thousand. Every other byte passes untouched, and how the stream is cut into chunks makes no
 * difference: the digits of a number that a chunk ends in wait for the next chunk.
 */
export class CsiClamp {
  #state = TEXT;
  #private = false;
  #held: Uint8Array = new Uint8Array(0);

  /** @returns the same array when there was nothing to change: the usual case, found by two native scans. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#state === TEXT && !chunk.includes(ESC) && !chunk.includes(C1_LEAD)) return chunk;
    const held = this.#held;
    this.#held = new Uint8Array(0);
    return this.#scan(held.length === 0 ? chunk : concat([held, chunk]), held.length > 0);
  }

  /**
   * The part of the VT500 state machine that decides where a CSI sequence begins and ends. All coloured output passes here,
   * in the page and in the agent: one loop, on numbers, that allocates nothing while there is nothing to lower.
   */
  #scan(data: Uint8Array, startsInNumber: boolean): Uint8Array {
    const pieces: Uint8Array[] = [];
    const { length } = data;
    let state = this.#state;
    let isPrivate = this.#private;
    let emitted = 0;
    let numberAt = startsInNumber ? 0 : -1;
    for (let at = 0; at < length; at += 1) {
      const byte = data[at] ?? 0;
      if (state === TEXT) {
        if (byte === ESC) state = ESCAPE;
        else if (byte === C1_LEAD) state = C1_BEGUN;
        continue;
      }
      if (state === SEQUENCE && byte >= ZERO && byte <= NINE) {
        if (numberAt < 0 && byte !== ZERO) numberAt = at; // leading zeros add nothing, and pass
        continue;
      }
      if (numberAt >= 0) {
        const limit = isPrivate ? MAX_PRIVATE : MAX_COUNT;
        if (at - numberAt >= MAX_DIGITS && exceeds(data.subarray(numberAt, at), limit)) {
          pieces.push(data.subarray(emitted, numberAt), digitsOf(limit));
          emitted = at;
        }
        numberAt = -1;
      }
      if (byte === ESC) state = ESCAPE;
      else if (byte === C1_LEAD) state = C1_BEGUN;
      else if (byte === CAN || byte === SUB) state = TEXT;
      else if (state === C1_BEGUN) {
        state = byte === C1_CSI ? SEQUENCE : TEXT;
        isPrivate = false;
      } else if (byte < 0x20 || byte === 0x7f) continue; // executed or ignored inside a sequence, which goes on
      else if (state === ESCAPE) {
        state = byte === LEFT_BRACKET ? SEQUENCE : TEXT;
        isPrivate = false;
      } else if (byte >= 0x40) state = TEXT; // final byte, or one that no sequence may hold
      else if (byte >= 0x3c) isPrivate = true; // < = > ?
    }
    this.#state = state;
    this.#private = isPrivate;
    let end = length;
    if (numberAt >= 0) {
      this.#held = data.slice(numberAt, numberAt + MAX_DIGITS + 1);
      end = numberAt;
    }
    if (emitted === 0 && end === length) return data;
    pieces.push(data.subarray(emitted, end));
    return concat(pieces);
  }
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
