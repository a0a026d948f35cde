import { MAX_PREVIEW, type Hit } from '../contract.ts';

/** Text as ripgrep's JSON has it: as it is, or where it is no UTF-8, its bytes in base64. */
type Data = { readonly text?: string; readonly bytes?: string };

/** The one of ripgrep's messages that matters here. */
export type Match = {
  readonly type: 'match';
  readonly data: {
    readonly path: Data;
    readonly lines: Data;
    readonly line_number: number;
    readonly absolute_offset: number;
    readonly submatches: readonly { readonly match: Data; readonly replacement?: Data; readonly start: number; readonly end: number }[];
  };
};

/** So much of a line stands before what was found in it, when the line is too long. */
const LEAD = 40;

export function bytesOf({ text, bytes }: Data): Buffer {
  return bytes === undefined ? Buffer.from(text ?? '') : Buffer.from(bytes, 'base64');
}

function textOf({ text, bytes }: Data): string {
  return text ?? Buffer.from(bytes ?? '', 'base64').toString('utf8');
}

/** @param delimiter between the groups of a regular expression; null: there are none */
export function hitsOf({ data }: Match, { delimiter, most }: { readonly delimiter: string | null; readonly most: number }): Hit[] {
  const text = textOf(data.lines);
  const places = new Places(text, data.lines);
  const hits: Hit[] = [];
  for (const submatch of data.submatches) {
    if (hits.length >= most) break;
    const start = places.at(submatch.start);
    const end = places.at(submatch.end);
    const preview = previewOf(text, { from: start.unit, to: end.unit, lineStart: start.lineStart });
    hits.push({
      line: data.line_number + start.line,
      column: start.unit - start.lineStart + 1,
      endLine: data.line_number + end.line,
      endColumn: end.unit - end.lineStart + 1,
      ...preview,
      at: data.absolute_offset + submatch.start,
      bytes: submatch.end - submatch.start,
      ...(delimiter === null || submatch.replacement === undefined ? {} : { groups: textOf(submatch.replacement).split(delimiter) }),
    });
  }
  return hits;
}

type Place = { readonly unit: number; readonly line: number; readonly lineStart: number };

/** From bytes of some lines to units, lines and columns; asked in ascending order, so that a long line is walked once. */
class Places {
  private readonly text: string;
  private readonly bytes: Buffer | null;
  private byte = 0;
  private place: Place = { unit: 0, line: 0, lineStart: 0 };

  constructor(text: string, lines: Data) {
    this.text = text;
    const isPlain = lines.bytes === undefined && Buffer.byteLength(text) === text.length;
    this.bytes = isPlain ? null : bytesOf(lines);
  }

  at(byte: number): Place {
    // Empty hits and ends that are the next one's start come twice.
    if (byte < this.byte) return this.place;
    const unit = this.bytes === null ? byte : this.place.unit + this.bytes.toString('utf8', this.byte, byte).length;
    let { line, lineStart } = this.place;
    for (let at = this.text.indexOf('\n', this.place.unit); at !== -1 && at < unit; at = this.text.indexOf('\n', at + 1)) {
      line += 1;
      lineStart = at + 1;
    }
    this.byte = byte;
    this.place = { unit, line, lineStart };
    return this.place;
  }
}

function previewOf(text: string, { from, to, lineStart }: { readonly from: number; readonly to: number; readonly lineStart: number }): Pick<Hit, 'preview' | 'from' | 'to' | 'isCut'> {
  const newline = text.indexOf('\n', from);
  const end = newline === -1 ? text.length : newline;
  const lineEnd = end > lineStart && text[end - 1] === '\r' ? end - 1 : end;
  const isLong = lineEnd - lineStart > MAX_PREVIEW;
  const begin = isLong ? Math.max(lineStart, Math.min(from - LEAD, lineEnd - MAX_PREVIEW)) : lineStart;
  const stop = Math.min(lineEnd, begin + MAX_PREVIEW);
  const isCut = isLong || to > stop;
  return { preview: text.slice(begin, stop), from: from - begin, to: Math.max(from, Math.min(to, stop)) - begin, ...(isCut ? { isCut } : {}) };
}
