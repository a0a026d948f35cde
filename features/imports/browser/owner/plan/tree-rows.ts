import { covers, type TreeEntry } from '../../../contract.ts';
import type { Draft, DraftModule } from './draft.ts';

export type Row = {
  readonly entry: TreeEntry;
  /** 0 at the top. */
  readonly level: number;
  /** null: nothing to open. */
  readonly isOpen: boolean | null;
  /** Open, and what is in it is on its way. */
  readonly isLoading: boolean;
};

/** The lines of the tree: what is in open folders, as far as it was read. */
export function rowsOf(childrenOf: (path: string) => readonly TreeEntry[] | undefined, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const add = (path: string, level: number): void => {
    for (const entry of childrenOf(path) ?? []) {
      const isFolder = entry.kind === 'folder';
      const isOpen = isFolder && open.has(entry.path);
      rows.push({ entry, level, isOpen: isFolder ? isOpen : null, isLoading: isOpen && childrenOf(entry.path) === undefined });
      if (isOpen) add(entry.path, level + 1);
    }
  };
  add('', 0);
  return rows;
}

/** Where an entry goes. `inside`: with the folder around it. `parts`: some of what is in it goes to modules. */
export type Destination = { readonly kind: 'module' | 'inside'; readonly module: DraftModule } | { readonly kind: 'parts'; readonly modules: number } | { readonly kind: 'leftOut' | 'none' };

export function destinationOf({ modules: planned, made, leftOut }: Draft, path: string): Destination {
  const modules = [...planned, ...made];
  if (leftOut.some((out) => covers(out, path))) return { kind: 'leftOut' };
  const named = modules.find(({ paths }) => paths.includes(path) || (paths.includes('') && !path.includes('/')));
  if (named !== undefined) return { kind: 'module', module: named };
  const around = modules.find(({ paths }) => paths.some((taken) => covers(taken, path)));
  if (around !== undefined) return { kind: 'inside', module: around };
  const parts = modules.filter(({ paths }) => paths.some((taken) => covers(path, taken))).length;
  return parts > 0 ? { kind: 'parts', modules: parts } : { kind: 'none' };
}
