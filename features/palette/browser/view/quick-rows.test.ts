import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layRows, rowsBetween } from './quick-rows.ts';

const SIZES = { headPx: 28, itemPx: 32 };

test('a group’s head stands above its first item only', () => {
  const { rows, totalPx, rowOf } = layRows(['a', 'a', 'b', undefined], SIZES);
  assert.deepEqual(rows.map((row) => (row.kind === 'head' ? row.text : row.index)), ['a', 0, 1, 'b', 2, 3]);
  assert.equal(totalPx, 2 * 28 + 4 * 32);
  assert.deepEqual(rowOf, [1, 2, 4, 5]);
});

test('of 100,000 rows those that show are drawn', () => {
  const laid = layRows(Array.from({ length: 100_000 }, () => undefined), SIZES);
  const drawn = rowsBetween(laid, { fromPx: 320_000, toPx: 320_400 });
  assert.ok(drawn.length < 30);
  assert.ok(drawn.some((row) => row.kind === 'item' && row.index === 10_000));
  assert.deepEqual(rowsBetween(layRows([], SIZES), { fromPx: 0, toPx: 400 }), []);
});
