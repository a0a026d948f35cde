import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { paletteSession } from './palette-session.ts';
import { commandAccess } from './providers/commands.ts';
import { fileAccess } from './providers/files.ts';
import { helpAccess } from './providers/help.ts';
import { GoToField } from './view/go-to-field.tsx';
import { PaletteHost } from './view/palette-host.tsx';

function activate(workbench: Workbench): () => void {
  const leave = paletteSession.activate(workbench);
  const removes = [
    workbench.quickAccess.add(fileAccess(workbench), commandAccess(workbench), helpAccess(workbench)),
    // In a shell it goes to the end of the line.
    workbench.commands.defaults.add({ key: 'Ctrl+E', command: 'palette.files', when: '!terminalFocus' }, { key: 'Ctrl+O', command: 'palette.files', when: '!terminalFocus' }),
  ];
  return () => {
    for (const remove of removes) remove();
    leave();
  };
}

/** Quick open, the command palette, and the questions that commands ask at the top of the workbench. */
export const paletteContribution: Contribution = {
  name: 'palette',
  activate,
  topBarItems: [GoToField],
  background: [PaletteHost],
  commands: (workbench) => {
    const show = (text: string) => () => workbench.quickOpen.emit({ text });
    return [
      { id: 'palette.files', titleKey: 'palette.commands.files', keybinding: 'Ctrl+P', run: show('') },
      { id: 'palette.commands', titleKey: 'palette.commands.commands', keybinding: 'Ctrl+Shift+P', alsoBoundTo: ['F1'], run: show('>') },
      { id: 'palette.help', titleKey: 'palette.commands.help', run: show('?') },
    ];
  },
};
