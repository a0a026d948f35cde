import type { ErrorCode } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { StatFile } from './disk-version.ts';
import type { FileContent } from './file-content.ts';
import type { DiskSince, DraftKeeper, TextBuffer } from './file-state.ts';
import type { Encoding } from './text-codec.ts';

export type FileFacts = { readonly readOnly: boolean; readonly encoding: Encoding; readonly sizeBytes: number };

export type FileModelDeps = {
  readonly path: FilePath;
  readonly content: FileContent;
  readonly stat: StatFile;
  readonly createBuffer: (initial: { readonly path: FilePath; readonly text: string; readonly sizeBytes: number }) => Promise<TextBuffer>;
  readonly drafts: DraftKeeper;
  readonly nowMs: () => number;
  /** Where chosen encodings are kept. */
  readonly encodings?: { readonly find: (path: FilePath) => Encoding | null; readonly keep: (path: FilePath, encoding: Encoding) => void };
};

/** Programs replace files by deleting and renaming: a file is gone only when it still is after this. */
export const GONE_AFTER_MS = 150;
export const SAME: DiskSince = { kind: 'same' };
/** Above this the text as it was on disk is not remembered for showing what changed. */
const MAX_BASE_CHARACTERS = 2_000_000;
/** The text as it is remembered; null: it is not. */
export const baseOf = (text: string): string | null => (text.length <= MAX_BASE_CHARACTERS ? text : null);

/** Reasons that may have passed by the time we are connected again. */
export const LOAD_AGAIN = new Set<ErrorCode | 'binary'>(['unavailable', 'not_running', 'timeout', 'upstream_failed', 'internal', 'not_signed_in', 'not_found', 'binary']);
