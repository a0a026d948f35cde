import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findTraces, formsOf } from './traces.ts';

const TRACES = new Map([['ai', formsOf('k7secretmark')], ['docs', formsOf('elsewhere1')]]);

for (const [what, bytes] of [
  ['as it is', Buffer.from('{"name":"a-k7secretmark-b"}')],
  ['in UTF-16', Buffer.from('x k7secretmark', 'utf16le')],
  ['in hexadecimal digits', Buffer.from(Buffer.from('..k7secretmark').toString('hex'))],
  ['in base64', Buffer.from(Buffer.from('k7secretmark and more').toString('base64'))],
  ['in base64, one byte later', Buffer.from(Buffer.from('1k7secretmark').toString('base64'))],
  ['in base64, two bytes later', Buffer.from(Buffer.from('12k7secretmark!').toString('base64'))],
] as const) {
  test(`a marker ${what} is found, and said whose it is`, () => {
    assert.deepEqual(findTraces(bytes, TRACES).map(({ name }) => name), ['ai']);
  });
}

test('nothing is found in what holds only the beginning of a marker', () => {
  assert.deepEqual(findTraces(Buffer.from('k7secretmar elsewhere'), TRACES), []);
});
