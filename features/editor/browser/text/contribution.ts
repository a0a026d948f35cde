import type { Contribution } from '../../../../components/workbench/contribution.ts';
import { editorCommand, textCommands } from './commands.ts';
import { EditorMenu } from './editor-menu.tsx';
import { TextQuestions } from './questions.tsx';
import { TextFacts } from './status-items.tsx';
import { Outline } from './symbols/outline.tsx';
import { TextQuickAccess } from './symbols/quick.tsx';
import { textSession } from './text-session.ts';

/** How texts look and what can be done in them: settings, colours, encodings, symbols. */
export const textContribution: Contribution = {
  name: 'text',
  activate: textSession.activate,
  statusItems: [{ id: 'text-facts', side: 'right', Item: TextFacts }],
  sideFeet: [{ id: 'outline', below: 'explorer', View: Outline }],
  background: [TextQuestions, TextQuickAccess, EditorMenu],
  commands: (workbench) => [...textCommands(workbench), ...editorCommand(workbench)],
};
