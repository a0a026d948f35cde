import type { editor } from 'monaco-editor/editor';

/** What a text loses and gains just before it is saved. */
export type Tidying = { readonly trimTrailingWhitespace: boolean; readonly insertFinalNewline: boolean; readonly trimFinalNewlines: boolean };

type Edit = editor.IIdentifiedSingleEditOperation;

/** Edits as one step that can be undone. Lines in `spared` keep their ends: somebody is typing there. */
export function tidy(model: editor.ITextModel, tidying: Tidying, spared: ReadonlySet<number>): void {
  const end = atEnd(model, tidying, spared);
  // What goes with the empty lines at the end need not go by itself.
  const until = end[0]?.range.startLineNumber ?? model.getLineCount();
  const edits = [...(tidying.trimTrailingWhitespace ? trailing(model, spared).filter(({ range }) => range.startLineNumber <= until) : []), ...end];
  if (edits.length === 0) return;
  model.pushStackElement();
  model.pushEditOperations([], edits, () => null);
  model.pushStackElement();
}

function trailing(model: editor.ITextModel, spared: ReadonlySet<number>): Edit[] {
  const edits: Edit[] = [];
  const lines = model.getLineCount();
  for (let line = 1; line <= lines; line += 1) {
    const end = model.getLineMaxColumn(line);
    const kept = model.getLineLastNonWhitespaceColumn(line) || 1;
    if (kept < end && !spared.has(line)) edits.push({ range: { startLineNumber: line, startColumn: kept, endLineNumber: line, endColumn: end }, text: null });
  }
  return edits;
}

function atEnd(model: editor.ITextModel, tidying: Tidying, spared: ReadonlySet<number>): Edit[] {
  const last = model.getLineCount();
  const isBlank = (line: number): boolean => model.getLineLastNonWhitespaceColumn(line) === 0 && (tidying.trimTrailingWhitespace || model.getLineMaxColumn(line) === 1);
  let line = last;
  while (tidying.trimFinalNewlines && line > 1 && isBlank(line) && isBlank(line - 1) && !spared.has(line)) line -= 1;
  if (line < last) {
    return [{ range: { startLineNumber: line, startColumn: model.getLineMaxColumn(line), endLineNumber: last, endColumn: model.getLineMaxColumn(last) }, text: null }];
  }
  if (!tidying.insertFinalNewline || model.getLineMaxColumn(last) === 1 || (tidying.trimTrailingWhitespace && isBlank(last))) return [];
  const end = model.getLineMaxColumn(last);
  return [{ range: { startLineNumber: last, startColumn: end, endLineNumber: last, endColumn: end }, text: model.getEOL() }];
}
