import { GitCommitVertical } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { filesContract } from '../../files/contract.ts';
import { HistoryKind } from './history-kind.tsx';
import { historyInput } from './params.ts';

/** Commits of the workspace's modules. */
export const historyContribution: Contribution = {
  name: 'history',
  activate: (workbench) =>
    workbench.files.menu.add({
      id: 'history.show',
      titleKey: 'history.title',
      icon: GitCommitVertical,
      group: 'git',
      applies: (targets) => targets.length === 1,
      run: async ([target]) => {
        if (target !== undefined) await show(workbench, target.path);
      },
    }),
  background: [HistoryKind],
  commands: (workbench) => [{ id: 'history.show', titleKey: 'history.commands.show', run: () => show(workbench, workbench.files.active.get()) }],
};

/** Of the module that the path is in, of what is below the path; of the first module when there is none. */
async function show(workbench: Workbench, path: FilePath | null): Promise<void> {
  const roots = await workbench.connection.procedures('files', filesContract).roots();
  const modules = roots.filter(({ kind }) => kind === 'module');
  const module = modules.find((root) => path !== null && (path === root.path || path.startsWith(`${root.path}/`))) ?? modules[0];
  if (module === undefined) return;
  const root = FilePath.parse(module.path);
  const below = path !== null && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
  workbench.editors.open.emit({ input: historyInput({ root, ...(below === '' ? {} : { path: below }) }) });
  workbench.layout.showEditor();
}
