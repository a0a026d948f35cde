import { AtelierError } from '../../../shared/errors.ts';

/** https://www.sqlite.org/rescode.html: the low byte is the primary code. */
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT = 19;

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export function isConstraint(error: unknown): boolean {
  return primaryCode(error) === SQLITE_CONSTRAINT;
}

export function toStorageError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  const code = primaryCode(error);
  if (code === SQLITE_CONSTRAINT) return new AtelierError('already_exists', {}, { cause: error });
  if (code === SQLITE_FULL) return new AtelierError('disk_full', {}, { cause: error });
  return new AtelierError('unavailable', {}, { cause: error });
}
