import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Recent } from './recent.ts';

function memory(initial: Record<string, string> = {}) {
  const kept = new Map(Object.entries(initial));
  return { kept, getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

test('the latest is first, once, and no more than fit', () => {
  const storage = memory();
  const recent = new Recent({ key: 'k', storage, most: 2 });
  for (const name of ['a', 'b', 'a', 'c']) recent.add(name);
  assert.deepEqual(recent.all(), ['c', 'a']);
  assert.deepEqual(new Recent({ key: 'k', storage, most: 2 }).all(), ['c', 'a']);
});

test('what others wrote there, and a storage that is full, are no reason to stop', () => {
  assert.deepEqual(new Recent({ key: 'k', storage: memory({ k: '{"a":1}' }), most: 2 }).all(), []);
  assert.deepEqual(new Recent({ key: 'k', storage: memory({ k: 'x' }), most: 2 }).all(), []);
  const full = new Recent({ key: 'k', storage: { getItem: () => null, setItem: () => { throw new Error('full'); } }, most: 2 });
  full.add('a');
  assert.deepEqual(full.all(), ['a']);
});
