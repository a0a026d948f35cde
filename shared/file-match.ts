import { fuzzyMatch, fuzzyQuery, type FuzzyQuery } from './fuzzy.ts';

/** Parts of a path as it is shown: the name, and where it is. */
export type FileQuery = { readonly whole: FuzzyQuery; /** null: a word names a folder, so that the name alone cannot do. */ readonly name: FuzzyQuery | null };

/** `score` as of `fuzzyMatch`; `found` are positions of the name, none when it was found by its folders. */
export type FileMatch = { readonly score: number; readonly found: readonly number[] };

/** What is found in the name is always before what is found in the path only. */
const IN_NAME = 100_000;

export function fileQuery(text: string): FileQuery {
  const whole = fuzzyQuery(text);
  return { whole, name: text.includes('/') ? null : whole };
}

/** @param path as it is shown, without what all have in common. null: not found in it */
export function matchFile(query: FileQuery, path: string): FileMatch | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const inName = query.name === null ? null : fuzzyMatch(query.name, name);
  // Of two that match as well, the shorter is more of what was typed.
  if (inName !== null) return { score: IN_NAME + inName.score - Math.min(30, name.length / 4), found: inName.found };
  const inPath = fuzzyMatch(query.whole, path);
  if (inPath === null) return null;
  const start = path.length - name.length;
  return { score: inPath.score - Math.min(30, path.length / 8), found: inPath.found.filter((at) => at >= start).map((at) => at - start) };
}

/** Where in the file: `name:12`, `name:12:5`, `name(12,5)`; also as compilers print it, with a colon at the end. */
export function splitPlace(text: string): { readonly text: string; readonly line?: number; readonly column?: number } {
  const found = /^(.*?)(?::(\d{1,9})(?:[:,](\d{1,9}))?|\((\d{1,9})(?:,\s*(\d{1,9}))?\))?:?$/s.exec(text);
  if (found === null) return { text };
  const line = found[2] ?? found[4];
  const column = found[3] ?? found[5];
  if (line === undefined) return { text: found[1] ?? text };
  return { text: found[1] ?? '', line: Math.max(1, Number(line)), ...(column === undefined ? {} : { column: Math.max(1, Number(column)) }) };
}
