import type { FileMark } from '../../../../components/workbench/menus.ts';
import type { Registry } from '../../../../components/workbench/registry.ts';
import type { Readable } from '../../../../components/workbench/store.ts';
import { parentPath, type FilePath } from '../../../../shared/file-path.ts';

export type RowMarks = {
  /** Of the file or folder itself. */
  readonly own: ReadonlyMap<string, FileMark>;
  /** Of folders: the weightiest mark of what lies in them. */
  readonly inside: ReadonlyMap<string, FileMark['tone']>;
};

/** What a folder shows of what is in it; `ignored` says nothing about the folder. */
const WEIGHT: Readonly<Record<FileMark['tone'], number>> = { ignored: 0, deleted: 1, added: 2, modified: 3, conflicted: 4 };

/** All features' marks as one thing to watch; counted anew when it is looked at after a change. */
export function mergedMarks(registry: Registry<Readable<ReadonlyMap<FilePath, FileMark>>>): Readable<RowMarks> {
  let of: readonly unknown[] = [];
  let known: RowMarks = { own: new Map(), inside: new Map() };
  return {
    get: () => {
      const maps = registry.get().map((source) => source.get());
      if (maps.length !== of.length || maps.some((map, at) => map !== of[at])) {
        of = maps;
        known = merge(maps);
      }
      return known;
    },
    subscribe: (listener) => {
      let stops: (() => void)[] = [];
      const follow = (): void => {
        for (const stop of stops) stop();
        stops = registry.get().map((source) => source.subscribe(listener));
      };
      follow();
      const stop = registry.subscribe(() => {
        follow();
        listener();
      });
      return () => {
        stop();
        for (const one of stops) one();
      };
    },
  };
}

function merge(maps: readonly ReadonlyMap<FilePath, FileMark>[]): RowMarks {
  const own = new Map<FilePath, FileMark>();
  const inside = new Map<FilePath, FileMark['tone']>();
  for (const map of maps) {
    for (const [path, mark] of map) {
      const other = own.get(path);
      if (other === undefined || WEIGHT[mark.tone] > WEIGHT[other.tone]) own.set(path, mark);
      if (WEIGHT[mark.tone] === 0) continue;
      for (let folder = parentPath(path); folder !== '/'; folder = parentPath(folder)) {
        const before = inside.get(folder);
        if (before !== undefined && WEIGHT[before] >= WEIGHT[mark.tone]) break;
        inside.set(folder, mark.tone);
      }
    }
  }
  return { own, inside };
}
