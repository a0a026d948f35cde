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
  readonly run: () => void | Promise<void>;
};

/** One way to find something by typing: files (no prefix), `>` commands, `@` symbols, `:` lines. */
export type QuickAccess = {
  readonly prefix: string;
  /** The dialog's accessible name while this is in front. */
  readonly titleKey: MessageKey;
  readonly placeholderKey: MessageKey;
  /** Calls `show` with what there is to show, as often as there is more; `query` is without the prefix. */
  readonly find: (query: string, about: { readonly show: (items: readonly QuickItem[]) => void; readonly signal: AbortSignal }) => void | Promise<void>;
  /** The selection moved (null: it left); for what shows at once, as a line does. */
  readonly onSelect?: (item: QuickItem | null) => void;
};
