import type { editor, IRange } from 'monaco-editor/editor';

import { Signal } from '../../../../components/workbench/store.ts';
import { pathToQuery, type FilePath } from '../../../../shared/file-path.ts';
import { MIB } from '../../../../shared/units.ts';
import type { TextBuffer } from '../model/file-state.ts';
import { lineEdits, type LineEdit } from '../model/minimal-edit.ts';
import type { Monaco } from './load-monaco.ts';

/** Above this a file is shown without colours: splitting it into tokens would hold the page up. */
export const MAX_COLOURED_BYTES = 20 * MIB;

/** A Monaco model as the text of an open file. */
export class MonacoBuffer implements TextBuffer {
  readonly model: editor.ITextModel;
  /** Just before and after the text is replaced from outside, for who keeps the scroll position. */
  readonly replacing = new Signal<'before' | 'after'>();

  constructor(model: editor.ITextModel) {
    this.model = model;
    // The look colours brackets as what they are: punctuation.
    model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  }

  static create(monaco: Monaco, initial: { readonly path: FilePath; readonly text: string; readonly sizeBytes: number }): MonacoBuffer {
    const language = initial.sizeBytes > MAX_COLOURED_BYTES ? 'plaintext' : undefined;
    return new MonacoBuffer(monaco.editor.createModel(initial.text, language, freeUri(monaco, initial.path)));
  }

  getText(): string {
    return this.model.getValue();
  }

  version(): number {
    return this.model.getAlternativeVersionId();
  }

  setText(text: string): void {
    const { model } = this;
    const edits = lineEdits(model.getLinesContent(), text.split(/\r\n|\r|\n/));
    this.replacing.emit('before');
    model.pushStackElement();
    const crlf = text.includes('\r\n');
    if (crlf !== (model.getEOL() === '\r\n') && text.includes('\n')) model.pushEOL(crlf ? 1 : 0);
    model.pushEditOperations([], edits.map((edit) => toOperation(model, edit)), () => null);
    model.pushStackElement();
    this.replacing.emit('after');
  }

  onChange(listener: () => void): () => void {
    const subscription = this.model.onDidChangeContent(listener);
    return () => subscription.dispose();
  }

  dispose(): void {
    this.model.dispose();
  }
}

function toOperation(model: editor.ITextModel, edit: LineEdit): { range: IRange; text: string } {
  const [only] = edit.lines;
  if (only !== undefined && edit.lines.length === 1 && edit.end === edit.start + 1) return withinLine(model, { line: edit.start + 1, text: only });
  const eol = model.getEOL();
  const lines = model.getLineCount();
  if (edit.end < lines) {
    const range = { startLineNumber: edit.start + 1, startColumn: 1, endLineNumber: edit.end + 1, endColumn: 1 };
    return { range, text: edit.lines.map((line) => line + eol).join('') };
  }
  const end = { endLineNumber: lines, endColumn: model.getLineMaxColumn(lines) };
  if (edit.start === 0) return { range: { startLineNumber: 1, startColumn: 1, ...end }, text: edit.lines.join(eol) };
  const start = { startLineNumber: edit.start, startColumn: model.getLineMaxColumn(edit.start) };
  return { range: { ...start, ...end }, text: edit.lines.map((line) => eol + line).join('') };
}

/** One line became another: only the characters that differ are replaced, so that a cursor in it stays. */
function withinLine(model: editor.ITextModel, change: { readonly line: number; readonly text: string }): { range: IRange; text: string } {
  const before = model.getLineContent(change.line);
  const most = Math.min(before.length, change.text.length);
  let head = 0;
  while (head < most && before[head] === change.text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === change.text.at(-1 - tail)) tail += 1;
  return {
    range: { startLineNumber: change.line, startColumn: head + 1, endLineNumber: change.line, endColumn: before.length - tail + 1 },
    text: change.text.slice(head, change.text.length - tail),
  };
}

/** `file://` and the path; names with bytes that are no text get them percent-encoded, which no URI can carry otherwise. */
function freeUri(monaco: Monaco, path: FilePath) {
  const text = path.isWellFormed() ? path : pathToQuery(path);
  const uri = monaco.Uri.from({ scheme: 'file', path: text });
  return monaco.editor.getModel(uri) === null ? uri : uri.with({ query: crypto.randomUUID() });
}
