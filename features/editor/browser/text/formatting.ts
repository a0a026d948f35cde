import type { editor } from 'monaco-editor/editor';

import type { Formatter } from '../../../../components/workbench/editors/formatters.ts';
import type { FilePath } from '../../../../shared/file-path.ts';

/** Above this, laying a text out would hold the page up. */
const MAX_CHARACTERS = 2_000_000;

/** JSON, with comments where its kind has them. */
export const JSON_FORMATTER: Formatter = {
  id: 'text.json',
  accepts: (language) => language === 'json' || language === 'jsonc',
  async format({ model, tabSize, insertSpaces }) {
    const { format } = await import('jsonc-parser');
    const edits = format(model.getValue(), undefined, { tabSize, insertSpaces, eol: model.getEOL() });
    return edits.map(({ offset, length, content }) => {
      const [from, to] = [model.getPositionAt(offset), model.getPositionAt(offset + length)];
      return { range: { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column }, text: content };
    });
  },
};

export function formatterFor(formatters: readonly Formatter[], { model, path }: { readonly model: editor.ITextModel; readonly path: FilePath }): Formatter | null {
  return model.getValueLength() > MAX_CHARACTERS ? null : (formatters.find(({ accepts }) => accepts(model.getLanguageId(), path)) ?? null);
}

/** Lays the text out, as one step that can be undone; nothing where it was changed meanwhile, or nobody waits any more. */
export async function formatText(formatter: Formatter, about: { readonly model: editor.ITextModel; readonly path: FilePath; readonly signal: AbortSignal }): Promise<void> {
  const { model, path, signal } = about;
  const version = model.getVersionId();
  const { tabSize, insertSpaces } = model.getOptions();
  const edits = await formatter.format({ model, path, tabSize, insertSpaces, signal });
  if (signal.aborted || model.isDisposed() || model.getVersionId() !== version || edits.length === 0) return;
  model.pushStackElement();
  model.pushEditOperations([], edits.map(({ range, text }) => ({ range, text })), () => null);
  model.pushStackElement();
}
