const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A quoted field that goes on for longer was never meant to be one: the row ends with its line. */
export const MAX_QUOTED_BYTES = 1_000_000;

/** Where rows of a table begin, found in its bytes as they come, in pieces cut anywhere. */
export class RowScanner {
  private readonly delimiter: number;
  private state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  private quotedBytes = 0;
  /** Bytes that were looked at. */
  offset = 0;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** Calls back with the offset of each row that begins in these bytes, the first one (0) left out. */
  scan(bytes: Uint8Array, onRow: (offset: number) => void): void {
    const { delimiter } = this;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.state === 'quoted') {
        this.quotedBytes += 1;
        if (byte === QUOTE) this.state = 'quote';
        else if (byte === NEWLINE && this.quotedBytes > MAX_QUOTED_BYTES) this.begin(this.offset + at + 1, onRow);
        continue;
      }
      if (byte === NEWLINE) this.begin(this.offset + at + 1, onRow);
      else if (byte === delimiter) this.state = 'start';
      else if (byte === QUOTE && this.state === 'start') this.quote();
      else if (byte === QUOTE && this.state === 'quote') this.state = 'quoted';
      else if (byte !== RETURN || this.state !== 'quote') this.state = 'plain';
    }
    this.offset += bytes.length;
  }

  private begin(offset: number, onRow: (offset: number) => void): void {
    this.state = 'start';
    onRow(offset);
  }

  private quote(): void {
    this.state = 'quoted';
    this.quotedBytes = 0;
  }
}

/** The fields of one row, without its line end. What a field's quotes held, with its doubled quotes made single. */
export function fieldsOf(row: string, delimiter: string, maxFields = 500): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= row.length && fields.length < maxFields) {
    let field = '';
    if (row[at] === '"') {
      let end = at + 1;
      while (end < row.length && !(row[end] === '"' && row[end + 1] !== '"')) end += row[end] === '"' ? 2 : 1;
      field = row.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    const next = row.indexOf(delimiter, at);
    const end = next === -1 ? row.length : next;
    fields.push(field + row.slice(at, end));
    if (next === -1) break;
    at = next + 1;
  }
  return fields;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The one that cuts the first lines into the most columns, as many in each. */
export function delimiterOf(sample: string, path: string): string {
  if (/\.(tsv|tab)$/i.test(path)) return '\t';
  const lines = sample.split(/\r?\n/).filter((line) => line !== '').slice(0, 20);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => fieldsOf(line, delimiter).length);
    const usual = counts[0] ?? 1;
    const score = usual < 2 ? 0 : usual * (counts.filter((count) => count === usual).length / counts.length) ** 2;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
