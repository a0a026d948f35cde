import { fileQuery, matchFile, type FileQuery } from '../../../shared/file-match.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { holdsOf, type Holds, type ListedNames } from './listed-names.ts';
import { pathOf } from './path-bytes.ts';

/** So many of the roughly best are looked at exactly. */
const CANDIDATES = 512;
const SLASH = 0x2f;

type Candidate = { readonly score: number; readonly names: ListedNames; readonly index: number };

/** A part of the bytes of some names. */
type Part = { readonly bytes: Buffer; readonly from: number; readonly end: number };

/**
 * The best of many names. Those that have all its letters are looked at as bytes with a rough measure, which costs some
 * 100 ns each; the roughly best ones, and all that are not plain ASCII, exactly. Call `add` with piece after piece,
 * `best` at any time.
 */
export class Ranking {
  matched = 0;
  private readonly words: readonly Uint8Array[];
  private readonly holds: Holds;
  private readonly isInName: boolean;
  private readonly query: FileQuery;
  private readonly common: readonly Buffer[];
  private candidates: Candidate[] = [];
  private worst = -Infinity;

  /** @param common beginnings that are not shown: nobody looks for `/workspace` */
  constructor(text: string, common: readonly string[]) {
    this.query = fileQuery(text);
    this.words = text.split(/\s+/).filter((word) => word !== '').map((word) => Uint8Array.from(Buffer.from(word.toLowerCase()).filter((byte) => byte < 0x80)));
    this.holds = holdsOf(this.words);
    this.isInName = this.query.name !== null;
    this.common = common.map((path) => Buffer.from(`${path}/`));
  }

  add(names: ListedNames): void {
    for (let index = names.nextWith(this.holds, 0); index < names.count; index = names.nextWith(this.holds, index + 1)) {
      const score = this.rough(names, index);
      if (score === -Infinity) continue;
      this.matched += 1;
      if (score > this.worst || this.candidates.length < CANDIDATES) this.keep({ score, names, index });
    }
  }

  best(most: number): FilePath[] {
    return this.candidates
      .toSorted(byScore)
      .slice(0, CANDIDATES)
      .flatMap(({ names, index }) => {
        const { bytes } = names;
        const end = names.ends[index] ?? 0;
        const path = pathOf(bytes.subarray(names.startOf(index), end));
        if (path === null) return [];
        const match = matchFile(this.query, bytes.toString('utf8', this.shownFrom(names, index), end));
        return match === null ? [] : [{ path, score: match.score }];
      })
      .toSorted((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
      .slice(0, most)
      .map(({ path }) => path);
  }

  private keep(candidate: Candidate): void {
    this.candidates.push(candidate);
    if (this.candidates.length < CANDIDATES * 2) return;
    this.candidates.sort(byScore);
    this.candidates.length = CANDIDATES;
    this.worst = this.candidates.at(-1)?.score ?? -Infinity;
  }

  /** -Infinity: not all words are in it. */
  private rough(names: ListedNames, index: number): number {
    const { bytes } = names;
    const from = this.shownFrom(names, index);
    const end = names.ends[index] ?? 0;
    const name = Math.max(from, names.names[index] ?? 0);
    const isPlain = names.isPlain(index);
    let score = 0;
    let isInName = this.isInName;
    for (const word of this.words) {
      let found = isInName ? letters(word, { bytes, from: name, end }) : -1;
      if (found < 0) {
        isInName = false;
        found = letters(word, { bytes, from, end });
      }
      if (found < 0 && (isPlain || !this.isFound({ bytes, from, end }))) return -Infinity;
      score += Math.max(0, found);
    }
    return score + (isInName ? 1000 : 0) - Math.min(200, isInName ? end - name : end - from);
  }

  /** Accents take an exact look. */
  private isFound({ bytes, from, end }: Part): boolean {
    return matchFile(this.query, bytes.toString('utf8', from, end)) !== null;
  }

  private shownFrom(names: ListedNames, index: number): number {
    const start = names.startOf(index);
    const end = names.ends[index] ?? 0;
    for (const prefix of this.common) {
      const { length } = prefix;
      // Most differ at the end, if at all.
      if (start + length >= end || names.bytes[start + length - 1] !== SLASH) continue;
      let at = 0;
      while (at < length && names.bytes[start + at] === prefix[at]) at += 1;
      if (at === length) return start + length;
    }
    return start + 1;
  }
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score;
}

/** How well the word's letters stand there in order; -1 when they do not. */
function letters(word: Uint8Array, { bytes, from, end }: Part): number {
  let score = 0;
  let at = from;
  let last = -2;
  for (let index = 0; index < word.length; index += 1) {
    const letter = word[index] ?? 0;
    let byte = 0;
    for (; at < end; at += 1) {
      byte = bytes[at] ?? 0;
      if (byte === letter || (byte >= 0x41 && byte <= 0x5a && byte + 0x20 === letter)) break;
    }
    if (at === end) return -1;
    if (at === last + 1) score += 12;
    else {
      const before = at === from ? SLASH : (bytes[at - 1] ?? 0);
      const beginsWord = before === SLASH || before === 0x2d || before === 0x2e || before === 0x5f || before === 0x20 || (byte < 0x5b && byte > 0x40);
      score += beginsWord ? 8 : 1;
    }
    last = at;
    at += 1;
  }
  return score;
}
