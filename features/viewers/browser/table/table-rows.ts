import { KIB, MIB } from '../../../../shared/units.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { FarRows } from './far-rows.ts';
import { delimiterOf, fieldsOf, RowScanner } from './row-scanner.ts';

/** Every so many rows one remembers where in the file one is. */
const EVERY = 128;
const SAMPLE_BYTES = 64 * KIB;
const SCAN_BYTES = MIB;
/** A row that is longer shows its beginning. */
const MAX_ROW_BYTES = 64 * KIB;

/**
 * The rows of a table in a file of any size. Only as much of it is read as is looked at: `known` rows have been found
 * so far, `extend` finds more; those after them are found where they seem to be, and numbered as it seems.
 */
export class TableRows {
  readonly delimiter: string;
  private readonly file: FileBytes;
  private readonly decoder: TextDecoder;
  private readonly scanner: RowScanner;
  /** Where row `index * EVERY` begins. */
  private readonly marks: number[];
  private readonly first: number;
  private readonly far: FarRows;
  private rows = 1;
  private lastRowAt: number;

  private constructor(file: FileBytes, about: { readonly delimiter: string; readonly decoder: TextDecoder; readonly first: number; readonly columns: number }) {
    this.file = file;
    this.delimiter = about.delimiter;
    this.decoder = about.decoder;
    this.first = about.first;
    this.scanner = new RowScanner(about.delimiter);
    this.marks = [about.first];
    this.lastRowAt = about.first;
    this.scanner.offset = about.first;
    this.far = new FarRows({ file, ...about });
  }

  /** @throws AtelierError as reading does */
  static async open(file: FileBytes, signal?: AbortSignal): Promise<TableRows> {
    const sample = await file.read(0, SAMPLE_BYTES, signal);
    const hasMark = sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf;
    const decoder = new TextDecoder(isUtf8(sample) ? 'utf-8' : 'windows-1252');
    const text = decoder.decode(sample);
    const delimiter = delimiterOf(text, file.path);
    const columns = fieldsOf(/^[^\r\n]*/.exec(text)?.[0] ?? '', delimiter).length;
    const rows = new TableRows(file, { decoder, delimiter, columns, first: hasMark ? 3 : 0 });
    await rows.extend(signal);
    return rows;
  }

  /** Rows that were found, the head included. A last line end begins no row. */
  get known(): number {
    return this.isWhole && this.lastRowAt >= this.file.sizeBytes ? this.rows - 1 : this.rows;
  }

  /** How many there are or, as long as the file was not read through, seem to be. */
  get total(): number {
    if (this.isWhole) return this.known;
    const rowBytes = (this.lastRowAt - this.first) / Math.max(1, this.rows - 1);
    if (rowBytes <= 0) return this.known;
    return Math.max(this.known, this.far.total ?? this.rows + Math.ceil((this.file.sizeBytes - this.lastRowAt) / rowBytes) - 1);
  }

  get isWhole(): boolean {
    return this.scanner.offset >= this.file.sizeBytes;
  }

  /** Which part of the file was looked at, from 0 to 1. */
  get part(): number {
    return this.file.sizeBytes === 0 ? 1 : this.scanner.offset / this.file.sizeBytes;
  }

  /** Finds the rows of the next megabyte. Not twice at a time. */
  async extend(signal?: AbortSignal): Promise<void> {
    if (this.isWhole) return;
    const bytes = await this.file.read(this.scanner.offset, SCAN_BYTES, signal);
    this.scanner.scan(bytes, (offset) => {
      if (this.rows % EVERY === 0) this.marks.push(offset);
      this.rows += 1;
      this.lastRowAt = offset;
    });
  }

  /** Rows from `start` on, as fields. */
  async read(start: number, count: number, signal?: AbortSignal): Promise<readonly (readonly string[])[]> {
    if (start >= this.known) return this.far.read({ start, count }, { row: this.rows - 1, offset: this.lastRowAt, total: this.total }, signal);
    const end = Math.min(start + count, this.known);
    const rows: (readonly string[])[] = [];
    for (let mark = Math.floor(start / EVERY); mark * EVERY < end; mark += 1) {
      const part = await this.readPart(mark, signal);
      const from = Math.max(0, start - mark * EVERY);
      rows.push(...part.slice(from, end - mark * EVERY));
    }
    return rows;
  }

  private async readPart(mark: number, signal: AbortSignal | undefined): Promise<readonly (readonly string[])[]> {
    const at = this.marks[mark] ?? this.first;
    const end = Math.min(this.marks[mark + 1] ?? this.scanner.offset, at + EVERY * MAX_ROW_BYTES);
    const bytes = await this.file.read(at, end - at, signal);
    const starts = [0];
    const scanner = new RowScanner(this.delimiter);
    scanner.scan(bytes, (offset) => starts.push(offset));
    return starts.map((from, index) => {
      const to = Math.min(starts[index + 1] ?? bytes.length, from + MAX_ROW_BYTES);
      const text = this.decoder.decode(bytes.subarray(from, to));
      return fieldsOf(text.replace(/\r?\n$/, ''), this.delimiter);
    });
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
