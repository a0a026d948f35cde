import type { FilePath } from '../../../shared/file-path.ts';

/** One tab of the editor area, for whoever lists them beside it. */
export type OpenEditor = {
  /** Unique among those that are open, the same for as long as the tab is. */
  readonly id: string;
  /** From 1, in reading order. */
  readonly group: number;
  /** What it shows: a kind and a key of that kind's own. */
  readonly input: { readonly kind: string; readonly key: string };
  /** What the tab says. */
  readonly title: string;
  /** The file that it is about; null: none, as the settings. */
  readonly path: FilePath | null;
  readonly unsaved: boolean;
  readonly preview: boolean;
  readonly pinned: boolean;
  /** In front, in the group that was last used. */
  readonly active: boolean;
  readonly show: () => void;
  /** Asks first when that would lose something. */
  readonly close: () => void;
};
