/** Lines `[start, end)` of the old text (from 0) become `lines`. */
export type LineEdit = { readonly start: number; readonly end: number; readonly lines: readonly string[] };

/** Beyond this many differing lines one block is replaced: looking longer would cost more than a cursor is worth. */
const MOST_DIFFERENCES = 400;

/**
 * What makes `before` into `after`, as few and small edits as can be had cheaply (Myers' O(ND) with a bound), in
 * ascending order. Cursors, selections, folds and undo outside the edits stay.
 */
export function lineEdits(before: readonly string[], after: readonly string[]): LineEdit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  if (old.length === 0 && fresh.length === 0) return [];
  const matches = commonLines(old, fresh);
  if (matches === null) return [{ start: head, end: head + old.length, lines: fresh }];
  return editsBetween(matches, { old, fresh }).map((edit) => ({ ...edit, start: edit.start + head, end: edit.end + head }));
}

function editsBetween(matches: readonly (readonly [number, number])[], texts: { old: readonly string[]; fresh: readonly string[] }): LineEdit[] {
  const edits: LineEdit[] = [];
  let oldAt = 0;
  let freshAt = 0;
  for (const [old, fresh] of [...matches, [texts.old.length, texts.fresh.length] as const]) {
    if (old > oldAt || fresh > freshAt) edits.push({ start: oldAt, end: old, lines: texts.fresh.slice(freshAt, fresh) });
    oldAt = old + 1;
    freshAt = fresh + 1;
  }
  return edits;
}

/** Pairs of equal lines in order, a longest such list; null when the texts differ too much. */
function commonLines(old: readonly string[], fresh: readonly string[]): [number, number][] | null {
  const most = Math.min(old.length + fresh.length, MOST_DIFFERENCES);
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let differences = 0; differences <= most; differences += 1) {
    history.push(new Map(furthest));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const down = diagonal === -differences || (diagonal !== differences && at(furthest, diagonal - 1) < at(furthest, diagonal + 1));
      let x = down ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return backtrack(history, { x: old.length, y: fresh.length });
    }
  }
  return null;
}

function backtrack(history: readonly Map<number, number>[], end: { x: number; y: number }): [number, number][] {
  const matches: [number, number][] = [];
  let { x, y } = end;
  for (let differences = history.length - 1; differences >= 0; differences -= 1) {
    const furthest = history[differences] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = diagonal === -differences || (diagonal !== differences && at(furthest, diagonal - 1) < at(furthest, diagonal + 1));
    const fromX = differences === 0 ? 0 : at(furthest, down ? diagonal + 1 : diagonal - 1);
    const snakeX = differences === 0 || down ? fromX : fromX + 1;
    while (x > snakeX) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    x = fromX;
    y = fromX - (down ? diagonal + 1 : diagonal - 1);
  }
  return matches.reverse();
}

function at(map: ReadonlyMap<number, number>, diagonal: number): number {
  return map.get(diagonal) ?? -1;
}
