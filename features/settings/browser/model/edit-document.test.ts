import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withItem, withoutItems, withValue } from './edit-document.ts';

test('one value changes, everything else stays as it was written', () => {
  const text = '{\n  // narrow\n  "editor.tabSize": 2,\n  "a": 1, // one\n}\n';
  assert.equal(withValue(text, ['editor.tabSize'], 4), text.replace('2', '4'));
  assert.equal(withValue('', ['a'], true), '{\n  "a": true\n}\n');
  assert.equal(withValue('{ "a": 1 }\n', ['a'], undefined).replace(/\s/g, ''), '{}');
  assert.match(withValue(text, ['[python]', 'editor.tabSize'], 8), /"\[python\]": \{\s+"editor.tabSize": 8\s+\}/);
});

test('a document that cannot be read is not written over', () => {
  for (const text of ['{ "a" }', '[]', '"x"']) assert.throws(() => withValue(text, ['a'], 1), { code: 'invalid_input' });
  assert.throws(() => withItem('{}', {}), { code: 'invalid_input' });
});

test('rules are put at the end and taken out wherever they are', () => {
  const one = withItem('', { key: 'ctrl+j', command: 'a' });
  const two = withItem(one, { key: 'ctrl+k', command: 'b' });
  assert.deepEqual(JSON.parse(two), [{ key: 'ctrl+j', command: 'a' }, { key: 'ctrl+k', command: 'b' }]);
  assert.deepEqual(JSON.parse(withoutItems(two, (item) => (item as { command: string }).command === 'a')), [{ key: 'ctrl+k', command: 'b' }]);
  const commented = withItem('[\n  // mine\n  { "key": "f2", "command": "x" }\n]\n', { key: 'f3', command: 'y' });
  assert.match(commented, /\/\/ mine/);
});
