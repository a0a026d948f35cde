import { useSyncExternalStore } from 'react';
import type { LucideIcon } from 'lucide-react';
import { FileDiff } from 'lucide-react';

import { DIFF, type EditorInput } from '../../../../components/workbench/editors/editors.ts';
import type { FileMark } from '../../../../components/workbench/menus.ts';
import { moduleAt } from '../../../../components/workbench/modules.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName, parentPath, type FilePath } from '../../../../shared/file-path.ts';
import type { ModuleKind } from '../../../../shared/projects.ts';
import { editorSession } from '../editor-session.ts';
import { diffOf, fileOf } from '../groups/tab.ts';
import { useTabName } from './tab-name.ts';

export type TabFacts = {
  readonly name: string;
  /** Where the file lies, when another tab has a file of the same name. */
  readonly folder: string | null;
  /** Of what is no file. */
  readonly Icon: LucideIcon | null;
  readonly mark: FileMark | null;
  /** Of the module that the file lies in. */
  readonly moduleKind: ModuleKind | null;
  /** The file that it is about. */
  readonly path: FilePath | null;
};

export function useTabFacts(input: EditorInput): TabFacts {
  const workbench = useWorkbench();
  const kind = useStore(workbench.editors.kinds).find((known) => known.kind === input.kind);
  const name = useTabName()(input);
  const file = fileOf(input)?.path ?? null;
  const path = file ?? diffOf(input)?.right.path ?? kind?.path?.(input.params) ?? null;
  const mark = useMark(workbench, path);
  const folder = useFolder(file);
  const Icon = file !== null ? null : input.kind === DIFF ? FileDiff : (kind?.icon ?? null);
  const modules = useStore(workbench.modules);
  const moduleKind = path === null ? null : (moduleAt(modules, path)?.kind ?? null);
  return { name, folder, Icon, mark, moduleKind, path };
}

/** The first mark that some feature has for a file. */
function useMark({ files: { marks } }: Workbench, path: FilePath | null): FileMark | null {
  const subscribe = (changed: () => void): (() => void) => {
    let stops = marks.get().map((known) => known.subscribe(changed));
    const unsubscribe = marks.subscribe(() => {
      for (const stop of stops) stop();
      stops = marks.get().map((known) => known.subscribe(changed));
      changed();
    });
    return () => [...stops, unsubscribe].forEach((stop) => stop());
  };
  const get = (): FileMark | null => (path === null ? null : (marks.get().map((known) => known.get().get(path)).find((mark) => mark !== undefined) ?? null));
  return useSyncExternalStore(subscribe, get, () => null);
}

function useFolder(path: FilePath | null): string | null {
  const { groups } = editorSession.use().editors;
  const isDouble = (): boolean => path !== null && namesOf(groups.state.get()).get(baseName(path)) === 'several';
  const shows = useSyncExternalStore(groups.state.subscribe, isDouble, () => false);
  return shows && path !== null ? displayName(baseName(parentPath(path)) || '/') : null;
}

const counted = new WeakMap<object, ReadonlyMap<string, FilePath | 'several'>>();

/** Names of files, each with the one path that has it. Counted once for all tabs. */
function namesOf(state: ReturnType<ReturnType<typeof editorSession.use>['editors']['groups']['state']['get']>): ReadonlyMap<string, FilePath | 'several'> {
  const known = counted.get(state);
  if (known !== undefined) return known;
  const names = new Map<string, FilePath | 'several'>();
  for (const { tabs } of state.groups.values()) {
    for (const { input } of tabs) {
      const path = fileOf(input)?.path;
      if (path === undefined) continue;
      const other = names.get(baseName(path));
      names.set(baseName(path), other === undefined || other === path ? path : 'several');
    }
  }
  counted.set(state, names);
  return names;
}
