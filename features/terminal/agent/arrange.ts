/** What `arrange` puts in order. */
export type Placed<Id> = { readonly id: Id; readonly group: string };

/**
 * The terminals in the order that was asked for, each with the name of its group: the first one's own. Those that were
 * not named (made meanwhile by another page) stay behind the others, in their groups as far as those still are whole.
 */
export function arrange<Id extends string>(placed: readonly Placed<Id>[], wanted: readonly (readonly Id[])[]): Placed<Id>[] {
  const left = new Map(placed.map((one) => [one.id, one]));
  const result: Placed<Id>[] = [];
  for (const ids of wanted) {
    const group = ids.find((id) => left.has(id));
    for (const id of ids) if (left.delete(id) && group !== undefined) result.push({ id, group });
  }
  return [...result, ...regroup([...left.values()], new Set(result.map(({ group }) => group)))];
}

/** Behind the last one of the group, at the end where there is none. */
export function insertBeside<Id extends string>(placed: readonly Placed<Id>[], fresh: Id, beside: Id | undefined): Placed<Id>[] {
  const at = placed.findIndex(({ id }) => id === beside);
  const group = placed[at]?.group;
  if (group === undefined) return [...placed, { id: fresh, group: fresh }];
  return [...placed.slice(0, at + 1), { id: fresh, group }, ...placed.slice(at + 1)];
}

function regroup<Id extends string>(left: readonly Placed<Id>[], taken: ReadonlySet<string>): Placed<Id>[] {
  return left.map(({ id, group }) => ({ id, group: taken.has(group) ? id : group }));
}
