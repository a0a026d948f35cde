/**
 * Finding by typing parts: `qvt` and `vat quo` both find `quote_vat_tables`. Case and accents do not matter; every
 * word of the query has to be found, in any order. Pure; the same for commands, files, settings and symbols.
 */
export type FuzzyMatch = {
  /** Higher is better; comparable among matches of one query only. */
  readonly score: number;
  /** Positions of the text (UTF-16 units) that were found, ascending. */
  readonly found: readonly number[];
};

/** A query as `fuzzyMatch` takes it: make it once for many texts. */
export type FuzzyQuery = { readonly words: readonly string[]; readonly exact: readonly string[] };

const MAX_QUERY = 256;
/** Longer texts are looked at up to here: no name or title is. */
const MAX_TEXT = 4096;

const MATCH = 16;
const SAME_CASE = 1;
const CONSECUTIVE = 6;
const GAP_START = -3;
const GAP_MORE = -1;
const BONUS = { start: 12, folder: 10, word: 8, camel: 7, none: 0 } as const;
const NEVER = -1e9;

/** An empty query matches everything with score 0. */
export function fuzzyQuery(text: string): FuzzyQuery {
  const exact = text.slice(0, MAX_QUERY).split(/\s+/).filter((word) => word !== '');
  return { exact, words: exact.map(fold) };
}

/** null: not all words are found in it. */
export function fuzzyMatch(query: FuzzyQuery, text: string): FuzzyMatch | null {
  if (query.words.length === 0) return { score: 0, found: [] };
  const looked = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  const folded = fold(looked);
  const found = new Set<number>();
  let score = 0;
  for (const [at, word] of query.words.entries()) {
    if (!isIn(word, folded)) return null;
    const match = matchWord({ word, exact: query.exact[at] ?? word }, { folded, text: looked });
    score += match.score;
    for (const position of match.found) found.add(position);
  }
  return { score, found: [...found].sort((a, b) => a - b) };
}

/** Lower case without accents, unit by unit: the length stays. */
export function fold(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  let folded = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const [base = unit] = unit.normalize('NFD').toLowerCase();
    folded += base.length === 1 ? base : unit;
  }
  return folded;
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function isIn(word: string, folded: string): boolean {
  let at = -1;
  for (let index = 0; index < word.length; index += 1) {
    at = folded.indexOf(word.charAt(index), at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** The best way to find the word: a table of the word's letters by the text's, each cell knowing where it came from. */
function matchWord({ word, exact }: { readonly word: string; readonly exact: string }, { folded, text }: { readonly folded: string; readonly text: string }): FuzzyMatch {
  const columns = folded.length;
  const scores = new Int32Array(word.length * columns).fill(NEVER);
  const origins = new Int16Array(word.length * columns).fill(-1);
  for (let row = 0; row < word.length; row += 1) {
    const letter = word.charCodeAt(row);
    const above = (row - 1) * columns;
    // The best of the row above with at least one letter between, less what the gap costs.
    let apart = NEVER;
    let apartFrom = -1;
    for (let column = row; column < columns; column += 1) {
      if (row > 0 && column >= 2) {
        apart += GAP_MORE;
        const opened = (scores[above + column - 2] ?? NEVER) + GAP_START;
        if (opened >= apart) {
          apart = opened;
          apartFrom = column - 2;
        }
      }
      if (folded.charCodeAt(column) !== letter) continue;
      const own = MATCH + (text.charCodeAt(column) === exact.charCodeAt(row) ? SAME_CASE : 0);
      const bonus = bonusAt(text, column);
      const here = row * columns + column;
      if (row === 0) {
        scores[here] = own + bonus - Math.min(8, column >> 2);
        continue;
      }
      const together = (scores[above + column - 1] ?? NEVER) + own + Math.max(CONSECUTIVE, bonus);
      const alone = apart + own + bonus;
      if (Math.max(together, alone) < NEVER / 2) continue;
      scores[here] = Math.max(together, alone);
      origins[here] = together >= alone ? column - 1 : apartFrom;
    }
  }
  return trace({ scores, origins, rows: word.length, columns });
}

function trace({ scores, origins, rows, columns }: { readonly scores: Int32Array; readonly origins: Int16Array; readonly rows: number; readonly columns: number }): FuzzyMatch {
  const last = (rows - 1) * columns;
  let column = 0;
  for (let other = 1; other < columns; other += 1) if ((scores[last + other] ?? NEVER) > (scores[last + column] ?? NEVER)) column = other;
  const score = scores[last + column] ?? NEVER;
  const found: number[] = [];
  for (let row = rows - 1; row >= 0; row -= 1) {
    found.push(column);
    column = origins[row * columns + column] ?? -1;
  }
  return { score, found: found.reverse() };
}

function bonusAt(text: string, at: number): number {
  if (at === 0) return BONUS.start;
  const before = text.charCodeAt(at - 1);
  const here = text.charCodeAt(at);
  if (before === 47) return BONUS.folder;
  if (!isLetterOrDigit(before)) return isLetterOrDigit(here) ? BONUS.word : BONUS.none;
  const isUpper = here >= 65 && here <= 90;
  const wasLower = before >= 97 && before <= 122;
  if (isUpper && wasLower) return BONUS.camel;
  const isDigit = here >= 48 && here <= 57;
  const wasDigit = before >= 48 && before <= 57;
  return isDigit && !wasDigit ? BONUS.camel : BONUS.none;
}

function isLetterOrDigit(code: number): boolean {
  return code > 127 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
