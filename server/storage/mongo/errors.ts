import { MongoServerError } from 'mongodb';

import { AtelierError } from '../../../shared/errors.ts';

const DUPLICATE_KEY = 11_000;
const OUT_OF_DISK_SPACE = 14_031;

export function toStorageError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return new AtelierError('already_exists', {}, { cause: error });
  if (error instanceof MongoServerError && error.code === OUT_OF_DISK_SPACE) return new AtelierError('disk_full', {}, { cause: error });
  return new AtelierError('unavailable', {}, { cause: error });
}
