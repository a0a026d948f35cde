import type { LucideIcon } from 'lucide-react';

import type { MessageKey } from '../message-key.ts';

export type QuickItem = {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: LucideIcon;
  /** A key that does the same. */
  readonly keybinding?: string;
  /** Positions of `label` that were found, for bold. */
  readonly found?: readonly number[];
  readonly group?: string;
  /** At the end of the line, dimmed: `open`, `read`. */
  readonly end?: string;
  readonly run: () => void | Promise<void>;
  /** Ctrl+Enter: the same in another group of the editor. */
  readonly runBeside?: () => void | Promise<void>;
};

/** `note` stands beside what is typed: `38 of 104,212 files`. `busy`: there is more to come. */
export type QuickNote = { readonly note?: string; readonly busy?: boolean };

/** One way to find something by typing: files (no prefix), `>` commands, `@` symbols, `:` lines. */
export type QuickAccess = {
  readonly prefix: string;
  /** The dialog's accessible name while this is in front. */
  readonly titleKey: MessageKey;
  readonly placeholderKey: MessageKey;
  /** Calls `show` with what there is to show, as often as there is more; `query` is without the prefix. */
  readonly find: (query: string, about: { readonly show: (items: readonly QuickItem[], note?: QuickNote) => void; readonly signal: AbortSignal }) => void | Promise<void>;
  /** What `?` says about it; the title when left out. */
  readonly helpKey?: MessageKey;
  /** Said when nothing is found. */
  readonly emptyKey?: MessageKey;
  /** The selection moved (null: it left); for what shows at once, as a line does. */
  readonly onSelect?: (item: QuickItem | null) => void;
};
