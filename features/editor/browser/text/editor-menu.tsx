'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { formatterFor } from './formatting.ts';

/** What stands in the menu of a text beside Monaco's own; the groups are Monaco's, in the order of their names. */
const ITEMS = [
  { command: 'text.goToSymbol', group: 'navigation' },
  { command: 'text.format', group: '1_modification' },
  { command: 'files.revealActive', group: 'y_file' },
  { command: 'files.copyActivePath', group: 'y_file' },
  { command: 'palette.commands', group: 'z_commands' },
] as const;

/** Puts commands into the menu of every text, in the member's language. */
export function EditorMenu() {
  const t = useTranslations();
  const { editors, commands } = useWorkbench();
  useEffect(
    () =>
      editors.attachments.add(({ editor, model, path, shows }) => {
        const canFormat = shows !== 'left' && formatterFor(editors.formatters.get(), { model, path }) !== null;
        const added = ITEMS.flatMap(({ command, group }, index) => {
          const known = commands.get(command);
          if (known === null || (command === 'text.format' && !canFormat)) return [];
          return [editor.addAction({ id: `atelier.${command}`, label: t(known.titleKey), contextMenuGroupId: group, contextMenuOrder: 10 + index, run: () => void commands.run(command) })];
        });
        return () => added.forEach((action) => action.dispose());
      }),
    [editors, commands, t],
  );
  return null;
}
