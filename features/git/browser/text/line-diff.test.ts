import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diffLines } from './line-diff.ts';
import { selectionOf } from './selection.ts';

const lines = (text: string): string[] => text.split('');

/** The old text, with the changes made to it. */
function apply(before: readonly string[], after: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const { oldFrom, oldCount, newFrom, newCount } of diffLines(before, after)) {
    result.push(...before.slice(at, oldFrom - 1), ...after.slice(newFrom - 1, newFrom - 1 + newCount));
    at = oldFrom - 1 + oldCount;
  }
  return [...result, ...before.slice(at)];
}

test('the fewest lines are said to have changed', () => {
  assert.deepEqual(diffLines(lines('abc'), lines('abc')), []);
  assert.deepEqual(diffLines(lines('abcde'), lines('aXcdYe')), [{ oldFrom: 2, oldCount: 1, newFrom: 2, newCount: 1 }, { oldFrom: 5, oldCount: 0, newFrom: 5, newCount: 1 }]);
  assert.deepEqual(diffLines(lines('abc'), lines('c')), [{ oldFrom: 1, oldCount: 2, newFrom: 1, newCount: 0 }]);
  assert.deepEqual(diffLines([], lines('ab')), [{ oldFrom: 1, oldCount: 0, newFrom: 1, newCount: 2 }]);
});

test('changes of any two texts lead from one to the other', () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round += 1) {
    const text = (): string[] => Array.from({ length: random(30) }, () => 'abcd'.charAt(random(4)));
    const [before, after] = [text(), text()];
    assert.deepEqual(apply(before, after), after, `${before.join('')} ${after.join('')}`);
  }
  const long = Array.from({ length: 5000 }, (_, line) => `line ${line}`);
  assert.equal(diffLines(long, long.map((line) => `${line}!`)).length, 1);
  assert.deepEqual(apply(long, long.toSpliced(2500, 3, 'new')), long.toSpliced(2500, 3, 'new'));
});

test('of a change that is selected in part, as many old lines go as new ones come', () => {
  const change = { oldFrom: 10, oldCount: 2, newFrom: 20, newCount: 4 };
  assert.deepEqual(selectionOf([change], null), { old: [{ from: 10, to: 11 }], new: [{ from: 20, to: 23 }] });
  assert.deepEqual(selectionOf([change], { from: 1, to: 20 }), { old: [{ from: 10, to: 10 }], new: [{ from: 20, to: 20 }] });
  assert.deepEqual(selectionOf([change], { from: 22, to: 30 }), { old: [], new: [{ from: 22, to: 23 }] });
  assert.deepEqual(selectionOf([{ oldFrom: 5, oldCount: 3, newFrom: 5, newCount: 0 }], { from: 4, to: 5 }), { old: [{ from: 5, to: 7 }], new: [] });
  assert.deepEqual(selectionOf([change], { from: 30, to: 40 }), { old: [], new: [] });
});
