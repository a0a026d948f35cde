import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MergePiece } from '../../contract.ts';
import { placesIn, settledText, withSide } from './merge-text.ts';

const PIECES: readonly MergePiece[] = [
  { kind: 'merged', text: '1\ntheirs came here\n2\n' },
  { kind: 'conflict', ours: 'a\nb\n', base: 'x\n', theirs: '' },
  { kind: 'merged', text: '3\n' },
  { kind: 'conflict', ours: 'end', base: 'e\n', theirs: 'fin\n' },
];

test('a side of each conflict makes a text, and each conflict has its place in it', () => {
  assert.deepEqual(withSide(PIECES, 'ours'), { text: '1\ntheirs came here\n2\na\nb\n3\nend', places: [{ from: 4, count: 2 }, { from: 7, count: 1 }] });
  assert.deepEqual(withSide(PIECES, 'theirs').places, [{ from: 4, count: 0 }, { from: 5, count: 1 }]);
});

test('places in a side’s own text take away what the others changed elsewhere', () => {
  assert.deepEqual(placesIn('1\n2\na\nb\n3\nend', PIECES, 'ours'), [{ from: 3, count: 2 }, { from: 6, count: 1 }]);
});

test('both sides stand one after the other, each on lines of its own', () => {
  assert.equal(settledText({ kind: 'conflict', ours: 'end', base: '', theirs: 'fin\n' }, 'both'), 'end\nfin\n');
  assert.equal(settledText({ kind: 'conflict', ours: '', base: 'x', theirs: 'fin' }, 'both'), 'fin');
});
