import { MongoServerError } from 'mongodb';

import { AtelierError } from '../../../shared/errors.ts';

const DUPLICATE_KEY = 11_000;
const OUT_OF_DISK_SPACE = 14_031;

/** FerretDB 1 over SQLite names the code at insertions only; at updates it says what its own database said. */
function isDuplicate(error: MongoServerError): boolean {
  return error.code === DUPLICATE_KEY || error.message.includes('UNIQUE constraint failed');
}

export function toStorageError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  if (error instanceof MongoServerError && isDuplicate(error)) return new AtelierError('already_exists', {}, { cause: error });
  if (error instanceof MongoServerError && error.code === OUT_OF_DISK_SPACE) return new AtelierError('disk_full', {}, { cause: error });
  return new AtelierError('unavailable', {}, { cause: error });
}
