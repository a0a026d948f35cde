import assert from 'node:assert/strict';
import { test } from 'node:test';

import { holdsOf, ListedNames } from './listed-names.ts';

const listed = (...paths: string[]): ListedNames => new ListedNames(Buffer.from(paths.map((path) => `${path}\0`).join('')));
const word = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const all = (names: ListedNames, ...words: string[]): number[] => {
  const found: number[] = [];
  for (let at = names.nextWith(holdsOf(words.map(word)), 0); at < names.count; at = names.nextWith(holdsOf(words.map(word)), at + 1)) found.push(at);
  return found;
};

test('each path is known by its place, its end and where its last name begins', () => {
  const names = listed('/a/bc', '/d', '/e/f/');
  assert.equal(names.count, 3);
  const path = (index: number): string => names.bytes.toString('utf8', names.startOf(index), names.ends[index]);
  assert.deepEqual([0, 1, 2].map(path), ['/a/bc', '/d', '/e/f/']);
  assert.deepEqual([0, 1, 2].map((index) => names.bytes.toString('utf8', names.names[index], names.ends[index])), ['bc', 'd', '']);
});

test('only paths that have every character are looked at, whatever the case', () => {
  const names = listed('/src/Main.ts', '/src/notes-2.md', '/lib/other.ts');
  assert.deepEqual(all(names, 'main'), [0]);
  assert.deepEqual(all(names, 'ts'), [0, 1, 2]);
  assert.deepEqual(all(names, 'no', '-2'), [1]);
  assert.deepEqual(all(names, 'zzz'), []);
  assert.deepEqual(all(names), [0, 1, 2]);
});

test('a path with other letters may be anything', () => {
  const names = listed('/src/Réunion.md', '/src/plain.md');
  assert.deepEqual(all(names, 'xyz9'), [0]);
  assert.deepEqual([names.isPlain(0), names.isPlain(1)], [false, true]);
});
