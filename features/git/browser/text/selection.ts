import type { LineRange, LineSelection } from '../../contract.ts';
import type { LineChange } from './line-diff.ts';

/** What of these changes is selected on the new side; null: all of them. */
export function selectionOf(changes: readonly LineChange[], selected: LineRange | null): LineSelection {
  const [old, added]: [LineRange[], LineRange[]] = [[], []];
  for (const change of changes) {
    const { oldFrom, oldCount, newFrom, newCount } = change;
    if (selected === null || (newFrom >= selected.from && newFrom + newCount - 1 <= selected.to && touches(change, selected))) {
      if (oldCount > 0) old.push({ from: oldFrom, to: oldFrom + oldCount - 1 });
      if (newCount > 0) added.push({ from: newFrom, to: newFrom + newCount - 1 });
      continue;
    }
    if (newCount === 0) {
      if (touches(change, selected)) old.push({ from: oldFrom, to: oldFrom + oldCount - 1 });
      continue;
    }
    const from = Math.max(newFrom, selected.from);
    const to = Math.min(newFrom + newCount - 1, selected.to);
    if (from > to) continue;
    added.push({ from, to });
    const [oldStart, oldEnd] = [oldFrom + from - newFrom, Math.min(oldFrom + oldCount - 1, oldFrom + to - newFrom)];
    if (oldStart <= oldEnd) old.push({ from: oldStart, to: oldEnd });
  }
  return { old, new: added };
}

/** Whether lines of the new side are, or stand beside, those of a change. */
export function touches({ newFrom, newCount }: LineChange, { from, to }: LineRange): boolean {
  return newCount === 0 ? from <= newFrom && newFrom - 1 <= to : from <= newFrom + newCount - 1 && newFrom <= to;
}
