import { AtelierError } from '../../../../shared/errors.ts';
import { KIB, MIB } from '../../../../shared/units.ts';
import type { FileBytes } from '../file/file-bytes.ts';

/** So much of a text is held as lines at a time. */
export const WINDOW_BYTES = 512 * KIB;
const SCAN_BYTES = 2 * MIB;
/** Longer lines are cut into rows of this. */
const MAX_LINE_BYTES = 16 * KIB;
const NEWLINE = 0x0a;

/** A part of a text as rows. `firstLine`: the number of the first one, from 1; null: it was not counted. */
export type TextWindow = { readonly start: number; readonly end: number; readonly rows: readonly Row[]; readonly firstLine: number | null };
/** `offset`: where it begins in the file. `isFull`: the line goes on in the next row. */
export type Row = { readonly offset: number; readonly text: string; readonly isFull: boolean };

/** A text of any size, a window at a time; lines are counted and words found by reading on, as far as is asked. */
export class TextWindows {
  private readonly file: FileBytes;
  private readonly decoder: TextDecoder;
  /** How many line ends there are before `index * SCAN_BYTES`. */
  private readonly counts: number[] = [0];

  private constructor(file: FileBytes, decoder: TextDecoder) {
    this.file = file;
    this.decoder = decoder;
  }

  /** @throws AtelierError as reading does; `not_a_file`: it is no text */
  static async open(file: FileBytes, signal?: AbortSignal): Promise<TextWindows> {
    const head = await file.read(0, 64 * KIB, signal);
    if (head.subarray(0, 8000).includes(0)) throw new AtelierError('not_a_file');
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
      return new TextWindows(file, new TextDecoder('utf-8'));
    } catch {
      return new TextWindows(file, new TextDecoder('windows-1252'));
    }
  }

  /** The window around an offset: a quarter of it lies before. */
  async at(offset: number, signal?: AbortSignal): Promise<TextWindow> {
    const { sizeBytes } = this.file;
    const from = Math.max(0, Math.min(offset - WINDOW_BYTES / 4, sizeBytes - WINDOW_BYTES));
    const bytes = await this.file.read(from, WINDOW_BYTES, signal);
    // The rest of a line that began before is left out, if it is no endless one.
    const skipped = from === 0 ? 0 : Math.max(0, bytes.subarray(0, MAX_LINE_BYTES).indexOf(NEWLINE) + 1);
    const isLast = from + bytes.length >= sizeBytes;
    const lastEnd = isLast ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    const end = lastEnd <= skipped ? bytes.length : lastEnd;
    const start = from + skipped;
    return { start, end: from + end, rows: this.rowsOf(bytes.subarray(skipped, end), start), firstLine: this.lineAt(start, bytes.subarray(0, skipped), from) };
  }

  /** Where a line begins; the last one's beginning when there are fewer. Reads on from what was counted. `onPart`: how far it is, 0 to 1. */
  async offsetOfLine(line: number, options: { readonly signal?: AbortSignal; readonly onPart?: (part: number) => void } = {}): Promise<{ readonly offset: number; readonly line: number }> {
    const wanted = Math.max(0, line - 1);
    if (wanted === 0) return { offset: 0, line: 1 };
    let index = Math.max(0, this.counts.findLastIndex((count) => count < wanted));
    let last = { offset: 0, line: 1 };
    for (; ; index += 1) {
      const from = index * SCAN_BYTES;
      const before = this.counts[index] ?? 0;
      const bytes = await this.file.read(from, SCAN_BYTES, options.signal);
      let count = before;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
        count += 1;
        if (from + at + 1 < this.file.sizeBytes) last = { offset: from + at + 1, line: count + 1 };
        if (count === wanted) return last;
      }
      if (from + bytes.length >= this.file.sizeBytes) return last;
      this.counts[index + 1] = count;
      options.onPart?.((from + bytes.length) / this.file.sizeBytes);
    }
  }

  /** Where a word is next, from an offset on, as it is written; null: not any more. */
  async find(text: string, from: number, options: { readonly signal?: AbortSignal; readonly onPart?: (part: number) => void } = {}): Promise<number | null> {
    const needle = this.decoder.encoding === 'utf-8' ? new TextEncoder().encode(text) : Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    const [first] = needle;
    if (first === undefined) return null;
    for (let start = from; start < this.file.sizeBytes; start += SCAN_BYTES) {
      const bytes = await this.file.read(start, SCAN_BYTES + needle.length - 1, options.signal);
      for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) if (needle.every((byte, index) => bytes[at + index] === byte)) return start + at;
      options.onPart?.(Math.min(1, (start + bytes.length) / this.file.sizeBytes));
    }
    return null;
  }

  private rowsOf(bytes: Uint8Array, start: number): readonly Row[] {
    const rows: Row[] = [];
    let from = 0;
    while (from < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, from);
      const lineEnd = newline === -1 ? bytes.length : newline;
      const isFull = lineEnd - from > MAX_LINE_BYTES;
      const to = isFull ? from + MAX_LINE_BYTES : lineEnd;
      const text = this.decoder.decode(bytes.subarray(from, to));
      rows.push({ offset: start + from, text: text.endsWith('\r') ? text.slice(0, -1) : text, isFull });
      from = isFull ? to : to + 1;
    }
    return rows;
  }

  /** From what was counted before the window; null where nothing near was. */
  private lineAt(start: number, skipped: Uint8Array, from: number): number | null {
    if (start === 0) return 1;
    const index = Math.floor(from / SCAN_BYTES);
    const count = this.counts[index];
    if (count === undefined || from !== index * SCAN_BYTES) return null;
    return count + occurrences(skipped) + 1;
  }
}

function occurrences(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
