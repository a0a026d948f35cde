import type { EditorInput } from '../../../../components/workbench/editors/editors.ts';
import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { evenShares, groupsOf, moveGap, neighbourOf, removeGroup, soleGroup, splitGroup, type Gap, type LayoutNode, type Side } from './layout.ts';
import { tabId, type Group, type Tab, type TabPlace } from './tab.ts';

export type GroupsState = { readonly layout: LayoutNode; readonly groups: ReadonlyMap<string, Group>; /** The group that was last used. */ readonly front: string };

export type OpenOptions = {
  readonly preview?: boolean;
  readonly pinned?: boolean;
  /** The group in front when left out. */
  readonly group?: string;
  /** Beside the group in front, in a new one when there is none. */
  readonly beside?: boolean;
  /** Where among the tabs; behind the one in front when left out. */
  readonly at?: number;
};

type Closed = { readonly input: EditorInput; readonly group: string; readonly at: number };

const MAX_CLOSED = 30;

/** Groups of tabs and which are in front. Knows nothing of what they show; whether a tab may close is asked elsewhere. */
export class EditorGroups {
  private readonly store: Store<GroupsState>;
  private readonly freshId: () => string;
  private readonly isUnsaved: (tab: Tab) => boolean;
  private closed: readonly Closed[] = [];

  /** `freshId`: of a new group. `isUnsaved`: a preview that is, is not replaced. */
  constructor(deps: { readonly freshId: () => string; readonly isUnsaved: (tab: Tab) => boolean }) {
    this.freshId = deps.freshId;
    this.isUnsaved = deps.isUnsaved;
    const id = deps.freshId();
    this.store = new Store<GroupsState>({ layout: soleGroup(id), groups: new Map([[id, emptyGroup(id)]]), front: id });
  }

  get state(): Readable<GroupsState> {
    return this.store;
  }

  /** All groups in reading order. */
  all(): readonly Group[] {
    const { layout, groups } = this.store.get();
    return groupsOf(layout).flatMap((id) => groups.get(id) ?? []);
  }

  group(id: string): Group | null {
    return this.store.get().groups.get(id) ?? null;
  }

  front(): Group {
    const { groups, front } = this.store.get();
    return groups.get(front) ?? emptyGroup(front);
  }

  tab(place: TabPlace): Tab | null {
    return this.group(place.group)?.tabs.find(({ id }) => id === place.tab) ?? null;
  }

  activeTab(group: Group = this.front()): Tab | null {
    return group.tabs.find(({ id }) => id === group.active) ?? null;
  }

  /** Every tab with its group. */
  tabs(): readonly (TabPlace & { readonly input: EditorInput })[] {
    return this.all().flatMap((group) => group.tabs.map((tab) => ({ group: group.id, tab: tab.id, input: tab.input })));
  }

  restore(state: GroupsState): void {
    this.store.set(state);
  }

  open(input: EditorInput, options: OpenOptions = {}): TabPlace {
    const group = options.beside ? this.beside() : (this.group(options.group ?? '') ?? this.front());
    const id = tabId(input);
    const place = { group: group.id, tab: id };
    if (group.tabs.some((tab) => tab.id === id)) {
      if (!options.preview) this.keep(place);
    } else {
      const replaced = options.preview ? group.tabs.find((tab) => tab.preview && !this.isUnsaved(tab)) : undefined;
      const tab = { id, input, preview: options.preview ?? false, pinned: options.pinned ?? false };
      const at = options.at ?? (replaced === undefined ? group.tabs.findIndex((other) => other.id === group.active) + 1 || group.tabs.length : group.tabs.indexOf(replaced));
      this.change(group.id, (known) => ({ ...known, tabs: pinnedFirst(known.tabs.filter((other) => other !== replaced).toSpliced(at, 0, tab)), recent: known.recent.filter((other) => other !== replaced?.id) }));
    }
    this.show(place);
    return place;
  }

  /** Brings a tab and its group to the front. */
  show({ group, tab }: TabPlace): void {
    this.change(group, (known) => (known.active === tab && known.recent.at(-1) === tab ? known : { ...known, active: tab, recent: [...known.recent.filter((other) => other !== tab), tab] }));
    this.focusGroup(group);
  }

  focusGroup(id: string): void {
    const state = this.store.get();
    if (state.front !== id && state.groups.has(id)) this.store.set({ ...state, front: id });
  }

  /** The neighbour of the tab in front, round the ends. */
  step(by: 1 | -1): void {
    const { id, tabs, active } = this.front();
    const next = tabs.at((tabs.findIndex((tab) => tab.id === active) + by) % tabs.length);
    if (next !== undefined) this.show({ group: id, tab: next.id });
  }

  /** A preview becomes a tab that stays. */
  keep(place: TabPlace): void {
    this.changeTab(place, (tab) => (tab.preview ? { ...tab, preview: false } : tab));
  }

  pin(place: TabPlace, pinned: boolean): void {
    this.changeTab(place, (tab) => ({ ...tab, pinned, preview: false }));
    this.change(place.group, (group) => ({ ...group, tabs: pinnedFirst(group.tabs) }));
  }

  /** Puts something else into the place of a tab; where that has one already, the tab only goes. */
  replace(place: TabPlace, input: EditorInput): void {
    const id = tabId(input);
    this.change(place.group, (group) => {
      const isThere = group.tabs.some((tab) => tab.id === id && tab.id !== place.tab);
      const tabs = group.tabs.flatMap((tab) => (tab.id !== place.tab ? [tab] : isThere ? [] : [{ ...tab, id, input }]));
      const rename = (known: string): string => (known === place.tab ? id : known);
      return { ...group, tabs, active: group.active === null ? null : rename(group.active), recent: [...new Set(group.recent.map(rename))] };
    });
  }

  /** Moves a tab among those of its group or into another one; `copy` leaves it where it was as well. */
  move(place: TabPlace, to: { readonly group: string; readonly at?: number; readonly copy?: boolean }): void {
    const tab = this.tab(place);
    if (tab === null) return;
    if (place.group === to.group) {
      this.change(to.group, (group) => ({ ...group, tabs: pinnedFirst(group.tabs.filter(({ id }) => id !== tab.id).toSpliced(to.at ?? group.tabs.length, 0, tab)) }));
      this.show(place);
      return;
    }
    this.open(tab.input, { group: to.group, at: to.at ?? this.group(to.group)?.tabs.length, pinned: tab.pinned });
    if (!to.copy) this.drop(place, { isMoved: true });
  }

  /** A new group at one side of a group, with a tab that is there in both (`copy`) or moves. The last tab of a group does not leave it for nothing. */
  split(group: string, options: { readonly side: Side; readonly tab: TabPlace | null; readonly copy: boolean }): string | null {
    const { tab: place, side, copy } = options;
    const tab = place === null ? null : this.tab(place);
    const isSole = place !== null && !copy && place.group === group && this.group(group)?.tabs.length === 1;
    if (isSole || !this.store.get().groups.has(group)) return null;
    const id = this.freshId();
    const { layout, groups } = this.store.get();
    this.store.set({ layout: splitGroup(layout, { group, side, id }), groups: new Map([...groups, [id, emptyGroup(id)]]), front: id });
    if (tab !== null && place !== null) this.move(place, { group: id, copy });
    return id;
  }

  /** Takes a tab away without asking; an empty group goes with it unless it is the last. */
  drop(place: TabPlace, { isMoved } = { isMoved: false }): void {
    const group = this.group(place.group);
    const tab = this.tab(place);
    if (group === null || tab === null) return;
    const at = group.tabs.indexOf(tab);
    if (!isMoved) this.closed = [...this.closed, { input: tab.input, group: group.id, at }].slice(-MAX_CLOSED);
    const tabs = group.tabs.toSpliced(at, 1);
    const recent = group.recent.filter((id) => id !== tab.id);
    const active = group.active === tab.id ? (recent.at(-1) ?? tabs[at]?.id ?? tabs.at(-1)?.id ?? null) : group.active;
    if (tabs.length === 0 && this.all().length > 1) this.dropGroup(group.id);
    else this.change(group.id, (known) => ({ ...known, tabs, active, recent }));
  }

  /** Opens again what was closed last; false: nothing was. */
  reopen(): boolean {
    const last = this.closed.at(-1);
    if (last === undefined) return false;
    this.closed = this.closed.slice(0, -1);
    this.open(last.input, { group: last.group, at: last.at });
    return true;
  }

  /** Changes what tabs show, wherever they are; the same reference: nothing. */
  mapInputs(change: (input: EditorInput) => EditorInput): void {
    this.closed = this.closed.map((closed) => ({ ...closed, input: change(closed.input) }));
    for (const { group, tab, input } of this.tabs()) {
      const next = change(input);
      if (next !== input) this.replace({ group, tab }, next);
    }
  }

  moveGap(gap: Pick<Gap, 'path' | 'index'>, by: number): void {
    this.store.update((state) => ({ ...state, layout: moveGap(state.layout, gap, by) }));
  }

  evenOut(): void {
    this.store.update((state) => ({ ...state, layout: evenShares(state.layout) }));
  }

  neighbour(side: Side): string | null {
    const { layout, front } = this.store.get();
    return neighbourOf(layout, front, side);
  }

  /** A group beside the one in front: to its right, else to its left, else below or above, else a new one. */
  private beside(): Group {
    const { front } = this.store.get();
    const id = this.neighbour('right') ?? this.neighbour('left') ?? this.neighbour('down') ?? this.neighbour('up') ?? this.split(front, { side: 'right', tab: null, copy: false });
    return this.group(id ?? front) ?? this.front();
  }

  private dropGroup(id: string): void {
    const { layout, groups, front } = this.store.get();
    const order = groupsOf(layout);
    const rest = removeGroup(layout, id);
    if (rest === null) return;
    const next = order[Math.max(0, order.indexOf(id) - 1)] === id ? order[1] : order[Math.max(0, order.indexOf(id) - 1)];
    this.store.set({ layout: rest, groups: new Map([...groups].filter(([other]) => other !== id)), front: front === id ? (next ?? front) : front });
  }

  private changeTab(place: TabPlace, change: (tab: Tab) => Tab): void {
    this.change(place.group, (group) => {
      const tabs = group.tabs.map((tab) => (tab.id === place.tab ? change(tab) : tab));
      return tabs.every((tab, index) => tab === group.tabs[index]) ? group : { ...group, tabs };
    });
  }

  private change(id: string, change: (group: Group) => Group): void {
    const state = this.store.get();
    const known = state.groups.get(id);
    if (known === undefined) return;
    const next = change(known);
    if (next !== known) this.store.set({ ...state, groups: new Map([...state.groups].map(([other, group]) => [other, other === id ? next : group])) });
  }
}

export function emptyGroup(id: string): Group {
  return { id, tabs: [], active: null, recent: [] };
}

function pinnedFirst(tabs: readonly Tab[]): readonly Tab[] {
  return tabs.some(({ pinned }) => pinned) ? [...tabs.filter(({ pinned }) => pinned), ...tabs.filter(({ pinned }) => !pinned)] : tabs;
}
