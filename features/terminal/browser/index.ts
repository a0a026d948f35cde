import { SquareTerminal } from 'lucide-react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { terminalFeature } from './terminal-feature.ts';
import { TerminalsPanel } from './terminals-panel.tsx';

const PANEL = 'terminal';

/** The terminals, in the panel below the editors. */
export const terminalContribution: Contribution = {
  name: 'terminal',
  needs: 'terminal',
  activate: terminalFeature.activate,
  panels: [{ id: PANEL, titleKey: 'terminal.title', icon: SquareTerminal, phone: true, View: TerminalsPanel }],
  commands: (workbench) => {
    const { terminals } = terminalFeature.of(workbench);
    const show = (): void => workbench.layout.showPanel(PANEL);
    const front = (): TerminalId | null => terminals.state.get().front;
    return [
      { id: 'terminal.show', titleKey: 'terminal.commands.show', run: show },
      {
        id: 'terminal.new',
        titleKey: 'terminal.commands.new',
        keybinding: 'Ctrl+Shift+`',
        run: async () => {
          show();
          await terminals.create();
        },
      },
      {
        id: 'terminal.split',
        titleKey: 'terminal.commands.split',
        keybinding: 'Ctrl+Shift+5',
        run: async () => {
          show();
          await terminals.toggleSplit();
        },
      },
      {
        id: 'terminal.kill',
        titleKey: 'terminal.commands.kill',
        enabled: () => front() !== null,
        run: async () => {
          const id = front();
          if (id !== null) await terminals.kill(id);
        },
      },
      { id: 'terminal.next', titleKey: 'terminal.commands.next', run: () => terminals.selectBy(1) },
      { id: 'terminal.previous', titleKey: 'terminal.commands.previous', run: () => terminals.selectBy(-1) },
      { id: 'terminal.announce', titleKey: 'terminal.commands.announce', run: () => terminalFeature.of(workbench).toggleAnnouncing() },
    ];
  },
};
