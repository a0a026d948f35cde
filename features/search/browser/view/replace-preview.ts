import type { TextSource } from '../../../../components/workbench/editors/text-sources.ts';
import { diffInput } from '../../../../components/workbench/editors/editors.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { pathToQuery } from '../../../../shared/file-path.ts';
import type { ResultRow } from '../model/results.ts';
import { takenOf } from '../replacing.ts';
import type { SearchSession } from '../search-session.ts';

/** The source of texts as they would be. */
export const REPLACED = 'search-replace';
const MAX_PREVIEW_BYTES = 4 * 1024 * 1024;

/** The file beside what a replacement would make of it, in the editor's own comparison. */
export function openPreview(workbench: Workbench, session: SearchSession, { file }: ResultRow): void {
  const version = JSON.stringify({ replacement: session.form.get().replacement, ats: takenOf(file).map(({ at }) => at) }).slice(0, 200);
  workbench.editors.open.emit({ input: diffInput({ left: { source: 'saved', path: file.path }, right: { source: REPLACED, path: file.path, version } }), preview: true });
  workbench.layout.showEditor();
}

/** Texts as they would be; of hits that are on the list now, those that are ticked. */
export function replacedTexts(workbench: Workbench, { session, label }: { readonly session: SearchSession; readonly label: () => string }): TextSource {
  return {
    source: REPLACED,
    label,
    read: async ({ path }, signal) => {
      const response = await fetch(workbench.connection.httpUrl(`files/content?path=${pathToQuery(path)}`), { signal });
      if (response.status === 404) return null;
      if (!response.ok) throw new AtelierError('unavailable');
      const content = new Uint8Array(await response.arrayBuffer());
      if (content.length > MAX_PREVIEW_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_PREVIEW_BYTES });
      const file = session.results.find(path);
      const text = new TextDecoder();
      if (file === null) return text.decode(content);
      const offset = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? 3 : 0;
      let out = '';
      let at = 0;
      for (const hit of takenOf(file).toSorted((a, b) => a.at - b.at)) {
        const start = hit.at + offset;
        if (start < at) continue;
        out += text.decode(content.subarray(at, start)) + session.replacing.textFor(hit);
        at = start + hit.bytes;
      }
      return out + text.decode(content.subarray(at));
    },
  };
}
