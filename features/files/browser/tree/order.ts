import { sortKey, type Sortable } from './sort.ts';

/** VS Code's `explorer.sortOrder`; its `foldersNestsFiles` is `default` here: no files are nested. */
export const SORT_ORDERS = ['default', 'mixed', 'filesFirst', 'type', 'modified'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** What decides where an entry stands. `first`: it is a folder. */
export type Placed = { readonly name: string; readonly first: boolean; readonly modifiedAtMs: number };

/** How the entries of a folder stand. */
export type Order = {
  /** Whether it takes the time of each entry, which costs a system call for each. */
  readonly needsTimes: boolean;
  readonly place: (entry: Placed) => Pick<Sortable, 'group' | 'key'>;
};

const TYPE_ENDS = '\0';
/** Of all times the last; what is later stands before. */
const LAST_MS = 9e15;

export function orderOf(sort: SortOrder): Order {
  switch (sort) {
    case 'default':
      return { needsTimes: false, place: ({ name, first }) => ({ group: first ? 0 : 1, key: sortKey(name) }) };
    case 'mixed':
      return { needsTimes: false, place: ({ name }) => ({ group: 0, key: sortKey(name) }) };
    case 'filesFirst':
      return { needsTimes: false, place: ({ name, first }) => ({ group: first ? 1 : 0, key: sortKey(name) }) };
    case 'type':
      return { needsTimes: false, place: ({ name, first }) => (first ? { group: 0, key: sortKey(name) } : { group: 1, key: `${typeOf(name)}${TYPE_ENDS}${sortKey(name)}` }) };
    case 'modified':
      return { needsTimes: true, place: ({ name, first, modifiedAtMs }) => ({ group: first ? 0 : 1, key: `${String(LAST_MS - Math.round(modifiedAtMs)).padStart(16, '0')}${sortKey(name)}` }) };
  }
}

function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : sortKey(name.slice(dot + 1));
}
