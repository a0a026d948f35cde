import { AtelierError } from '../../../shared/errors.ts';

const UNREACHABLE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EACCES', 'EPERM', 'EPIPE', 'ETIMEDOUT']);
const MAX_REASON_CHARACTERS = 300;

/** The HTTP status the engine answered with, or null when it was no answer of the engine. */
export function engineStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** What the engine said, short enough to show. */
export function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, MAX_REASON_CHARACTERS);
}

/** Whatever went wrong while speaking to the engine, as the error that callers know. */
export function toAtelierError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  const reason = engineReason(error);
  if (/no space left on device|disk quota exceeded/i.test(reason)) return new AtelierError('disk_full', { part: 'engine' }, { cause: error });
  if (engineStatus(error) === 404 && /image/i.test(reason)) return new AtelierError('not_found', { part: 'image', reason }, { cause: error });
  if (isNodeError(error)) {
    if (error.code === 'ENOSPC') return new AtelierError('disk_full', { part: 'data' }, { cause: error });
    if (error.syscall === 'connect' || UNREACHABLE.has(error.code ?? '')) {
      return new AtelierError('unavailable', { part: 'engine' }, { cause: error });
    }
  }
  return new AtelierError('unavailable', { part: 'engine', reason }, { cause: error });
}

/** Runs `work`, turning what it throws into an AtelierError. */
export async function engineCall<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAtelierError(error);
  }
}

/** Resolves to null instead of failing when the engine says that there is no such thing. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (engineStatus(error) === 404) return null;
    throw error;
  }
}

/** Ignores `not there` (404), `already so` (304) and `removal in progress` (409). */
export async function ignoreGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const status = engineStatus(error);
    if (status === 404 || status === 304) return;
    if (status === 409 && /removal of container .* is already in progress/i.test(engineReason(error))) return;
    throw error;
  }
}

/** Of a network's removal: not there, or something is attached to it. It is found again at the next removal. */
export async function ignoreInUse(work: Promise<unknown>): Promise<void> {
  try {
    await ignoreGone(work);
  } catch (error) {
    if (engineStatus(error) !== 403) throw error;
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
