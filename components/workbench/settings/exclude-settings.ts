import { z } from 'zod';

import type { Setting, Settings } from './settings.ts';

/** Globs and whether they hold; VS Code's conditions (`{ "when": … }`) count as not set. */
const Excludes = z.record(z.string(), z.unknown());
type Excludes = z.infer<typeof Excludes>;

/** VS Code's keys and presets. Whoever shows files declares the first, whoever searches the second. */
export const FILES_EXCLUDE: Setting<Excludes> = {
  key: 'files.exclude',
  schema: Excludes,
  preset: { '**/.git': true, '**/.svn': true, '**/.hg': true, '**/.DS_Store': true, '**/Thumbs.db': true },
  groupKey: 'search.settings.group',
  titleKey: 'search.settings.exclude',
};

export const SEARCH_EXCLUDE: Setting<Excludes> = {
  key: 'search.exclude',
  schema: Excludes,
  preset: { '**/node_modules': true, '**/bower_components': true, '**/*.code-search': true },
  groupKey: 'search.settings.group',
  titleKey: 'search.settings.exclude',
  textKey: 'search.settings.excludeText',
};

/** What searches and quick open leave out. `ignored`: only what is shown nowhere. */
export function excludedGlobs(settings: Settings, { ignored = false }: { readonly ignored?: boolean } = {}): string[] {
  const all = ignored ? settings.get(FILES_EXCLUDE) : { ...settings.get(FILES_EXCLUDE), ...settings.get(SEARCH_EXCLUDE) };
  return Object.entries(all).filter(([glob, holds]) => holds === true && glob !== '' && glob.length <= 1024 && !glob.includes('\0')).map(([glob]) => glob).slice(0, 200);
}
