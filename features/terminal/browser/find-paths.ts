/** A part of a line that may be the path of a file: UTF-16 offsets, and the line and column that it names (from 1). */
export type PathCandidate = { readonly start: number; readonly end: number; readonly path: string; readonly line?: number; readonly column?: number };

/** A longer line is data, not a message. */
const MAX_LINE_CHARACTERS = 4096;
const MAX_PATH_CHARACTERS = 1024;

const PYTHON = /"([^"]+)", line (\d+)/g;
const QUOTED = /"([^"]+)"|'([^']+)'|`([^`]+)`/g;
const WORD = /[^\s"'`<>|]+/g;
/** `a.ts:12:5`, `a.ts:12`, `a.ts:12-15`, `a.ts(12,5)`, `a.ts(12)`, `a.ts#L12`. */
const PLACES = [/^(.+?):(\d+)(?::(\d+))?(?:-\d+)?:?$/, /^(.+?)\((\d+)(?:[,:] ?(\d+))?\):?$/, /^(.+?)#L(\d+)()$/] as const;

/** What of a line may be a path, without overlaps, from left to right. Whether it is one only the workspace knows. */
export function findPaths(line: string): PathCandidate[] {
  if (line.length > MAX_LINE_CHARACTERS) return [];
  const found: PathCandidate[] = [];
  const add = (candidate: PathCandidate): void => {
    const isFree = found.every((other) => candidate.end <= other.start || candidate.start >= other.end);
    if (isFree && candidate.path.length <= MAX_PATH_CHARACTERS && /[\p{L}\p{N}]|^[.~]{1,2}$/u.test(candidate.path)) found.push(candidate);
  };
  for (const match of line.matchAll(PYTHON)) add({ start: match.index + 1, end: match.index + match[0].length, path: match[1] ?? '', line: Number(match[2]) });
  for (const match of line.matchAll(QUOTED)) {
    const text = match[1] ?? match[2] ?? match[3] ?? '';
    if (text.includes(' ')) add({ start: match.index + 1, end: match.index + 1 + text.length, path: text });
  }
  for (const match of line.matchAll(WORD)) if (match[0].length <= MAX_PATH_CHARACTERS && !match[0].includes('://')) add(pathIn(match[0], match.index));
  return found.sort((a, b) => a.start - b.start);
}

/** Brackets and punctuation around it are left out, as in `(see src/a.ts:3).`; those within a name stay. */
function pathIn(word: string, at: number): PathCandidate {
  let start = 0;
  let end = word.length;
  for (;;) {
    const text = word.slice(start, end);
    const place = placeIn(text);
    if (place !== null) return { start: at + start, end: at + end, ...place };
    if (/[.,;:!?]$/.test(text) && !/^\.{1,2}$/.test(text)) end -= 1;
    else if (/^[([{=,]/.test(text) && !isBalanced(text)) start += 1;
    else if (/[)\]}]$/.test(text) && !isBalanced(text)) end -= 1;
    else if (/^\(.*\)$|^\[.*\]$|^\{.*\}$/.test(text)) [start, end] = [start + 1, end - 1];
    else return { start: at + start, end: at + end, path: text };
    if (start >= end) return { start: at, end: at, path: '' };
  }
}

function placeIn(text: string): Pick<PathCandidate, 'path' | 'line' | 'column'> | null {
  if (/^[([{]/.test(text) && !isBalanced(text)) return null;
  for (const pattern of PLACES) {
    const [, path, line, column] = pattern.exec(text) ?? [];
    if (path !== undefined && line !== undefined) return { path, line: Number(line), ...(column === undefined || column === '' ? {} : { column: Number(column) }) };
  }
  return null;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
