import { AtelierError } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileContent } from './file-content.ts';
import type { Theirs } from './file-state.ts';

/** Cheaper than reading: the ETag and time of what is on disk. @throws AtelierError not_found, … */
export type StatFile = (path: FilePath) => Promise<{ readonly etag: string | null; readonly modifiedAtMs: number }>;

/** The version on disk; null when there is no such file. @throws AtelierError; `not_a_file` when it is no text now */
export async function readTheirs(deps: { readonly content: FileContent; readonly stat: StatFile }, path: FilePath): Promise<Theirs | null> {
  return orNull(async () => {
    const [read, stat] = await Promise.all([deps.content.read(path), deps.stat(path)]);
    const { decoded } = read;
    if (decoded.kind === 'binary') throw new AtelierError('not_a_file');
    return { text: decoded.text, etag: read.etag, encoding: decoded.encoding, modifiedAtMs: stat.modifiedAtMs };
  });
}

/** The ETag on disk; null when there is no such file. @throws AtelierError */
export async function etagOf(stat: StatFile, path: FilePath): Promise<string | null> {
  return orNull(async () => (await stat(path)).etag);
}

/** null instead of `not_found`. @throws AtelierError of any other failure */
export async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const failure = fromWireError(error);
    if (failure.code === 'not_found') return null;
    throw failure;
  }
}
