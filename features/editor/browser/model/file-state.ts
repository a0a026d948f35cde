import type { AtelierError, ErrorCode } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { Encoding } from './text-codec.ts';

/** What became of the file on disk since the text was read or saved. */
export type DiskSince = { readonly kind: 'same' } | { readonly kind: 'changed'; readonly atMs: number } | { readonly kind: 'gone' };

/** Why the last save did not happen; the text is as it was. */
export type SaveProblem = { readonly kind: 'refused'; readonly error: AtelierError } | { readonly kind: 'unencodable'; readonly character: string };

/** The version on disk that a save would have undone. */
export type Theirs = { readonly text: string; readonly etag: string; readonly encoding: Encoding; readonly modifiedAtMs: number };

/** Where an open file stands; each phase carries only its own fields. */
export type FileState =
  | { readonly phase: 'loading' }
  /** Not shown as text. `binary` is no failure. */
  | { readonly phase: 'unshown'; readonly reason: ErrorCode | 'binary'; readonly sizeBytes: number | null }
  | { readonly phase: 'clean'; readonly gone: boolean }
  | { readonly phase: 'dirty'; readonly disk: DiskSince; readonly problem: SaveProblem | null }
  | { readonly phase: 'saving' }
  /** A save met a newer version: compare, overwrite, reload or neither. Nothing was written. */
  | { readonly phase: 'conflict'; readonly theirs: Theirs };

/** The text of an open file, whoever shows it. */
export interface TextBuffer {
  /** With the line ends of the file. */
  getText(): string;
  /** Equal numbers mean equal texts: undoing gives an old number back. */
  version(): number;
  /** Changes only what differs, as one step that can be undone; cursors elsewhere stay. */
  setText(text: string): void;
  /** Returns the function that stops it. */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Unsaved text as it is kept in the browser. */
export type Draft = {
  readonly text: string;
  /** The version it was made from; null when that is known to be the one on disk, or when there was none. */
  readonly baseEtag: string | null;
  readonly encoding: Encoding;
  readonly savedAtMs: number;
};

/** Where unsaved text is kept, per file; features/editor/browser/model/drafts.ts is the real one. */
export interface DraftKeeper {
  /** Remembers, a moment later, what `read` then says. */
  changed(path: FilePath, read: () => Draft): void;
  removed(path: FilePath): void;
  find(path: FilePath): Promise<Draft | null>;
}

export function isDirty(state: FileState): boolean {
  return state.phase === 'dirty' || state.phase === 'saving' || state.phase === 'conflict';
}
