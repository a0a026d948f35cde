import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { PendingInput } from './pending-input.ts';

suite('pending input', () => {
  test('is taken in pieces and in order', () => {
    const input = withText('abc', 'defg');
    assert.deepEqual(takeAll(input, 2), ['ab', 'c', 'de', 'fg']);
    assert.equal(input.sentBytes, 7);
  });

  test('what arrived is forgotten, the rest is sent again on the next connection', () => {
    const input = withText('abcdef');
    takeAll(input, 4);
    input.confirm(2);
    input.resume(3);
    assert.deepEqual(takeAll(input, 100), ['def']);
    input.confirm(6);
    assert.equal(input.isEmpty, true);
  });

  test('an agent that forgot the client gets nothing twice', () => {
    const input = withText('abc');
    takeAll(input, 100);
    input.confirm(1);
    input.push(bytes('new'));
    input.resume(0);
    assert.deepEqual(takeAll(input, 100), ['new']);
    assert.equal(input.sentBytes, 3);
  });

  test('a confirmation of more than was sent confirms what was sent', () => {
    const input = withText('abc', 'def');
    input.take(3);
    input.confirm(1000);
    assert.deepEqual(takeAll(input, 100), ['def']);
  });

  test('too much is refused whole', () => {
    const input = new PendingInput(5);
    assert.equal(input.push(bytes('abc')), true);
    assert.equal(input.push(bytes('def')), false);
    assert.equal(input.push(bytes('de')), true);
    assert.deepEqual(takeAll(input, 100), ['abc', 'de']);
  });
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function withText(...texts: string[]): PendingInput {
  const input = new PendingInput(1000);
  for (const text of texts) input.push(bytes(text));
  return input;
}

function takeAll(input: PendingInput, maxBytes: number): string[] {
  const taken: string[] = [];
  for (let next = input.take(maxBytes); next !== null; next = input.take(maxBytes)) taken.push(new TextDecoder().decode(next));
  return taken;
}
