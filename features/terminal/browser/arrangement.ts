import type { TerminalId } from '../../../shared/ids.ts';
import type { TerminalView } from '../contract.ts';

/** Tabs as they stand: terminals of one group are shown side by side. */
export type Groups = readonly (readonly TerminalId[])[];

/** Those that follow one another and have the same group. */
export function groupsOf(views: readonly Pick<TerminalView, 'id' | 'group'>[]): TerminalId[][] {
  const groups: TerminalId[][] = [];
  let last: string | null = null;
  for (const { id, group } of views) {
    if (group === last) groups.at(-1)?.push(id);
    else groups.push([id]);
    last = group;
  }
  return groups;
}

/** The group that it is in; empty when it is in none. */
export function groupWith(groups: Groups, id: TerminalId | null): readonly TerminalId[] {
  return groups.find((group) => id !== null && group.includes(id)) ?? [];
}

/** Where something is dropped: beside a tab's group, or into it behind that tab. */
export type DropPlace = { readonly at: TerminalId; readonly where: 'before' | 'into' | 'behind' };

/** The terminal at another place; the same groups when nothing would change. */
export function moved(groups: Groups, id: TerminalId, { at, where }: DropPlace): Groups {
  if (at === id) return groups;
  const rest = without(groups, id);
  const index = rest.findIndex((group) => group.includes(at));
  const target = rest[index];
  if (target === undefined) return groups;
  if (where === 'into') return rest.with(index, target.toSpliced(target.indexOf(at) + 1, 0, id));
  return rest.toSpliced(where === 'before' ? index : index + 1, 0, [id]);
}

/** The terminal one place further (1) or back (-1): within its group, else its group among the groups. */
export function movedBy(groups: Groups, id: TerminalId, step: 1 | -1): Groups {
  const at = groups.findIndex((group) => group.includes(id));
  const group = groups[at];
  if (group === undefined) return groups;
  const within = group.indexOf(id) + step;
  if (group.length > 1 && within >= 0 && within < group.length) return groups.with(at, group.toSpliced(within - step, 1).toSpliced(within, 0, id));
  const to = at + step;
  return to < 0 || to >= groups.length ? groups : groups.toSpliced(at, 1).toSpliced(to, 0, group);
}

/** The terminal in a group of its own, behind the one that it was in. */
export function unsplit(groups: Groups, id: TerminalId): Groups {
  const at = groups.findIndex((group) => group.includes(id));
  const group = groups[at];
  if (group === undefined || group.length < 2) return groups;
  return groups.with(at, group.filter((other) => other !== id)).toSpliced(at + 1, 0, [id]);
}

function without(groups: Groups, id: TerminalId): readonly (readonly TerminalId[])[] {
  return groups.map((group) => group.filter((other) => other !== id)).filter((group) => group.length > 0);
}
