import type { FilePath } from '../../../shared/file-path.ts';

/**
 * A text that can be shown beside another: `source` names who gives it (`file`: the file itself, in the member's own
 * hands; `saved`: as it is on disk; `git`, `timeline`, …), the rest says which. Plain JSON: it is kept over a reload.
 */
export type TextRef = { readonly source: string; readonly path: FilePath; readonly version?: string };

export type TextSource = {
  /** As in `TextRef.source`. */
  readonly source: string;
  /** null: there was no such file. @throws AtelierError, `too_large` and `not_a_file` among them */
  readonly read: (ref: TextRef, signal: AbortSignal) => Promise<string | null>;
  /** What stands above that side, in the member's language: `HEAD`, `12 March, 10:04`. */
  readonly label: (ref: TextRef) => string;
};
