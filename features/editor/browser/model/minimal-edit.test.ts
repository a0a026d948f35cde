import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../../tests/harness/soon.ts';
import { lineEdits } from './minimal-edit.ts';

function apply(before: readonly string[], after: readonly string[]): string[] {
  const lines = [...before];
  for (const edit of lineEdits(before, after).toReversed()) lines.splice(edit.start, edit.end - edit.start, ...edit.lines);
  return lines;
}

test('equal texts need no edit', () => {
  assert.deepEqual(lineEdits(['a', 'b'], ['a', 'b']), []);
});

test('a change in one line is one edit of one line', () => {
  assert.deepEqual(lineEdits(['a', 'b', 'c'], ['a', 'B', 'c']), [{ start: 1, end: 2, lines: ['B'] }]);
});

test('changes at both ends leave the middle alone', () => {
  assert.deepEqual(lineEdits(['a', 'm', 'n', 'z'], ['A', 'm', 'n', 'Z']), [
    { start: 0, end: 1, lines: ['A'] },
    { start: 3, end: 4, lines: ['Z'] },
  ]);
});

test('insertions and deletions', () => {
  assert.deepEqual(lineEdits(['a', 'c'], ['a', 'b', 'c']), [{ start: 1, end: 1, lines: ['b'] }]);
  assert.deepEqual(lineEdits(['a', 'b', 'c'], ['a', 'c']), [{ start: 1, end: 2, lines: [] }]);
  assert.deepEqual(lineEdits([], ['a']), [{ start: 0, end: 0, lines: ['a'] }]);
});

test('edits lead from one text to the other, whatever they are', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const before = Array.from({ length: random(12) }, () => 'abcd'[random(4)] ?? '');
    const after = Array.from({ length: random(12) }, () => 'abcd'[random(4)] ?? '');
    assert.deepEqual(apply(before, after), after, JSON.stringify([before, after]));
  }
});

test('texts that have nothing in common become one block, quickly', () => {
  const before = Array.from({ length: 20_000 }, (_, line) => `old ${line}`);
  const after = Array.from({ length: 20_000 }, (_, line) => `new ${line}`);
  assert.equal(soon(() => lineEdits(before, after)).length, 1);
});
