import { AtelierError, isErrorCode } from '../../../../shared/errors.ts';
import { pathToQuery, type FilePath } from '../../../../shared/file-path.ts';
import { KIB, MIB } from '../../../../shared/units.ts';

/** Pieces in which a large file is read, and how many of them are kept. */
export const PIECE_BYTES = 256 * KIB;
const KEPT_PIECES = 32;

export type FileFacts = { readonly path: FilePath; readonly sizeBytes: number; readonly etag: string };

/** A file's bytes for one version of it; `read` takes any part of it at the price of the pieces that it touches. */
export interface FileBytes extends FileFacts {
  /** What there is of `length` bytes from `start` on. @throws AtelierError; `changed_since`: it is another version now */
  read(start: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws AtelierError too_large above `maxBytes` */
  whole(maxBytes: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

export type FileBytesDeps = {
  /** Absolute address of an endpoint of the agent. */
  readonly urlOf: (endpoint: string) => string;
  readonly fetch: typeof fetch;
  /** Whether parts may be asked for; a member who may not transfer files reads texts of up to 1 MB, whole. */
  readonly hasRanges: boolean;
};

export function contentUrl(urlOf: (endpoint: string) => string, path: FilePath): string {
  return urlOf(`files/content?path=${pathToQuery(path)}`);
}

export function createFileBytes(facts: FileFacts, deps: FileBytesDeps): FileBytes {
  const url = contentUrl(deps.urlOf, facts.path);
  const pieces = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  let everything: Promise<Uint8Array<ArrayBuffer>> | null = null;

  const fetchAll = (): Promise<Uint8Array<ArrayBuffer>> => {
    everything ??= get(deps.fetch, url, {}).then((response) => bytesOf(response, facts.etag));
    everything.catch(() => (everything = null));
    return everything;
  };
  const piece = (index: number): Promise<Uint8Array<ArrayBuffer>> => {
    const known = pieces.get(index);
    if (known !== undefined) pieces.delete(index);
    const start = index * PIECE_BYTES;
    const range = `bytes=${start}-${Math.min(start + PIECE_BYTES, facts.sizeBytes) - 1}`;
    const bytes = known ?? get(deps.fetch, url, { range }).then((response) => bytesOf(response, facts.etag));
    pieces.set(index, bytes); // the last one used stands last
    bytes.catch(() => pieces.delete(index));
    for (const [oldest] of pieces) {
      if (pieces.size <= KEPT_PIECES) break;
      pieces.delete(oldest);
    }
    return bytes;
  };
  return {
    ...facts,
    async read(start, length, signal) {
      const end = Math.min(start + length, facts.sizeBytes);
      if (end <= start) return new Uint8Array();
      if (!deps.hasRanges) return (await abortable(fetchAll(), signal)).slice(start, end);
      const first = Math.floor(start / PIECE_BYTES);
      const last = Math.floor((end - 1) / PIECE_BYTES);
      const read = await abortable(Promise.all(Array.from({ length: last - first + 1 }, (_, offset) => piece(first + offset))), signal);
      return joined(read).slice(start - first * PIECE_BYTES, end - first * PIECE_BYTES);
    },
    async whole(maxBytes, signal) {
      if (facts.sizeBytes > maxBytes) throw new AtelierError('too_large', { sizeBytes: facts.sizeBytes, maxBytes });
      return abortable(fetchAll(), signal);
    },
  };
}

/** Whole files above this are not asked for. */
export const MAX_WHOLE_BYTES = 50 * MIB;

async function get(fetcher: typeof fetch, url: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetcher(url, { headers, cache: 'no-store' }).catch((error: unknown) => {
    throw new AtelierError('unavailable', {}, { cause: error });
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : null;
  throw new AtelierError(typeof code === 'string' && isErrorCode(code) ? code : response.status === 416 ? 'changed_since' : 'internal');
}

async function bytesOf(response: Response, etag: string): Promise<Uint8Array<ArrayBuffer>> {
  if (response.headers.get('etag') !== etag) throw new AtelierError('changed_since');
  return new Uint8Array(await response.arrayBuffer());
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Others may wait for the same bytes: only this one stops waiting. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('', 'AbortError'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
