import type { FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile } from '../contract.ts';

/** Which list of the panel. */
export type ListKind = 'conflicts' | 'staged' | 'changes';

export type ChangeRow =
  | { readonly kind: 'file'; readonly key: string; readonly depth: number; readonly change: ChangedFile }
  | { readonly kind: 'folder'; readonly key: string; readonly depth: number; readonly name: string; readonly paths: readonly FilePath[]; readonly isFolded: boolean };

type Folder = { readonly name: string; readonly path: string; readonly folders: Map<string, Folder>; readonly files: ChangedFile[] };

/** One below the other, or in their folders; a folder with nothing but one folder is one line with it. */
export function rowsOf(changes: readonly ChangedFile[], { root, mode, folded, prefix }: { readonly root: string; readonly mode: 'list' | 'tree'; readonly folded: ReadonlySet<string>; readonly prefix: string }): readonly ChangeRow[] {
  if (mode === 'list') return changes.map((change) => ({ kind: 'file', key: change.path, depth: 0, change }));
  const top: Folder = { name: '', path: root, folders: new Map(), files: [] };
  for (const change of changes) {
    const names = change.path.slice(root.length + 1).split('/');
    let at = top;
    for (const name of names.slice(0, -1)) {
      const known = at.folders.get(name) ?? { name, path: `${at.path}/${name}`, folders: new Map(), files: [] };
      at.folders.set(name, known);
      at = known;
    }
    at.files.push(change);
  }
  const rows: ChangeRow[] = [];
  const add = (folder: Folder, depth: number): void => {
    for (const child of folder.folders.values()) {
      let [shown, name] = [child, child.name];
      while (shown.files.length === 0 && shown.folders.size === 1) {
        const [only] = shown.folders.values();
        if (only === undefined) break;
        shown = only;
        name = `${name}/${only.name}`;
      }
      const key = `${prefix} ${shown.path}`;
      const isFolded = folded.has(key);
      rows.push({ kind: 'folder', key, depth, name, paths: pathsIn(shown), isFolded });
      if (!isFolded) add(shown, depth + 1);
    }
    for (const change of folder.files) rows.push({ kind: 'file', key: change.path, depth, change });
  };
  add(top, 0);
  return rows;
}

function pathsIn(folder: Folder): readonly FilePath[] {
  return [...folder.files.map(({ path }) => path), ...[...folder.folders.values()].flatMap(pathsIn)];
}

/** The lists of a module, in the order in which they stand. */
export function listsOf(changes: readonly ChangedFile[]): { readonly conflicts: readonly ChangedFile[]; readonly staged: readonly ChangedFile[]; readonly changes: readonly ChangedFile[] } {
  return {
    conflicts: changes.filter(({ conflict }) => conflict !== null),
    staged: changes.filter(({ staged }) => staged !== null),
    changes: changes.filter(({ unstaged }) => unstaged !== null),
  };
}

/** Of a change that has another name now, both names are staged and unstaged together. */
export function pathsOf(changes: readonly ChangedFile[]): readonly FilePath[] {
  return changes.flatMap(({ path, from, staged }) => (from !== null && staged === 'renamed' ? [path, from] : [path]));
}
