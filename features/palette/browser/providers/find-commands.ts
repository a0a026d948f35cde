import type { Command } from '../../../../components/workbench/commands/command-registry.ts';
import type { MessageKey } from '../../../../components/workbench/message-key.ts';
import { fold, fuzzyMatch, fuzzyQuery } from '../../../../shared/fuzzy.ts';

/** A title of the other language counts where whole words of the query stand in it, but less: what is read is what was meant. */
const ELSEWHERE_COSTS = 20;

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
      const there = other === undefined || !query.words.every((word) => fold(other).includes(word)) ? null : fuzzyMatch(query, other);
      if (here === null && there === null) return [];
      const score = Math.max(here?.score ?? -Infinity, (there?.score ?? -Infinity) - ELSEWHERE_COSTS);
      return [{ command, title, found: here?.found ?? [], isRecent: places.has(command.id), place: places.get(command.id) ?? Infinity, score }];
    })
    .toSorted((a, b) => (a.place === b.place ? b.score - a.score || a.title.localeCompare(b.title) : a.place - b.place));
}
