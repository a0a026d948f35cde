import type { TerminalSize } from '../contract.ts';

export type BacklogEntry = { readonly kind: 'bytes'; readonly bytes: Buffer } | BacklogAct;
/** What happened to the screen between one output and the next. */
export type BacklogAct = { readonly kind: 'resize'; readonly size: TerminalSize } | { readonly kind: 'clear' } | { readonly kind: 'ended' };

/** Bell, shift out/in, cancel, substitute, escape: what makes a later byte mean something else. */
const SPECIAL_BYTES = [0x1b, 0x07, 0x0e, 0x0f, 0x18, 0x1a] as const;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Output that the replay has not parsed yet, in order, with what happened to the screen between.
 *
 * Knows one thing about its content: from where on it is *plain*, text and line ends without any control
 * sequence. Of plain text only the last screenful and the scrollback matter, so the middle of a flood of
 * plain lines (`yes`, `seq`, a log file) can be forgotten without ever being parsed.
 */
export class Backlog {
  #entries: BacklogEntry[] = [];
  #bytes = 0;
  /** Index of the first entry after the last one that is not plain. */
  #plainFrom = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** True when everything that is left is plain. */
  get isPlain(): boolean {
    return this.#plainFrom === 0;
  }

  push(bytes: Buffer): void {
    this.#entries.push({ kind: 'bytes', bytes });
    this.#bytes += bytes.length;
    if (!isPlain(bytes)) this.#plainFrom = this.#entries.length;
  }

  pushAct(act: BacklogAct): void {
    this.#entries.push(act);
    this.#plainFrom = this.#entries.length;
  }

  /** Removes and returns what comes first: one act, or up to `maxBytes` (not 0) of output. */
  take(maxBytes: number): BacklogEntry | null {
    const [first] = this.#entries;
    if (first === undefined) return null;
    if (first.kind !== 'bytes') {
      this.#drop(1);
      return first;
    }
    if (first.bytes.length > maxBytes) {
      this.#entries[0] = { kind: 'bytes', bytes: first.bytes.subarray(maxBytes) };
      this.#bytes -= maxBytes;
      return { kind: 'bytes', bytes: first.bytes.subarray(0, maxBytes) };
    }
    const pieces: Buffer[] = [];
    let length = 0;
    for (const entry of this.#entries) {
      if (entry.kind !== 'bytes' || length + entry.bytes.length > maxBytes) break;
      pieces.push(entry.bytes);
      length += entry.bytes.length;
    }
    this.#drop(pieces.length);
    this.#bytes -= length;
    return { kind: 'bytes', bytes: pieces.length === 1 ? first.bytes : Buffer.concat(pieces, length) };
  }

  /**
   * Forgets all but the last `lines` lines of a backlog that is plain. Cuts only behind a CR LF, where the
   * cursor is in the first column. Does nothing when there are not so many lines.
   */
  keepLastLines(lines: number): void {
    if (!this.isPlain) return;
    let missing = lines;
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.kind !== 'bytes') return;
      for (let at = entry.bytes.lastIndexOf(NEWLINE); at > 0; at = entry.bytes.lastIndexOf(NEWLINE, at - 1)) {
        missing -= 1;
        if (missing > 0 || entry.bytes[at - 1] !== RETURN) continue;
        this.#drop(index);
        this.#entries[0] = { kind: 'bytes', bytes: entry.bytes.subarray(at + 1) };
        this.#bytes = this.#entries.reduce((sum, kept) => sum + (kept.kind === 'bytes' ? kept.bytes.length : 0), 0);
        return;
      }
    }
  }

  #drop(count: number): void {
    this.#entries = this.#entries.slice(count);
    this.#plainFrom = Math.max(0, this.#plainFrom - count);
  }
}

function isPlain(bytes: Buffer): boolean {
  if (SPECIAL_BYTES.some((special) => bytes.includes(special))) return false;
  // U+0080–U+009F are control characters too, C2 80 – C2 9F in UTF-8; a C2 at the end may become one.
  for (let at = bytes.indexOf(0xc2); at >= 0; at = bytes.indexOf(0xc2, at + 1)) {
    if ((bytes[at + 1] ?? 0x80) < 0xa0) return false;
  }
  return true;
}
