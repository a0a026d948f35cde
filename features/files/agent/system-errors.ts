import { AtelierError, type ErrorCode } from '../../../shared/errors.ts';

/** What each errno means to the member. Whatever is missing here is a bug or a broken disk: `internal`. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_a_folder',
  EISDIR: 'not_a_file',
  ENXIO: 'not_a_file', // a socket, or a device without a driver
  ENODEV: 'not_a_file',
  ELOOP: 'not_found', // a link that leads to itself leads nowhere
  EEXIST: 'already_exists',
  ENOTEMPTY: 'not_empty',
  ENAMETOOLONG: 'invalid_input',
  EINVAL: 'invalid_input',
  EROFS: 'read_only',
  ETXTBSY: 'read_only',
  EBUSY: 'forbidden',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'too_large',
  EMFILE: 'limit_reached',
  ENFILE: 'limit_reached',
};

/** Reading what one may not read is `forbidden`; changing what one may not change is `read_only`. */
export function fileError(error: unknown, intent: 'read' | 'write'): unknown {
  const errno = errnoOf(error);
  if (errno === null) return error;
  if (errno === 'EACCES' || errno === 'EPERM') return new AtelierError(intent === 'read' ? 'forbidden' : 'read_only', {}, { cause: error });
  const code = CODES[errno];
  return code === undefined ? error : new AtelierError(code, {}, { cause: error });
}

/** Runs a system call or several; their errors become ours. @throws AtelierError, or what is no errno as it is */
export async function withFileErrors<Result>(intent: 'read' | 'write', work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, intent);
  }
}

/** The errno's name, null for an error that comes from no system call. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}

/** `work`'s result, or null when it failed with one of these. */
export async function unless<Result>(errnos: readonly string[], work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (errnos.includes(errnoOf(error) ?? '')) return null;
    throw error;
  }
}
