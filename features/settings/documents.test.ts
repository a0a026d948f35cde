import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MAX_DOCUMENT_BYTES } from './contract.ts';
import { readArray, readObject } from './documents.ts';

test('comments, commas at the end and nothing at all are what VS Code makes of them', () => {
  assert.deepEqual(readObject('// mine\n{ "editor.tabSize": 2, /* x */ "[python]": { "editor.tabSize": 4, }, }').value, { 'editor.tabSize': 2, '[python]': { 'editor.tabSize': 4 } });
  assert.deepEqual(readObject('').value, {});
  assert.deepEqual(readObject(' // nothing yet\n').value, {});
  assert.deepEqual(readArray('\n').value, []);
  assert.deepEqual(readArray('[{ "key": "ctrl+j", "command": "a" },]').value, [{ key: 'ctrl+j', command: 'a' }]);
});

test('what is no document is said, with its line where there is one', () => {
  assert.deepEqual(readObject('{\n "a": 1,\n "b" 2\n}').problem, { problem: 'not_json', line: 3 });
  assert.deepEqual(readObject('[]').problem, { problem: 'no_object' });
  assert.deepEqual(readArray('{}').problem, { problem: 'no_array' });
  assert.deepEqual(readObject('nonsense').problem, { problem: 'not_json', line: 1 });
});

test('a hostile document changes nothing but what it is asked about: prototypes, depth, size', () => {
  const { value } = readObject('{ "__proto__": { "editor.tabSize": 9 }, "constructor": { "prototype": { "x": 1 } } }');
  assert.ok(value !== null);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(value['editor.tabSize'], undefined);
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  assert.deepEqual(readObject(`{"a":${'['.repeat(100_000)}`).problem, { problem: 'too_deep' });
  assert.deepEqual(readObject(`{"a":"${'x'.repeat(MAX_DOCUMENT_BYTES)}"}`).problem, { problem: 'too_large' });
  assert.deepEqual(readObject(`{"a":"${'é'.repeat(MAX_DOCUMENT_BYTES / 2)}"}`).problem, { problem: 'too_large' });
  const wide = `{${Array.from({ length: 9000 }, (_, at) => `"k${at}": ${at}`).join(',')}}`;
  assert.equal(Object.keys(readObject(wide).value ?? {}).length, 9000);
});
