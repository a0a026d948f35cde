import { AtelierError, isErrorCode } from '../../../../shared/errors.ts';
import type { ImportId } from '../../../../shared/ids.ts';

export type Upload = {
  /** Resolves when the server has read the archive. @throws AtelierError what it was refused for; `internal` when the connection broke */
  readonly done: Promise<void>;
  readonly abort: () => void;
};

/** Sends an archive's bytes; by XMLHttpRequest, which alone tells how much was sent. */
export function uploadArchive(importId: ImportId, archive: Blob, onSent: (bytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
  request.addEventListener('load', () => (request.status === 200 ? resolve() : reject(refusalOf(request.responseText))));
  for (const end of ['error', 'abort', 'timeout'] as const) request.addEventListener(end, () => reject(new AtelierError('internal')));
  request.open('PUT', `/api/imports/${importId}/archive`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(archive);
  return { done: promise, abort: () => request.abort() };
}

function refusalOf(text: string): AtelierError {
  try {
    const { code } = JSON.parse(text) as { readonly code?: unknown };
    return new AtelierError(isErrorCode(code) ? code : 'internal');
  } catch {
    // A proxy's own page, not ours.
    return new AtelierError('internal');
  }
}
