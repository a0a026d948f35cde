import type { LineRange, LineSelection } from '../contract.ts';

/** Lines that left and the lines that came in their place, each with its end of line. Numbers from 1: of the first, or of the line after which. */
export type Hunk = { readonly oldStart: number; readonly newStart: number; readonly old: readonly string[]; readonly new: readonly string[] };

/** What `git diff -U0` of two texts printed, latin1 characters for its bytes. */
export function parseHunks(diff: string): readonly Hunk[] {
  const hunks: { oldStart: number; newStart: number; old: string[]; new: string[] }[] = [];
  let last: string[] | null = null;
  for (const line of linesOf(diff)) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    const hunk = hunks.at(-1);
    if (head !== null) {
      const [oldStart, oldCount, newStart, newCount] = [head[1], head[2] ?? '1', head[3], head[4] ?? '1'].map(Number) as [number, number, number, number];
      // Of an empty side git says the line before it.
      hunks.push({ oldStart: oldCount === 0 ? oldStart + 1 : oldStart, newStart: newCount === 0 ? newStart + 1 : newStart, old: [], new: [] });
    } else if (hunk === undefined) continue;
    else if (line.startsWith('-')) (last = hunk.old).push(line.slice(1));
    else if (line.startsWith('+')) (last = hunk.new).push(line.slice(1));
    else if (line.startsWith('\\') && last !== null) last.push((last.pop() ?? '').slice(0, -1)); // no end of line at the end of the file
  }
  return hunks;
}

/** Each with its end of line; the last may have none. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  return [...lines.map((line) => `${line}\n`), ...(rest === '' ? [] : [rest])];
}

/** The old text with only the selected changes made. */
export function takeSelected(oldText: string, hunks: readonly Hunk[], selection: LineSelection): string {
  return splice(linesOf(oldText), hunks.map((hunk) => ({
    start: hunk.oldStart,
    count: hunk.old.length,
    lines: pairs(hunk).flatMap(({ old, added, oldLine, newLine }) => [
      ...(old !== undefined && !isIn(selection.old, oldLine) ? [old] : []),
      ...(added !== undefined && isIn(selection.new, newLine) ? [added] : []),
    ]),
  })));
}

/** The new text with the selected changes taken back. */
export function leaveSelected(newText: string, hunks: readonly Hunk[], selection: LineSelection): string {
  return splice(linesOf(newText), hunks.map((hunk) => ({
    start: hunk.newStart,
    count: hunk.new.length,
    lines: pairs(hunk).flatMap(({ old, added, oldLine, newLine }) => [
      ...(old !== undefined && isIn(selection.old, oldLine) ? [old] : []),
      ...(added !== undefined && !isIn(selection.new, newLine) ? [added] : []),
    ]),
  })));
}

type Pair = { readonly old: string | undefined; readonly added: string | undefined; readonly oldLine: number; readonly newLine: number };

/** Line by line: what is left half done keeps its order. */
function pairs(hunk: Hunk): readonly Pair[] {
  return Array.from({ length: Math.max(hunk.old.length, hunk.new.length) }, (_, at) => ({ old: hunk.old[at], added: hunk.new[at], oldLine: hunk.oldStart + at, newLine: hunk.newStart + at }));
}

function isIn(ranges: readonly LineRange[], line: number): boolean {
  return ranges.some(({ from, to }) => from <= line && line <= to);
}

function splice(lines: string[], edits: readonly { readonly start: number; readonly count: number; readonly lines: readonly string[] }[]): string {
  const result: string[] = [];
  let next = 0;
  for (const { start, count, lines: put } of edits) {
    result.push(...lines.slice(next, start - 1), ...put);
    next = start - 1 + count;
  }
  result.push(...lines.slice(next));
  // A line that ended the file has no end of its own; in front of another it needs one.
  return result.map((line, at) => (at < result.length - 1 && !line.endsWith('\n') ? `${line}\n` : line)).join('');
}
