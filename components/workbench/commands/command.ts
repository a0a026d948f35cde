import type { MessageKey } from '../message-key.ts';
import type { Keybinding } from './keybinding.ts';

/** Something a member can do by name. Menus, key bindings and the palette are made from these. */
export type Command = {
  /** `feature.verb`, stable. */
  readonly id: string;
  /** Full key of the catalogues. */
  readonly titleKey: MessageKey;
  /** Of what the registry gives out: the key that holds, the member's own included. */
  readonly keybinding?: Keybinding;
  /** Other keys for the same thing; not shown. */
  readonly alsoBoundTo?: readonly Keybinding[];
  /**
   * Where its keys hold, as VS Code writes it: `editorTextFocus`. See focus-context.ts. Keys that shells live by
   * (Ctrl+W, Ctrl+R, …) are theirs in a terminal, unless this names `terminalFocus`.
   */
  readonly when?: string;
  /** false: the key goes on to whoever has the focus, and menus leave the command out. */
  readonly enabled?: () => boolean;
  readonly run: () => void | Promise<void>;
};
