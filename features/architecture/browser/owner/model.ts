import { KEYS, PART_NAMES, type ArchitectureChange, type ArchitectureParts, type PartName } from '../../contract.ts';

/** Everything that is live, each kind by its key. A value that did not change is the same object as before. */
export type Architecture = { readonly [Name in PartName]: ReadonlyMap<string, ArchitectureParts[Name][number]> };

export const NOTHING: Architecture = {
  projects: new Map(), modules: new Map(), people: new Map(), grants: new Map(), reaches: new Map(), workspaces: new Map(), services: new Map(),
};

/** What it is after a change; what the change does not name stays the same object. */
export function changed(before: Architecture, change: ArchitectureChange): Architecture {
  const base = change.isWhole ? NOTHING : before;
  const after: Record<PartName, ReadonlyMap<string, unknown>> = { ...base };
  for (const name of PART_NAMES) {
    const put = change.put[name] ?? [];
    const gone = change.gone[name] ?? [];
    if (put.length + gone.length === 0) continue;
    const map = new Map<string, unknown>(base[name]);
    const keyOf = KEYS[name] as (one: unknown) => string;
    for (const key of gone) map.delete(key);
    for (const one of put) map.set(keyOf(one), one);
    after[name] = map;
  }
  return after as Architecture;
}
