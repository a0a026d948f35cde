import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../shared/file-path.ts';
import type { TimelineEvent } from '../contract.ts';
import { CHOSEN_PX, DAY_PX, EVENT_PX, rowAt, rowsOf, topsOf } from './rows.ts';

const save = (id: string, atMs: number): TimelineEvent => ({ kind: 'save', id, path: FilePath.parse('/a'), atMs, cause: 'saved', ofMs: null, memberId: null, lines: 1, sizeBytes: 1 });
const dayOf = (atMs: number) => ({ day: 'date' as const, date: `day ${Math.floor(atMs / 10)}` });

test('events stand under their days, and the chosen one has room for its buttons', () => {
  const rows = rowsOf([save('s1', 25), save('s2', 21), save('s3', 9)], { dayOf, chosen: 's2' });
  assert.deepEqual(rows.map((row) => (row.kind === 'day' ? row.date : row.key)), ['day 2', 's1', 's2', 'day 0', 's3']);
  assert.deepEqual(topsOf(rows), [0, DAY_PX, DAY_PX + EVENT_PX, DAY_PX + EVENT_PX + CHOSEN_PX, 2 * DAY_PX + EVENT_PX + CHOSEN_PX, 2 * DAY_PX + 2 * EVENT_PX + CHOSEN_PX]);
});

test('the row at a height is found however many there are', () => {
  const tops = topsOf(rowsOf(Array.from({ length: 5000 }, (_, at) => save(`s${at}`, 5)), { dayOf, chosen: null }));
  assert.deepEqual([rowAt(tops, 0), rowAt(tops, DAY_PX), rowAt(tops, DAY_PX + EVENT_PX * 4000), rowAt(tops, 1e9), rowAt([0], 5)], [0, 1, 4001, 5000, 0]);
});
