import { z } from 'zod';

import { keepGroups, LayoutNode, soleGroup } from '../groups/layout.ts';
import type { GroupsState } from '../groups/editor-groups.ts';
import { FILE, tabId, type Group, type Tab } from '../groups/tab.ts';
import { isUntitled } from './untitled.ts';

const KeptTab = z.object({ kind: z.string(), key: z.string(), params: z.unknown(), preview: z.boolean().catch(false), pinned: z.boolean().catch(false) });
const KeptGroup = z.object({ id: z.string(), tabs: z.array(KeptTab), active: z.string().nullable() });
const KeptGroups = z.object({ layout: LayoutNode, groups: z.array(KeptGroup), front: z.string() });

const Kept = z.object({
  /** The file in front, for who reads it before there is an editor. */
  active: z.string().nullable().catch(null),
  groups: KeptGroups.nullable().catch(null),
  recent: z.array(z.string()).catch([]),
  /** What Monaco says of cursor, selection, folds and scroll; opaque to us. */
  viewStates: z.record(z.string(), z.unknown()).catch({}),
});
type Kept = z.infer<typeof Kept>;

const MAX_VIEW_STATES = 50;
const MAX_TABS = 500;

/**
 * Which editors are open and where one was in them, per workspace. A tab remembers its own through a reload; a new
 * tab starts from what any tab did last.
 */
export class EditorMemory {
  private readonly key: string;
  private readonly stores: readonly Pick<Storage, 'getItem' | 'setItem'>[];
  private kept: Kept;
  /** Whether this tab itself wrote it: texts that are in no file are only known to the tab that has them. */
  private readonly isOwn: boolean;
  private readonly inGroups = new Map<string, unknown>();

  /** `stores`: the first that holds something is read, all are written. */
  constructor(key: string, stores: readonly Pick<Storage, 'getItem' | 'setItem'>[]) {
    this.key = key;
    this.stores = stores;
    this.isOwn = stores.length === 1 || (stores[0]?.getItem(key) ?? null) !== null;
    this.kept = parse(stores.map((store) => store.getItem(key)).find((text) => text !== null) ?? null);
  }

  get active(): string | null {
    return this.kept.active;
  }

  get recent(): readonly string[] {
    return this.kept.recent;
  }

  /** null when nothing was open, or it makes no sense. */
  groups(): GroupsState | null {
    const { groups: kept } = this.kept;
    if (kept === null) return null;
    const groups = new Map(kept.groups.map((group) => toGroup({ ...group, tabs: group.tabs.filter(({ kind, key }) => this.isOwn || kind !== FILE || !isUntitled(key)) })).filter(({ tabs }) => tabs.length > 0).map((group) => [group.id, group] as const));
    const [first] = groups.keys();
    if (first === undefined) return null;
    const layout = keepGroups(kept.layout, new Set(groups.keys())) ?? soleGroup(first);
    return { layout, groups, front: groups.has(kept.front) ? kept.front : first };
  }

  write(open: { readonly state: GroupsState; readonly active: string | null; readonly keeps: (tab: Tab) => boolean }): void {
    const { layout, groups, front } = open.state;
    const kept = [...groups.values()].map(({ id, tabs, active }) => ({
      id,
      active,
      tabs: tabs.filter((tab) => open.keeps(tab)).slice(-MAX_TABS).map(({ input: { kind, key, params }, preview, pinned }) => ({ kind, key, params, preview, pinned })),
    }));
    this.store({ ...this.kept, active: open.active, groups: { layout, groups: kept, front } });
  }

  writeRecent(recent: readonly string[]): void {
    this.store({ ...this.kept, recent: [...recent] });
  }

  /** Where one was in a file in that group, else in any. */
  viewState(path: string, group?: string): unknown {
    return (group === undefined ? null : this.inGroups.get(`${group} ${path}`)) ?? this.kept.viewStates[path] ?? null;
  }

  /** Of groups only the last is known after a reload. */
  setViewState(path: string, state: unknown, group?: string): void {
    if (group !== undefined) this.inGroups.set(`${group} ${path}`, state);
    const { [path]: _, ...others } = this.kept.viewStates;
    const entries = [...Object.entries(others), [path, state] as const].slice(-MAX_VIEW_STATES);
    this.store({ ...this.kept, viewStates: Object.fromEntries(entries) });
  }

  moveViewState(from: string, to: string): void {
    const state = this.viewState(from);
    if (state !== null) this.setViewState(to, state);
  }

  private store(kept: Kept): void {
    this.kept = kept;
    const text = JSON.stringify(kept);
    for (const store of this.stores) {
      try {
        store.setItem(this.key, text);
      } catch {
        // The browser's store is full: what is open is then not known after a reload; unsaved text is kept elsewhere.
      }
    }
  }
}

function toGroup(kept: z.infer<typeof KeptGroup>): Group {
  const tabs = new Map(kept.tabs.map(({ preview, pinned, ...input }) => [tabId(input), { id: tabId(input), input, preview, pinned }] as const));
  const active = kept.active !== null && tabs.has(kept.active) ? kept.active : ([...tabs.keys()][0] ?? null);
  return { id: kept.id, tabs: [...tabs.values()], active, recent: active === null ? [] : [active] };
}

function parse(text: string | null): Kept {
  try {
    return Kept.parse(JSON.parse(text ?? '{}'));
  } catch {
    // Not ours, or of another version: nothing was open.
    return Kept.parse({});
  }
}
