/** Lines from 1; of an empty side, the line before which the other's stand. */
export type LineChange = { readonly oldFrom: number; readonly oldCount: number; readonly newFrom: number; readonly newCount: number };

/** More differences than these are one change: nobody reads them one by one, and they take long to find. */
const MAX_DIFFERENCES = 1500;

/** What changed between two texts, line by line (Myers: the fewest lines that can be said to have changed). */
export function diffLines(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) [oldEnd, newEnd] = [oldEnd - 1, newEnd - 1];
  if (oldEnd === start && newEnd === start) return [];
  const whole = { oldFrom: start + 1, oldCount: oldEnd - start, newFrom: start + 1, newCount: newEnd - start };
  if (oldEnd === start || newEnd === start) return [whole];
  const same = commonLines(before.slice(start, oldEnd), after.slice(start, newEnd));
  if (same === null) return [whole];
  const changes: LineChange[] = [];
  let [x, y] = [0, 0];
  for (const [oldAt, newAt] of [...same, [oldEnd - start, newEnd - start] as const]) {
    if (oldAt > x || newAt > y) changes.push({ oldFrom: start + x + 1, oldCount: oldAt - x, newFrom: start + y + 1, newCount: newAt - y });
    [x, y] = [oldAt + 1, newAt + 1];
  }
  return changes;
}

/** Pairs of lines that are the same on both sides, in order; null: too much is different. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] | null {
  const max = Math.min(a.length + b.length, MAX_DIFFERENCES);
  const offset = max + 1;
  const furthest = new Int32Array(2 * max + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= max; d += 1) {
    trace.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const goesDown = k === -d || (k !== d && (furthest[offset + k - 1] ?? 0) < (furthest[offset + k + 1] ?? 0));
      let x = goesDown ? (furthest[offset + k + 1] ?? 0) : (furthest[offset + k - 1] ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack({ a, b }, trace);
    }
  }
  return null;
}

function walkBack({ a, b }: { readonly a: readonly string[]; readonly b: readonly string[] }, trace: readonly Int32Array[]): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const known = trace[d] ?? new Int32Array();
    const at = (k: number): number => known[k + d + 1] ?? 0;
    const k = x - y;
    const goesDown = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousK = goesDown ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : at(previousK);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY) pairs.push([--x, --y]);
    [x, y] = [previousX, previousY];
  }
  return pairs.reverse();
}
