import { KIB } from '../../../../shared/units.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { fieldsOf, RowScanner } from './row-scanner.ts';

const WINDOW_BYTES = 512 * KIB;
/** A row that is longer shows its beginning. */
const MAX_ROW_BYTES = 64 * KIB;
/** Rows that are kept as places: what is far from the view is forgotten. */
const MAX_ROWS = 40_000;
/** In so many rows one tells whether lines are rows there, or parts of a quoted field. */
const PROBED_ROWS = 20;

export type FarRowsDeps = { readonly file: FileBytes; readonly decoder: TextDecoder; readonly delimiter: string; readonly columns: number };
/** Where the rows end that are known: row `row` begins at `offset`. `total`: how many there seem to be. */
export type Edge = { readonly row: number; readonly offset: number; readonly total: number };
/** Rows that follow each other: the first is number `first`; `end`: where the next one would begin. */
type Window = { readonly first: number; readonly starts: readonly number[]; readonly end: number };

/**
 * Rows of the part of a table that nobody read through: around any place in it rows are found by their line ends, and
 * numbered as the rows so far suggest. One who goes on from there meets every row once.
 */
export class FarRows {
  private readonly deps: FarRowsDeps;
  private window: Window | null = null;
  /** How many rows there seem to be, once the end was met from a place before it; null: it was not. */
  total: number | null = null;

  constructor(deps: FarRowsDeps) {
    this.deps = deps;
  }

  /** Rows from number `start` on, as fields. @throws AtelierError as reading does */
  async read(range: { readonly start: number; readonly count: number }, edge: Edge, signal?: AbortSignal): Promise<readonly (readonly string[])[]> {
    const { file, decoder, delimiter } = this.deps;
    const { first, starts, end } = await this.windowOf(range, edge, signal);
    const shown = starts.slice(Math.max(0, range.start - first), Math.max(0, range.start + range.count - first));
    const [from] = shown;
    if (from === undefined) return [];
    const to = starts[range.start + range.count - first] ?? end;
    const bytes = await file.read(from, to - from, signal);
    return shown.map((at, index) => {
      const rowEnd = Math.min((shown[index + 1] ?? to) - from, at - from + MAX_ROW_BYTES);
      return fieldsOf(decoder.decode(bytes.subarray(at - from, rowEnd)).replace(/\r?\n$/, ''), delimiter);
    });
  }

  private async windowOf({ start, count }: { readonly start: number; readonly count: number }, edge: Edge, signal: AbortSignal | undefined): Promise<Window> {
    const { sizeBytes } = this.deps.file;
    let window = this.window;
    const length = window?.starts.length ?? 0;
    const isNear = window !== null && start >= window.first - length && start < window.first + 2 * length;
    if (window === null || !isNear) window = await this.jump({ start, count }, edge, signal);
    if (start < window.first) window = await this.before(window, edge, signal);
    if (start + count > window.first + window.starts.length && window.end < sizeBytes) window = await this.after(window, signal);
    this.window = window;
    return window;
  }

  /** Where that row would be if all were as long as those so far; at the end of the file, counted from there. */
  private async jump({ start, count }: { readonly start: number; readonly count: number }, edge: Edge, signal: AbortSignal | undefined): Promise<Window> {
    const { sizeBytes } = this.deps.file;
    const part = (start - edge.row) / Math.max(1, edge.total - edge.row);
    const guess = edge.offset + Math.floor(part * (sizeBytes - edge.offset));
    const isEnd = start + count >= edge.total || guess + WINDOW_BYTES >= sizeBytes;
    const offset = isEnd ? Math.max(edge.offset, sizeBytes - WINDOW_BYTES) : guess;
    const found = await this.scan(offset, { to: Math.min(offset + WINDOW_BYTES, sizeBytes), isRowStart: offset === edge.offset }, signal);
    return { ...found, first: isEnd ? Math.max(edge.row, edge.total - found.starts.length) : start };
  }

  private async after(window: Window, signal: AbortSignal | undefined): Promise<Window> {
    const { sizeBytes } = this.deps.file;
    const more = await this.scan(window.end, { to: Math.min(window.end + WINDOW_BYTES, sizeBytes), isRowStart: true }, signal);
    const starts = [...window.starts, ...more.starts];
    const dropped = Math.max(0, starts.length - MAX_ROWS);
    const next = { first: window.first + dropped, starts: starts.slice(dropped), end: more.end };
    if (next.end >= sizeBytes) this.total = next.first + next.starts.length;
    return next;
  }

  private async before(window: Window, edge: Edge, signal: AbortSignal | undefined): Promise<Window> {
    const [to = edge.offset] = window.starts;
    const from = Math.max(edge.offset, to - WINDOW_BYTES);
    const more = await this.scan(from, { to, isRowStart: from === edge.offset }, signal);
    const starts = [...more.starts, ...window.starts];
    const kept = starts.slice(0, MAX_ROWS);
    return { first: Math.max(edge.row, window.first - more.starts.length), starts: kept, end: starts[MAX_ROWS] ?? window.end };
  }

  /** Where rows begin between two places; the last one that is not whole is left out, unless it is the file's last. */
  private async scan(from: number, { to, isRowStart }: { readonly to: number; readonly isRowStart: boolean }, signal: AbortSignal | undefined): Promise<Omit<Window, 'first'>> {
    const { file, delimiter } = this.deps;
    const bytes = await file.read(from, to - from, signal);
    const skipped = isRowStart ? 0 : this.firstRowIn(bytes);
    const starts = [skipped];
    new RowScanner(delimiter).scan(bytes.subarray(skipped), (offset) => starts.push(skipped + offset));
    if (starts.at(-1) === bytes.length) starts.pop(); // a line end at the end begins no row here
    else if (to < file.sizeBytes && starts.length > 1 && bytes.at(-1) !== 0x0a) return { end: from + (starts.pop() ?? 0), starts: starts.map((at) => from + at) };
    return { end: to, starts: starts.map((at) => from + at) };
  }

  /** After a line end where rows of as many fields as the head begin: within a quoted field they do not. */
  private firstRowIn(bytes: Uint8Array): number {
    const { decoder, delimiter, columns } = this.deps;
    const after = (from: number): number => bytes.indexOf(0x0a, from) + 1;
    const first = after(0);
    let at = first;
    for (let tried = 0; tried < PROBED_ROWS && at > 0; tried += 1) {
      const end = after(at);
      const row = decoder.decode(bytes.subarray(at, Math.min(end === 0 ? bytes.length : end, at + MAX_ROW_BYTES)));
      if (fieldsOf(row.replace(/\r?\n$/, ''), delimiter).length === columns) return at;
      at = end;
    }
    return first;
  }
}
