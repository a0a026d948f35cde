import { Columns2, GitCompare } from 'lucide-react';

import { diffInput } from '../../../components/workbench/editors/editors.ts';
import type { FileMenuItem, FileTarget } from '../../../components/workbench/menus.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { FILE } from './groups/tab.ts';

/** What the editor offers for files in the tree and on tabs. */
export function fileMenu(workbench: Workbench): readonly FileMenuItem[] {
  let selected: FilePath | null = null;
  const one = (targets: readonly FileTarget[]): FilePath | null => (targets.length === 1 && targets[0]?.kind === 'file' ? targets[0].path : null);
  const compare = (left: FilePath, right: FilePath): void => {
    workbench.editors.open.emit({ input: diffInput({ left: { source: FILE, path: left }, right: { source: FILE, path: right } }) });
  };
  return [
    {
      id: 'editor.openBeside',
      titleKey: 'editor.fileMenu.openBeside',
      icon: Columns2,
      group: 'open',
      applies: (targets) => targets.length > 0 && targets.every(({ kind }) => kind === 'file'),
      run: (targets) => targets.forEach(({ path }) => workbench.files.open.emit({ path, preview: false, beside: true })),
    },
    {
      id: 'editor.selectForCompare',
      titleKey: 'editor.fileMenu.selectForCompare',
      icon: GitCompare,
      group: 'compare',
      applies: (targets) => one(targets) !== null,
      run: (targets) => {
        selected = one(targets);
      },
    },
    {
      id: 'editor.compareWithSelected',
      titleKey: 'editor.fileMenu.compareWithSelected',
      icon: GitCompare,
      group: 'compare',
      applies: (targets) => selected !== null && one(targets) !== null && one(targets) !== selected,
      run: (targets) => {
        const right = one(targets);
        if (selected !== null && right !== null) compare(selected, right);
      },
    },
    {
      id: 'editor.compareTwo',
      titleKey: 'editor.fileMenu.compareTwo',
      icon: GitCompare,
      group: 'compare',
      applies: (targets) => targets.length === 2 && targets.every(({ kind }) => kind === 'file'),
      run: (targets) => {
        const [left, right] = targets;
        if (left !== undefined && right !== undefined) compare(left.path, right.path);
      },
    },
  ];
}
