import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isMet, ratioOf, type Row } from './figure.ts';
import { median, quantile, repeat } from './statistics.ts';

const row: Row = { what: 'x', unit: 'ms', value: 30, of: 'median of 3', limit: { what: 'y', value: 20 }, goal: { atMost: 40 } };

test('quantiles are taken from the samples themselves', () => {
  assert.equal(median([5, 1, 9]), 5);
  assert.equal(quantile([1, 2, 3, 4], 0.99), 4);
  assert.throws(() => median([]), RangeError);
});

test('samples are taken one after the other', async () => {
  let running = 0;
  const samples = await repeat(3, async (index) => {
    running += 1;
    await Promise.resolve();
    assert.equal(running, 1);
    running -= 1;
    return index;
  });
  assert.deepEqual(samples, [0, 1, 2]);
});

test('a goal can bound the value, its ratio to the limit, or both', () => {
  assert.equal(ratioOf(row), 1.5);
  assert.equal(ratioOf({ ...row, limit: null }), null);
  assert.equal(isMet(row), true);
  assert.equal(isMet({ ...row, goal: { atMost: 29 } }), false);
  assert.equal(isMet({ ...row, goal: { atMost: 40, atMostTimesLimit: 1.4 } }), false);
  assert.equal(isMet({ ...row, goal: { atLeast: 31 } }), false);
});
