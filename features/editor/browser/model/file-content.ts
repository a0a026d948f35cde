import { z } from 'zod';

import { AtelierError, ERRORS, isErrorCode, type ErrorCode } from '../../../../shared/errors.ts';
import { pathToQuery, type FilePath } from '../../../../shared/file-path.ts';
import { contentAddress } from '../content-address.ts';
import { readText, type ReadText } from './read-text.ts';
import type { Encoding } from './text-codec.ts';

export type FileRead = ReadText & { readonly etag: string; readonly readOnly: boolean };

/** A write replaces exactly the version it names, or makes a file where there is none. */
export type WriteCondition = { readonly replaces: string } | 'creates';

/** A file's bytes over HTTP, as features/files/contract.ts says. */
export interface FileContent {
  /** `encoding`: instead of what the bytes suggest. @throws AtelierError not_found, not_a_file, too_large, not_running, not_signed_in, unavailable (no answer), … */
  read(path: FilePath, signal?: AbortSignal, encoding?: Encoding): Promise<FileRead>;
  /** Resolves to the new ETag. @throws AtelierError changed_since, read_only, disk_full, too_large, unavailable, … */
  write(path: FilePath, content: { readonly bytes: Uint8Array<ArrayBuffer>; readonly condition: WriteCondition }): Promise<string>;
}

export type HttpFileContentDeps = {
  /** Absolute address of an endpoint of the agent. */
  readonly urlOf: (endpoint: string) => string;
  readonly fetch: typeof fetch;
  /** Resolves after so many milliseconds. */
  readonly wait: (delayMs: number) => Promise<void>;
  /** What files of that path are read in when nobody chose; undefined: what their bytes suggest. */
  readonly defaultEncoding?: (path: FilePath) => Encoding | undefined;
};

/** A network that changes under the page (another access point, a cable) breaks what is under way, and is there again at once. */
const TRY_AGAIN_AFTER_MS = [100, 400] as const;

export function createHttpFileContent(deps: HttpFileContentDeps): FileContent {
  const readFrom = (path: FilePath): string => deps.urlOf(contentAddress(pathToQuery(path)));
  const writeTo = (path: FilePath): string => deps.urlOf(`files/content?path=${pathToQuery(path)}`);
  // Reading changes nothing; a write names the version it replaces, so a second one cannot undo anything.
  const send = async (input: string, init: RequestInit): Promise<Response> => {
    for (const delayMs of TRY_AGAIN_AFTER_MS) {
      try {
        return await deps.fetch(input, init);
      } catch (error) {
        if (init.signal?.aborted) throw error;
        await deps.wait(delayMs);
      }
    }
    return deps.fetch(input, init);
  };
  return {
    async read(path, signal, encoding) {
      const response = await answered(send(readFrom(path), { signal, cache: 'no-store' }));
      const text = await answered(readText(response, encoding ?? deps.defaultEncoding?.(path)));
      // What would not come back byte for byte is for reading.
      const isLossy = text.decoded.kind === 'text' && text.decoded.isLossy === true;
      return { ...text, etag: response.headers.get('etag') ?? '', readOnly: isLossy || response.headers.get('x-atelier-read-only') === '1' };
    },
    async write(path, { bytes, condition }) {
      const headers: Record<string, string> = condition === 'creates' ? { 'if-none-match': '*' } : { 'if-match': condition.replaces };
      headers['content-type'] = 'application/octet-stream';
      // A Blob, whose bytes the browser fetches itself while it sends them: `fetch` would copy an array before it returns.
      const response = await answered(send(writeTo(path), { method: 'PUT', headers, body: new Blob([bytes]) }));
      return response.headers.get('etag') ?? '';
    },
  };
}

const ErrorBody = z.object({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() });

/** @throws AtelierError of the answer's body, else of its status; `unavailable` when there was none */
async function answered<T>(pending: Promise<T>): Promise<T> {
  const answer = await pending.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new AtelierError('unavailable', {}, { cause: error });
  });
  if (!(answer instanceof Response) || answer.ok) return answer;
  const body = ErrorBody.safeParse(await answer.json().catch(() => null));
  if (body.success && isErrorCode(body.data.code)) throw new AtelierError(body.data.code, body.data.details);
  throw new AtelierError(codeOfStatus(answer.status));
}

function codeOfStatus(status: number): ErrorCode {
  for (const [code, meaning] of Object.entries(ERRORS)) if (meaning.status === status && isErrorCode(code)) return code;
  return 'internal';
}
