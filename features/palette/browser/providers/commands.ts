import type { QuickAccess, QuickItem } from '../../../../components/workbench/prompts/quick-access.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import type { Command } from '../../../../components/workbench/commands/command-registry.ts';
import { paletteSession } from '../palette-session.ts';
import { words } from '../words.ts';
import { findCommands } from './find-commands.ts';

/** `>`: every command with its key, the ones used lately first. */
export function commandAccess(workbench: Workbench): QuickAccess {
  let elsewhere: Readonly<Record<string, string>> | null = null;
  return {
    prefix: '>',
    titleKey: 'palette.commandPalette',
    placeholderKey: 'palette.typeCommand',
    emptyKey: 'palette.noCommand',
    helpKey: 'palette.help.commands',
    find: async (query, { show, signal }) => {
      const { t } = words(workbench);
      const recent = paletteSession.of(workbench).commands;
      const list = (): void => {
        const found = findCommands({ commands: usable(workbench), query, recent: recent.all(), title: t, elsewhere: elsewhere ?? {} });
        const items = found.map(({ command, title, found: positions, isRecent }): QuickItem => ({
          id: command.id,
          label: title,
          found: positions,
          keybinding: command.keybinding,
          group: t(isRecent ? 'palette.recentlyUsed' : 'palette.commandsGroup'),
          run: () => {
            recent.add(command.id);
            workbench.commands.run(command.id);
          },
        }));
        show(items, { note: t('palette.commandCount', { count: items.length }) });
      };
      list();
      if (elsewhere !== null) return;
      elsewhere = await workbench.commandsElsewhere().catch(() => null); // nothing is lost but those names, until the next key
      if (elsewhere !== null && query !== '' && !signal.aborted) list();
    },
  };
}

/** Those that can run where the focus was; the palette itself is no news in the palette. */
function usable(workbench: Workbench): readonly Command[] {
  const known = paletteSession.of(workbench).asked.get()?.usable;
  return [...workbench.commands.all.get().values()].filter(({ id }) => id !== 'palette.commands' && known?.has(id) !== false);
}
