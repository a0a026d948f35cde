import { Files } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { filesSession } from './files-session.ts';
import { FilesActions } from './view/actions.tsx';
import { FilesDialogs } from './view/dialogs.tsx';
import { FilesView } from './view/files-view.tsx';

/** The explorer. */
export const filesContribution: Contribution = {
  name: 'files',
  activate: filesSession.activate,
  activityViews: [{ id: 'explorer', titleKey: 'files.title', icon: Files, keybinding: 'Ctrl+Shift+E', Actions: FilesActions, View: FilesView }],
  background: [FilesDialogs],
  commands: (workbench) => {
    const session = filesSession.of(workbench);
    const show = (): void => workbench.layout.showActivity('explorer');
    return [
      { id: 'files.show', titleKey: 'files.commands.show', keybinding: 'Ctrl+Shift+E', run: show },
      {
        id: 'files.newFile',
        titleKey: 'files.commands.newFile',
        run: () => {
          show();
          session.startCreating('file');
        },
      },
      {
        id: 'files.newFolder',
        titleKey: 'files.commands.newFolder',
        run: () => {
          show();
          session.startCreating('folder');
        },
      },
      { id: 'files.refresh', titleKey: 'files.commands.refresh', run: () => session.controller.refresh() },
      { id: 'files.collapseAll', titleKey: 'files.commands.collapseAll', run: () => session.controller.collapseAll() },
    ];
  },
};
