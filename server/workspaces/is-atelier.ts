import { AtelierError, type ErrorCode } from '../../shared/errors.ts';

export function isAtelier(error: unknown, code?: ErrorCode): error is AtelierError {
  return error instanceof AtelierError && (code === undefined || error.code === code);
}
