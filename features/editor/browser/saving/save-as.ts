import { AtelierError } from '../../../../shared/errors.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { etagOf, type StatFile } from '../model/disk-version.ts';
import type { FileContent } from '../model/file-content.ts';
import type { FileModel } from '../model/file-model.ts';
import { encodeText } from '../model/text-codec.ts';

/** A text that waits for the name of its file; `answer` null: it was left. */
export type SaveAsQuestion = { readonly model: FileModel; readonly suggestion: string; readonly answer: (path: FilePath | null) => void };

export type Written = 'done' | 'exists';

/**
 * Writes a text into another file. `exists`: there is one of that name, and nothing was written; with `replaces` that one
 * is replaced as it is at that moment. @throws AtelierError of the write, `invalid_input` when the encoding lacks a character
 */
export async function writeAs(deps: { readonly content: FileContent; readonly stat: StatFile }, model: FileModel, to: { readonly path: FilePath; readonly replaces: boolean }): Promise<Written> {
  const text = model.buffer.get()?.getText() ?? '';
  const encoded = encodeText(text, model.facts.get().encoding);
  if ('missing' in encoded) throw new AtelierError('invalid_input');
  const etag = to.replaces ? await etagOf(deps.stat, to.path) : null;
  try {
    await deps.content.write(to.path, { bytes: encoded.bytes, condition: etag === null ? 'creates' : { replaces: etag } });
    return 'done';
  } catch (error) {
    const failure = fromWireError(error);
    if (failure.code === 'changed_since' || failure.code === 'already_exists') return 'exists';
    throw failure;
  }
}
