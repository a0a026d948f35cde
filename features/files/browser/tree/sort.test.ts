import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../../tests/harness/soon.ts';
import { compareEntries, findSorted, mergeSorted, sortKey } from './sort.ts';

const entry = (name: string, first = false) => ({ name, key: sortKey(name), group: first ? 0 : 1 });
const sorted = (...names: string[]) => names.map((name) => entry(name)).sort(compareEntries).map(({ name }) => name);

test('digits sort as numbers', () => {
  assert.deepEqual(sorted('file10', 'file2', 'file1', 'file', 'file2b', 'file02'), ['file', 'file1', 'file2', 'file02', 'file2b', 'file10']);
});

test('the order is that of the collation that VS Code uses', () => {
  const collator = new Intl.Collator('en', { numeric: true });
  const names = ['_a', '-a', '.a', '.gitignore', '__tests__', 'a_b', 'a-b', 'a.b', 'a b', 'ab', 'aB', 'Ab', 'AB', 'a1', 'a10', 'a2', '1a', '10', '9', '$x', '~x', '#x', '@x', '(x)', '[x]', '+x', 'á', 'a', 'A', 'README.md', 'readme.md', 'README', 'package-lock.json', 'package.json', 'tsconfig.base.json', 'tsconfig.json'];
  assert.deepEqual(sorted(...names), names.toSorted(collator.compare));
});

test('case and accents do not separate names', () => {
  assert.deepEqual(sorted('Zoo', 'été', 'apple', 'Banana', 'ete2', 'zebra'), ['apple', 'Banana', 'été', 'ete2', 'zebra', 'Zoo']);
});

test('names that differ in case only keep one order', () => {
  assert.deepEqual(sorted('readme', 'README', 'Readme'), sorted('Readme', 'readme', 'README'));
});

test('folders come first', () => {
  assert.ok(compareEntries(entry('z', true), entry('a')) < 0);
});

test('digits by the thousand are no number and no trouble', () => {
  assert.ok(compareEntries(entry('9'.repeat(250)), entry(`1${'0'.repeat(250)}`)) !== 0);
});

test('merging keeps the order and drops what is there twice', () => {
  const merged = mergeSorted([entry('a'), entry('c')], [entry('b'), entry('c'), entry('d')]);
  assert.deepEqual(merged.map(({ name }) => name), ['a', 'b', 'c', 'd']);
});

test('a place is found, or told where it would be', () => {
  const list = [entry('a'), entry('c')];
  assert.equal(findSorted(list, entry('c')), 1);
  assert.equal(findSorted(list, entry('b')), -2);
});

test('100,000 names in pieces of 2,000 are in order soon', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `file-${(index * 7919) % 100_000}.txt`);
  const all = soon(() => {
    let merged: ReturnType<typeof entry>[] = [];
    for (let at = 0; at < names.length; at += 2000) {
      merged = mergeSorted(merged, names.slice(at, at + 2000).map((name) => entry(name)).sort(compareEntries));
    }
    return merged;
  });
  assert.equal(all.length, 100_000);
  assert.equal(all[0]?.name, 'file-0.txt');
  assert.equal(all.at(-1)?.name, 'file-99999.txt');
});
