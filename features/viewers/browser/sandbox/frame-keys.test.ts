import assert from 'node:assert/strict';
import { test } from 'node:test';

import { harmlessPress } from './frame-keys.ts';

const pressed = (key: string, held: Readonly<Record<string, unknown>> = {}) => harmlessPress({ type: 'key', key, code: '', ...held });

test('keys of a frame go on to the page where they only show something', () => {
  assert.deepEqual(pressed('p', { ctrlKey: true }), { key: 'p', code: '', ctrlKey: true, shiftKey: false, altKey: false });
  assert.deepEqual(pressed('F1'), { key: 'F1', code: '', ctrlKey: false, shiftKey: false, altKey: false });
  assert.ok(pressed('T', { altKey: true, shiftKey: true }) !== null);
  assert.equal(pressed('f', { ctrlKey: true }), 'find');
});

test('A27 what changes or runs something, and what is no key, is not taken from a frame', () => {
  for (const key of ['s', 'z', 'Enter', 'Delete', 'v']) assert.equal(pressed(key, { ctrlKey: true }), null, key);
  for (const key of ['Delete', 'Enter', 'a', 'F2']) assert.equal(pressed(key), null, key);
  assert.equal(pressed('`', { ctrlKey: true, shiftKey: true }), null);
  for (const message of [{}, { key: 1, code: 2 }, { key: 'p'.repeat(99), code: '', ctrlKey: true }, { key: 'p', code: '', ctrlKey: 'yes' }]) assert.equal(harmlessPress(message), null);
});
