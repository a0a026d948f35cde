import type { MessageKey } from '../../../../components/workbench/message-key.ts';
import type { QuickAccess, QuickItem } from '../../../../components/workbench/prompts/quick-access.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import type { Command } from '../../../../components/workbench/commands/command-registry.ts';
import { fuzzyMatch, fuzzyQuery } from '../../../../shared/fuzzy.ts';
import { otherTitles } from '../other-titles.ts';
import { paletteSession } from '../palette-session.ts';
import { words } from '../words.ts';

/** A title of the other language counts, but less: what is read is what was meant. */
const ELSEWHERE_COSTS = 20;

/** `>`: every command with its key, the ones used lately first. */
export function commandAccess(workbench: Workbench): QuickAccess {
  return {
    prefix: '>',
    titleKey: 'palette.commandPalette',
    placeholderKey: 'palette.typeCommand',
    emptyKey: 'palette.noCommand',
    helpKey: 'palette.help.commands',
    find: (query, { show }) => {
      const { t } = words(workbench);
      const recent = paletteSession.of(workbench).commands;
      const found = findCommands({ commands: usable(workbench), query, recent: recent.all(), title: t, elsewhere: otherTitles() });
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
    },
  };
}

/** Those that can run where the focus was; the palette itself is no news in the palette. */
function usable(workbench: Workbench): readonly Command[] {
  const known = paletteSession.of(workbench).asked.get()?.usable;
  return [...workbench.commands.all.get().values()].filter(({ id }) => id !== 'palette.commands' && known?.has(id) !== false);
}

export type FoundCommand = { readonly command: Command; readonly title: string; readonly found: readonly number[]; readonly isRecent: boolean };

/** The recent ones first, the latest before the others; then the best match first, without a query by name. */
export function findCommands(about: {
  readonly commands: readonly Command[];
  readonly query: string;
  readonly recent: readonly string[];
  readonly title: (key: MessageKey) => string;
  readonly elsewhere: Readonly<Record<string, string>>;
}): readonly FoundCommand[] {
  const query = fuzzyQuery(about.query);
  const places = new Map(about.recent.map((id, at) => [id, at]));
  return about.commands
    .flatMap((command) => {
      const title = about.title(command.titleKey);
      const here = fuzzyMatch(query, title);
      const other = about.elsewhere[command.titleKey];
      const there = other === undefined ? null : fuzzyMatch(query, other);
      if (here === null && there === null) return [];
      const score = Math.max(here?.score ?? -Infinity, (there?.score ?? -Infinity) - ELSEWHERE_COSTS);
      return [{ command, title, found: here?.found ?? [], isRecent: places.has(command.id), place: places.get(command.id) ?? Infinity, score }];
    })
    .toSorted((a, b) => (a.place === b.place ? b.score - a.score || a.title.localeCompare(b.title) : a.place - b.place));
}
