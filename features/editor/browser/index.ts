import type { Contribution } from '../../../components/workbench/contribution.ts';
import { editorSession } from './editor-session.ts';
import { editorCommands } from './commands.ts';
import { EditorArea } from './view/editor-area.tsx';
import { EditorDialogs } from './view/editor-dialogs.tsx';
import { OpenedList } from './view/opened-list.tsx';
import { EditorPhoneHead } from './view/phone-head.tsx';

/** Open files: their tabs, texts and conflicts. */
export const editorContribution: Contribution = {
  name: 'editor',
  activate: editorSession.activate,
  editorArea: { View: EditorArea, PhoneHead: EditorPhoneHead },
  background: [EditorDialogs, OpenedList],
  commands: editorCommands,
};
