import { SquareTerminal } from 'lucide-react';
import { createElement, lazy, Suspense } from 'react';

import type { Contribution } from '../../../components/workbench/contribution.ts';
import type { EditorKind, EditorViewProps } from '../../../components/workbench/editors/editors.ts';
import type { FileMenuItem, FileTarget } from '../../../components/workbench/menus.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { parentPath } from '../../../shared/file-path.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { PANEL, terminalCommands } from './commands.ts';
import { TERMINAL_KIND, terminalFeature } from './terminal-feature.ts';
import { TerminalWordsOf } from './terminal-words.tsx';
import { TerminalsPanel } from './terminals-panel.tsx';

const TerminalEditor = lazy(async () => ({ default: (await import('./terminal-editor.tsx')).TerminalEditor }));

function activate(workbench: Workbench): () => void {
  const leave = terminalFeature.activate(workbench);
  const stops = [workbench.editors.kinds.add(editorKind(workbench)), workbench.files.menu.add(openHere(workbench))];
  return () => {
    for (const stop of stops) stop();
    leave();
  };
}

/** A terminal as a tab among the editors. */
function editorKind(workbench: Workbench): EditorKind {
  const feature = terminalFeature.of(workbench);
  return {
    kind: TERMINAL_KIND,
    icon: SquareTerminal,
    title: (params) => {
      const id = TerminalId.safeParse(typeof params === 'object' && params !== null && 'id' in params ? params.id : null);
      return id.success ? feature.nameOf(id.data) : '';
    },
    View: (props: EditorViewProps) => createElement(Suspense, null, createElement(TerminalEditor, props)),
  };
}

function openHere(workbench: Workbench): FileMenuItem {
  const folderOf = ({ path, kind }: FileTarget): string => (kind === 'file' ? parentPath(path) : path);
  return {
    id: 'terminal.openHere',
    titleKey: 'terminal.openHere',
    icon: SquareTerminal,
    group: 'terminal',
    applies: (targets) => targets.length === 1,
    run: async ([target]) => {
      if (target === undefined) return;
      workbench.layout.showPanel(PANEL);
      await terminalFeature.of(workbench).terminals.create({ folder: folderOf(target) });
    },
  };
}

/** The terminals, in the panel below the editors and among them. */
export const terminalContribution: Contribution = {
  name: 'terminal',
  needs: 'terminal',
  activate,
  panels: [{ id: PANEL, titleKey: 'terminal.title', icon: SquareTerminal, phone: true, View: TerminalsPanel }],
  background: [TerminalWordsOf],
  commands: terminalCommands,
};
