import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { editor } from 'monaco-editor/editor';

import type { Formatter } from '../../../../components/workbench/editors/formatters.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { formatterFor, formatText, JSON_FORMATTER } from './formatting.ts';

const path = FilePath.parse('/a.json');

/** As much of Monaco's model as a text that is laid out needs. */
function modelOf(text: string) {
  const state = { text, version: 1 };
  const offsetAt = (line: number, column: number): number => state.text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  const model = {
    getValue: () => state.text,
    getValueLength: () => state.text.length,
    getLanguageId: () => 'json',
    getEOL: () => '\n',
    getOptions: () => ({ tabSize: 2, insertSpaces: true }),
    getVersionId: () => state.version,
    isDisposed: () => false,
    getPositionAt: (offset: number) => {
      const before = state.text.slice(0, offset).split('\n');
      return { lineNumber: before.length, column: (before.at(-1) ?? '').length + 1 };
    },
    pushStackElement: () => undefined,
    pushEditOperations: (_cursors: unknown, edits: readonly { readonly range: { readonly startLineNumber: number; readonly startColumn: number; readonly endLineNumber: number; readonly endColumn: number }; readonly text: string }[]) => {
      const ranges = edits.map(({ range, text: fresh }) => ({ from: offsetAt(range.startLineNumber, range.startColumn), to: offsetAt(range.endLineNumber, range.endColumn), fresh }));
      for (const { from, to, fresh } of ranges.toSorted((one, other) => other.from - one.from)) state.text = state.text.slice(0, from) + fresh + state.text.slice(to);
    },
  };
  return { model: model as unknown as editor.ITextModel, state };
}

test('JSON is laid out as the text is indented, comments and all; what is no JSON loses nothing', async () => {
  const { model, state } = modelOf('{"a":1,// one\n"b":[1,2]}');
  await formatText(JSON_FORMATTER, { model, path, signal: new AbortController().signal });
  assert.equal(state.text, '{\n  "a": 1, // one\n  "b": [\n    1,\n    2\n  ]\n}');
  const broken = modelOf('{"a": <<< ');
  await formatText(JSON_FORMATTER, { model: broken.model, path, signal: new AbortController().signal });
  assert.equal(broken.state.text.replaceAll(/\s/g, ''), '{"a":<<<');
});

test('what was typed while a formatter was at work stays, and nobody is asked of a text that is too long', async () => {
  const { model, state } = modelOf('{}');
  const slow: Formatter = {
    id: 'slow', accepts: () => true,
    format: () => {
      state.version += 1;
      return Promise.resolve([{ range: { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 3 }, text: 'gone' }]);
    },
  };
  await formatText(slow, { model, path, signal: new AbortController().signal });
  assert.equal(state.text, '{}');
  assert.equal(formatterFor([slow], { model: modelOf('x'.repeat(2_000_001)).model, path }), null);
  assert.equal(formatterFor([JSON_FORMATTER, slow], { model, path }), JSON_FORMATTER);
});
