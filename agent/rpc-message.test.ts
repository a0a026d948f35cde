import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../shared/errors.ts';
import { checkRpcFrame } from './rpc-message.ts';

const withCode = (code: string) => (error: unknown) => error instanceof AtelierError && error.code === code;

test('requests, aborts and stream events pass', () => {
  checkRpcFrame('{"i":"1","p":{"u":"/files/stat","b":{"json":{"path":"/a"}}}}');
  checkRpcFrame('{"i":"1","p":{"u":"/files/roots"}}');
  checkRpcFrame('{"i":"1","t":4}');
  checkRpcFrame('{"i":"1","t":3,"p":{"e":"message","d":1}}');
  checkRpcFrame(`{"i":"1","p":{"u":"/files/stat","b":{"json":{"path":"/__proto__"}}}}`);
});

test('A40 what is no JSON is told apart from what is no message', () => {
  for (const text of ['', '{', 'x', '{"i":"1",}']) assert.throws(() => checkRpcFrame(text), withCode('invalid_text'), text);
  const noMessages = ['null', '1', '"x"', '[]', '{}', '{"i":1,"p":{"u":"/x"}}', '{"i":"1"}', '{"i":"1","t":9}', '{"i":"1","t":"4"}', '{"i":"1","t":3}', '{"i":"1","p":{}}', '{"i":"1","p":{"u":"http://evil/"}}', '{"i":"1","p":{"u":"/x","h":[]}}', '{"i":"1","p":{"u":"/x","m":1}}', `{"i":"${'1'.repeat(65)}","t":4}`];
  for (const text of noMessages) assert.throws(() => checkRpcFrame(text), withCode('invalid_input'), text);
});

test('A40 nesting of 100,000 levels and the key __proto__ are refused', () => {
  const deep = `{"i":"1","p":{"u":"/x","b":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  assert.throws(() => checkRpcFrame(deep), withCode('invalid_input'));
  assert.throws(() => checkRpcFrame('{"i":"1","p":{"u":"/x","b":{"json":{"__proto__":{"polluted":1}}}}}'), withCode('invalid_input'));
  assert.throws(() => checkRpcFrame('{"__proto__":{},"i":"1","t":4}'), withCode('invalid_input'));
});
