import { AtelierError, isErrorCode } from '../../../../shared/errors.ts';
import { UploadResult } from '../../contract.ts';

export type Send = (body: Blob, about: { readonly signal: AbortSignal; readonly onProgress: (sentBytes: number) => void }) => Promise<readonly UploadResult[]>;

/** Nothing moved for this long: the line is dead, whatever the system believes. */
const STALLED_MS = 45_000;

/** Sends by XMLHttpRequest, which alone says how far it is. @throws AtelierError; unavailable when the line was cut */
export function sendTo(url: string): Send {
  return (body, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let stalled: ReturnType<typeof setTimeout> | undefined;
      const fail = (error: AtelierError): void => {
        clearTimeout(stalled);
        signal.removeEventListener('abort', abort);
        reject(error);
      };
      const abort = (): void => {
        request.abort();
        fail(new AtelierError('unavailable'));
      };
      const moved = (): void => {
        clearTimeout(stalled);
        stalled = setTimeout(abort, STALLED_MS);
      };
      request.open('POST', url);
      request.responseType = 'json';
      request.upload.addEventListener('progress', ({ loaded }) => {
        moved();
        onProgress(loaded);
      });
      request.addEventListener('error', () => fail(new AtelierError('unavailable')));
      request.addEventListener('load', () => {
        const results = UploadResult.array().safeParse(request.response);
        if (request.status !== 200 || !results.success) {
          fail(new AtelierError(codeOf(request.response)));
          return;
        }
        clearTimeout(stalled);
        signal.removeEventListener('abort', abort);
        resolve(results.data);
      });
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else {
        moved();
        request.send(body);
      }
    });
}

function codeOf(answer: unknown) {
  const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : null;
  return isErrorCode(code) ? code : 'unavailable';
}
