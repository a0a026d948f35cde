import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../tests/harness/soon.ts';
import { Lanes } from './lanes.ts';

/** `a: b c` is commit a with parents b and c, newest first. */
function laid(text: string, first: string | null = null): Lanes {
  const lanes = new Lanes(first);
  for (const line of text.trim().split('\n')) {
    const [hash = '', parents = ''] = line.trim().split(':');
    lanes.add({ hash, parents: parents.trim().split(' ').filter((parent) => parent !== '') });
  }
  return lanes;
}
const lanesOf = (lanes: Lanes): number[] => Array.from({ length: lanes.count }, (_, row) => lanes.laneOf(row));
const between = (lanes: Lanes, row: number): string => lanes.linesBelow(row).map(({ from, to }) => `${from}-${to}`).join(' ');

test('one line of commits takes one lane', () => {
  const lanes = laid('c: b\nb: a\na:');
  assert.deepEqual(lanesOf(lanes), [0, 0, 0]);
  assert.deepEqual([between(lanes, 0), between(lanes, 1), between(lanes, 2), lanes.width], ['0-0', '0-0', '', 1]);
});

test('a merge opens a lane, which ends where the branch began', () => {
  const lanes = laid('m: c t\nt: b\nc: b\nb: a\na:');
  assert.deepEqual(lanesOf(lanes), [0, 1, 0, 0, 0]);
  assert.deepEqual([0, 1, 2, 3].map((row) => between(lanes, row)), ['0-0 0-1', '0-0 1-1', '0-0 1-0', '0-0']);
});

test('two tips stand beside each other, and the main branch is kept at the left', () => {
  assert.deepEqual(lanesOf(laid('t: a\nm: a\na:')), [0, 1, 0]);
  const lanes = laid('t: b\nm: b\nb: a\na:', 'm');
  assert.deepEqual(lanesOf(lanes), [1, 0, 0, 0]);
  assert.equal(between(lanes, 1), '0-0 1-0');
});

test('a lane that ended is used again', () => {
  const lanes = laid('m2: c t2\nt2: c\nc: b t1\nt1: b\nb:');
  assert.deepEqual(lanesOf(lanes), [0, 1, 0, 1, 0]);
  assert.equal(lanes.width, 2);
});

test('a merge of many, and one of a line that is there already, are drawn', () => {
  const lanes = laid('o: a b c\nx: b\na: z\nb: z\nc: z\nz:');
  assert.equal(between(lanes, 0), '0-0 0-1 0-2');
  assert.deepEqual(lanesOf(lanes), [0, 3, 0, 1, 2, 0]);
  const joined = laid('p: b\nm: a b\na:\nb:');
  assert.equal(between(joined, 1), '0-0 1-1 1-0');
});

test('a commit that stands before its child draws no line without end', () => {
  const lanes = laid('a:\nb: a\nc: b');
  assert.deepEqual([between(lanes, 0), between(lanes, 1)], ['', '']);
});

test('100,000 commits are laid out soon', () => {
  const lanes = new Lanes(null);
  soon(() => {
    for (let at = 100_000; at > 0; at -= 1) lanes.add({ hash: `c${at}`, parents: at % 10 === 0 ? [`c${at - 1}`, `c${at - 7}`] : [`c${at - 1}`] });
  });
  assert.ok(lanes.width < 5);
});
