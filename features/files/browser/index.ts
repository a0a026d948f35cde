import { Files } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import { commandsOf } from './commands.ts';
import { filesSession } from './files-session.ts';
import { downloadItems } from './menu-items.ts';
import { AUTO_REVEAL, CONFIRM_DELETE, EXCLUDE, SORT_ORDER } from './settings.ts';
import { FilesActions } from './view/actions.tsx';
import { FilesDialogs } from './view/dialogs.tsx';
import { FilesView } from './view/files-view.tsx';
import { OpenEditorsFoot } from './view/open-editors-foot.tsx';
import { UploadStatus } from './view/upload-status.tsx';

/** The explorer. */
export const filesContribution: Contribution = {
  name: 'files',
  activate: (workbench) => {
    const undo = [workbench.settings.declared.add(EXCLUDE, CONFIRM_DELETE, AUTO_REVEAL, SORT_ORDER), filesSession.activate(workbench)];
    const { transfers } = filesSession.of(workbench);
    if (transfers.allowed) undo.push(workbench.files.menu.add(...downloadItems(transfers)));
    return () => undo.reverse().forEach((one) => one());
  },
  activityViews: [{ id: 'explorer', titleKey: 'files.title', icon: Files, keybinding: 'Ctrl+Shift+E', Actions: FilesActions, View: FilesView }],
  sideFeet: [{ id: 'openEditors', below: 'explorer', View: OpenEditorsFoot }],
  statusItems: [{ id: 'uploads', side: 'left', Item: UploadStatus }],
  background: [FilesDialogs],
  commands: commandsOf,
};
