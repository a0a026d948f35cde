import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';

import { colour } from '../../../components/ui/theme.ts';
import { Store } from '../../../components/workbench/store.ts';

export type SearchFor = { readonly text: string; readonly caseSensitive: boolean; readonly wholeWord: boolean; readonly regex: boolean };

/** `index` from 1; 0: there are some, and none of them is chosen. */
export type SearchResult = { readonly index: number; readonly count: number };

/** Above it, matches are counted no further. */
export const MAX_MATCHES = 1000;

/** Finds text in one terminal, its scrollback included. The code for it is loaded when it is first used. */
export class ScreenSearch {
  readonly result = new Store<SearchResult | null>(null);
  readonly #terminal: Terminal;
  #addon: Promise<SearchAddon> | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `from` `here` stays at a match that still is one: for a text that is being typed. */
  async find(what: SearchFor, from: 'here' | 'next' | 'previous'): Promise<void> {
    const addon = await this.#load();
    if (what.text === '' || !isSearchable(what)) return this.#nothing(addon);
    const options = { regex: what.regex, wholeWord: what.wholeWord, caseSensitive: what.caseSensitive, decorations: colours() };
    if (from === 'next') addon.findNext(what.text, options);
    else addon.findPrevious(what.text, { ...options, incremental: from === 'here' });
  }

  async clear(): Promise<void> {
    if (this.#addon !== null) this.#nothing(await this.#addon);
  }

  #nothing(addon: SearchAddon): void {
    addon.clearDecorations();
    this.#terminal.clearSelection();
    this.result.set(null);
  }

  #load(): Promise<SearchAddon> {
    this.#addon ??= import('@xterm/addon-search').then(({ SearchAddon }) => {
      const addon = new SearchAddon({ highlightLimit: MAX_MATCHES });
      this.#terminal.loadAddon(addon);
      addon.onDidChangeResults(({ resultIndex, resultCount }) => this.result.set({ index: resultIndex + 1, count: resultCount }));
      return addon;
    });
    return this.#addon;
  }
}

function isSearchable({ text, regex }: SearchFor): boolean {
  if (!regex) return true;
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function colours() {
  const match = colour('warning-soft'); // what is chosen is selected, too
  const active = colour('accent');
  return { matchBackground: match, matchOverviewRuler: match, activeMatchBackground: active, activeMatchColorOverviewRuler: active };
}
