import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepLook, keptLook, type KeptLook } from './kept-look.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, text) => void items.set(key, text) };
}
const look = (fontSize: number): KeptLook => ({ options: { fontSize }, indentation: { detects: true, insertSpaces: true, tabSize: 2 } });

test('a text looks as the last one of its ending did', () => {
  const storage = memory();
  keepLook('k', { name: '/a/b.py', look: look(20), storage });
  keepLook('k', { name: '/a/Makefile', look: look(12), storage });
  assert.deepEqual(keptLook('k', { name: '/x/other.py', storage }), look(20));
  assert.deepEqual(keptLook('k', { name: '/a.py/LICENSE', storage }), look(12));
  assert.equal(keptLook('k', { name: '/a.ts', storage }), null);
  assert.equal(keptLook('another', { name: '/a.py', storage }), null);
});

test('what is no look counts as none, and endings do not add up without an end', () => {
  for (const text of ['', '{', '[1]', '[["",null]]', '{"a":1}', '[["",{"options":1}]]']) {
    const storage = memory();
    storage.setItem('k', text);
    assert.equal(keptLook('k', { name: 'a', storage }), null, text);
  }
  const storage = memory();
  for (let index = 0; index < 100; index += 1) keepLook('k', { name: `/a.e${index}`, look: look(index + 6), storage });
  assert.equal(keptLook('k', { name: '/a.e0', storage }), null);
  assert.deepEqual(keptLook('k', { name: '/a.e99', storage }), look(105));
  assert.ok((storage.getItem('k') ?? '').length < 5000);
});
