import type { TextRef, TextSource } from '../../../../components/workbench/editors/text-sources.ts';
import type { Readable } from '../../../../components/workbench/store.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { orNull } from './disk-version.ts';
import type { FileContent } from './file-content.ts';

/** As it is on disk. */
export const SAVED = 'saved';
/** What was in the clipboard when it was asked for: known to this page only. */
export const CLIPBOARD = 'clipboard';

/** Reads the texts that are shown beside others, but for `file`, which is a file's own model. */
export class TextReader {
  private readonly content: FileContent;
  private readonly texts: Readable<readonly TextSource[]>;
  private readonly pasted = new Map<string, string>();

  constructor(deps: { readonly content: FileContent; readonly texts: Readable<readonly TextSource[]> }) {
    this.content = deps.content;
    this.texts = deps.texts;
  }

  /** Who gives the text; undefined for this editor's own. */
  sourceOf(ref: TextRef): TextSource | undefined {
    return this.texts.get().find(({ source }) => source === ref.source);
  }

  /** Keeps a text of the clipboard; what it is called in a `TextRef`'s version. */
  keepPasted(text: string): string {
    const version = crypto.randomUUID();
    this.pasted.set(version, text);
    return version;
  }

  /** null: there is no such file. @throws AtelierError */
  async read(ref: TextRef, signal: AbortSignal): Promise<string | null> {
    if (ref.source === CLIPBOARD) return this.pasted.get(ref.version ?? '') ?? null;
    if (ref.source !== SAVED) return readFrom(this.sourceOf(ref), ref, signal);
    const read = await orNull(() => this.content.read(ref.path, signal));
    if (read === null) return null;
    if (read.decoded.kind === 'binary') throw new AtelierError('not_a_file');
    return read.decoded.text;
  }
}

async function readFrom(source: TextSource | undefined, ref: TextRef, signal: AbortSignal): Promise<string | null> {
  if (source === undefined) throw new AtelierError('not_found');
  return source.read(ref, signal);
}
