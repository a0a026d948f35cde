import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromLocalField, fromTimeField, toLocalField, toTimeField } from './local-time.ts';

test('a moment goes into its field and comes back to the minute', () => {
  for (const atMs of [Date.UTC(2027, 0, 30, 16, 30), Date.UTC(2026, 6, 1, 0, 0)]) assert.equal(fromLocalField(toLocalField(atMs)), atMs);
  assert.deepEqual([toLocalField(null), fromLocalField(''), fromLocalField('soon')], ['', null, null]);
});

test('a minute of the day goes into its field and comes back, the day’s end as midnight', () => {
  assert.deepEqual([540, 0, 1439, 1440].map(toTimeField), ['09:00', '00:00', '23:59', '00:00']);
  assert.deepEqual(['09:00', '23:59', '', 'x'].map(fromTimeField), [540, 1439, null, null]);
});
