import type { LucideIcon } from 'lucide-react';

import type { FilePath } from '../../shared/file-path.ts';
import type { MessageKey } from './message-key.ts';

export type FileTarget = { readonly path: FilePath; readonly kind: 'root' | 'folder' | 'file' };

/** An entry of the menu of a file or folder: in the tree, and of its tab. */
export type FileMenuItem = {
  readonly id: string;
  readonly titleKey: MessageKey;
  readonly icon?: LucideIcon;
  readonly keybinding?: string;
  /** Entries of one group stand together. */
  readonly group: 'open' | 'compare' | 'git' | 'search' | 'terminal' | 'transfer';
  /** Whether it has something to offer for these. */
  readonly applies: (targets: readonly FileTarget[]) => boolean;
  readonly run: (targets: readonly FileTarget[]) => void | Promise<void>;
};

/** How a file stands, in the tree and on its tab: a letter, a colour, what a screen reader says. */
export type FileMark = { readonly letter: string; readonly tone: 'added' | 'modified' | 'deleted' | 'conflicted' | 'ignored'; readonly label: string };

/** `DataTransfer` type of paths of this workspace that are dragged: a JSON array of them. */
export const DRAGGED_PATHS = 'application/x-atelier-paths';
