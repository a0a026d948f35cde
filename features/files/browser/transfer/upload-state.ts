import type { ErrorCode } from '../../../../shared/errors.ts';

/** A file of the member's computer and where it goes below the folder; null: a folder that holds nothing. */
export type UploadEntry = { readonly path: string; readonly file: File | null };

export type UploadFailure = { readonly path: string; readonly code: ErrorCode };

export type UploadState = {
  /** `asking`: whether `taken` may be replaced. `waiting`: for the connection. */
  readonly phase: 'reading' | 'looking' | 'asking' | 'sending' | 'waiting' | 'over';
  readonly files: number;
  readonly filesDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  /** Names that something else has. */
  readonly taken: readonly string[];
  readonly skipped: number;
  readonly failures: readonly UploadFailure[];
  readonly cancelled: boolean;
  /** What will be in the folder itself, as far as it is known. */
  readonly names: readonly string[];
};

export const NOTHING_YET: UploadState = { phase: 'reading', files: 0, filesDone: 0, bytes: 0, bytesDone: 0, taken: [], skipped: 0, failures: [], cancelled: false, names: [] };
