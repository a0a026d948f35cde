import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tidy } from './tidy.ts';

type Model = Parameters<typeof tidy>[0];
type Edit = { readonly range: { readonly startLineNumber: number; readonly startColumn: number; readonly endLineNumber: number; readonly endColumn: number }; readonly text: string | null };

/** As much of Monaco's model as a text that is tidied needs; refuses edits that overlap, as Monaco does. */
function modelOf(text: string) {
  let lines = text.split('\n');
  const offset = (line: number, column: number): number => lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  const model = {
    getLineCount: () => lines.length,
    getLineMaxColumn: (line: number) => (lines[line - 1]?.length ?? 0) + 1,
    getLineLastNonWhitespaceColumn: (line: number) => {
      const kept = (lines[line - 1] ?? '').trimEnd().length;
      return kept === 0 ? 0 : kept + 1;
    },
    getEOL: () => '\n',
    pushStackElement: () => undefined,
    pushEditOperations: (_cursors: unknown, edits: readonly Edit[]) => {
      const ranges = edits.map(({ range, text: fresh }) => ({ from: offset(range.startLineNumber, range.startColumn), to: offset(range.endLineNumber, range.endColumn), fresh: fresh ?? '' })).sort((a, b) => a.from - b.from);
      for (const [index, range] of ranges.entries()) assert.ok(range.from >= (ranges[index - 1]?.to ?? 0), 'edits overlap');
      let whole = lines.join('\n');
      for (const { from, to, fresh } of ranges.toReversed()) whole = whole.slice(0, from) + fresh + whole.slice(to);
      lines = whole.split('\n');
      return null;
    },
  };
  return { model: model as unknown as Model, text: () => lines.join('\n') };
}

function tidied(text: string, wanted: Partial<Parameters<typeof tidy>[1]>, spared: readonly number[] = []): string {
  const { model, text: read } = modelOf(text);
  tidy(model, { trimTrailingWhitespace: false, insertFinalNewline: false, trimFinalNewlines: false, ...wanted }, new Set(spared));
  return read();
}

test('spaces at the ends of lines go, but for the line that somebody types in', () => {
  assert.equal(tidied('a  \n\t\nb\t \n', { trimTrailingWhitespace: true }), 'a\n\nb\n');
  assert.equal(tidied('a  \nb  ', { trimTrailingWhitespace: true }, [2]), 'a\nb  ');
});

test('a text ends with one line end, and gets none when it is empty or has one', () => {
  assert.equal(tidied('a', { insertFinalNewline: true }), 'a\n');
  assert.equal(tidied('a\n', { insertFinalNewline: true }), 'a\n');
  assert.equal(tidied('', { insertFinalNewline: true }), '');
});

test('empty lines at the end go together with what is in them', () => {
  assert.equal(tidied('a\n\n\n\n', { trimFinalNewlines: true }), 'a\n');
  assert.equal(tidied('a  \n \n\t\n  ', { trimTrailingWhitespace: true, trimFinalNewlines: true, insertFinalNewline: true }), 'a\n');
  assert.equal(tidied('a\n \n\n', { trimFinalNewlines: true }), 'a\n \n');
});
