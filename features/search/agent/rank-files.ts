import { fileQuery, matchFile, type FileQuery } from '../../../shared/file-match.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { pathOf } from './path-bytes.ts';

/** So many of the roughly best are looked at exactly. */
const CANDIDATES = 512;
const SLASH = 0x2f;

type Candidate = { readonly score: number; readonly chunk: Buffer; readonly start: number; readonly end: number };

/**
 * The best of many names. All are looked at as bytes with a rough measure, which costs some 100 ns each; the roughly
 * best ones, and all whose names are not plain ASCII, exactly. Call `add` with chunk after chunk, `best` at any time.
 */
export class Ranking {
  matched = 0;
  private readonly words: readonly Uint8Array[];
  private readonly isInName: boolean;
  private readonly query: FileQuery;
  private readonly common: readonly Buffer[];
  private candidates: Candidate[] = [];
  private worst = -Infinity;

  /** @param common beginnings that are not shown: nobody looks for `/workspace` */
  constructor(text: string, common: readonly string[]) {
    this.query = fileQuery(text);
    this.words = text.split(/\s+/).filter((word) => word !== '').map((word) => Uint8Array.from(Buffer.from(word.toLowerCase()).filter((byte) => byte < 0x80)));
    this.isInName = this.query.name !== null;
    this.common = common.map((path) => Buffer.from(`${path}/`));
  }

  /** Looks at the names between two positions of a chunk; the end stands behind a NUL. */
  add(chunk: Buffer, { from, to }: { readonly from: number; readonly to: number }): void {
    for (let start = from; start < to; ) {
      const end = chunk.indexOf(0, start);
      if (end === -1) return;
      const score = this.rough(chunk, { start, end });
      if (score > -Infinity) {
        this.matched += 1;
        if (score > this.worst || this.candidates.length < CANDIDATES) this.keep({ score, chunk, start, end });
      }
      start = end + 1;
    }
  }

  best(most: number): FilePath[] {
    return this.candidates
      .flatMap(({ chunk, start, end }) => {
        const path = pathOf(chunk.subarray(start, end));
        if (path === null) return [];
        const shown = chunk.toString('utf8', this.shownFrom(chunk, { start, end }), end);
        const match = matchFile(this.query, shown);
        return match === null ? [] : [{ path, score: match.score }];
      })
      .toSorted((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
      .slice(0, most)
      .map(({ path }) => path);
  }

  private keep(candidate: Candidate): void {
    this.candidates.push(candidate);
    if (this.candidates.length < CANDIDATES * 2) return;
    this.candidates.sort((a, b) => b.score - a.score);
    this.candidates.length = CANDIDATES;
    this.worst = this.candidates.at(-1)?.score ?? -Infinity;
  }

  /** -Infinity: not all words are in it. */
  private rough(chunk: Buffer, { start, end }: { readonly start: number; readonly end: number }): number {
    const from = this.shownFrom(chunk, { start, end });
    let name = end;
    let isPlain = true;
    while (name > from && chunk[name - 1] !== SLASH) name -= 1;
    for (let at = from; at < end; at += 1) {
      if ((chunk[at] ?? 0) > 0x7f) {
        isPlain = false;
        break;
      }
    }
    let score = 0;
    let isInName = this.isInName;
    for (const word of this.words) {
      let found = isInName ? letters(word, { chunk, from: name, end }) : -1;
      if (found < 0) {
        isInName = false;
        found = letters(word, { chunk, from, end });
      }
      if (found < 0 && (isPlain || !this.isFound(chunk, { from, end }))) return -Infinity;
      score += Math.max(0, found);
    }
    return score + (isInName ? 1000 : 0) - Math.min(200, isInName ? end - name : end - from);
  }

  /** Accents take an exact look. */
  private isFound(chunk: Buffer, { from, end }: { readonly from: number; readonly end: number }): boolean {
    return matchFile(this.query, chunk.toString('utf8', from, end)) !== null;
  }

  private shownFrom(chunk: Buffer, { start, end }: { readonly start: number; readonly end: number }): number {
    for (const bytes of this.common) {
      const { length } = bytes;
      if (start + length >= end) continue;
      let at = 0;
      while (at < length && chunk[start + at] === bytes[at]) at += 1;
      if (at === length) return start + length;
    }
    return start + 1;
  }
}

/** How well the word's letters stand there in order; -1 when they do not. */
function letters(word: Uint8Array, { chunk, from, end }: { readonly chunk: Buffer; readonly from: number; readonly end: number }): number {
  let score = 0;
  let at = from;
  let last = -2;
  for (let index = 0; index < word.length; index += 1) {
    const letter = word[index] ?? 0;
    let byte = 0;
    for (; at < end; at += 1) {
      byte = chunk[at] ?? 0;
      if (byte === letter || (byte >= 0x41 && byte <= 0x5a && byte + 0x20 === letter)) break;
    }
    if (at === end) return -1;
    if (at === last + 1) score += 12;
    else {
      const before = at === from ? SLASH : (chunk[at - 1] ?? 0);
      const beginsWord = before === SLASH || before === 0x2d || before === 0x2e || before === 0x5f || before === 0x20 || (byte < 0x5b && byte > 0x40);
      score += beginsWord ? 8 : 1;
    }
    last = at;
    at += 1;
  }
  return score;
}
