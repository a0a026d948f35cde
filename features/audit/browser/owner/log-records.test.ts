import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemberId, ModuleId } from '../../../../shared/ids.ts';
import { DAY_MS } from '../../../../shared/units.ts';
import type { AuditRecordView } from '../../contract.ts';
import { EVERYTHING, isFiltered, toQuery } from './log-filter.ts';
import { byDay, inPieces, shortDetails, shortHash, withNewer, type Pages } from './log-records.ts';

const record = (number: number, more: Partial<AuditRecordView> = {}): AuditRecordView => ({
  number, atMs: number, actorId: null, actorName: null, action: 'a.b', target: '', targetName: null, address: '', outcome: 'done', details: {}, names: {}, sessionId: null, previousHash: '', hash: '', ...more,
});
const pages = (...numbers: number[]): Pages => ({ pages: [{ records: numbers.map((number) => record(number)), next: null }], pageParams: [null] });
const numbersOf = (merged: Pages | null): number[] | undefined => merged?.pages.flatMap(({ records }) => records.map(({ number }) => number));

test('newer records come above what is there, each once', () => {
  assert.deepEqual(numbersOf(withNewer(pages(3, 2), { records: [record(5), record(4), record(3)], next: 3 })), [5, 4, 3, 2]);
  assert.deepEqual(numbersOf(withNewer(pages(), { records: [record(1)], next: null })), [1]);
  const same = pages(3);
  assert.equal(withNewer(same, { records: [record(3)], next: null }), same);
});

test('where more came than one asked for, the log begins anew instead of showing a gap', () => {
  assert.equal(withNewer(pages(3), { records: [record(9), record(8)], next: 8 }), null);
});

test('records are in groups of a day, in their order', () => {
  const days = byDay([record(25), record(21), record(12)], (atMs) => String(Math.floor(atMs / 10)));
  assert.deepEqual(days.map(({ key, records }) => [key, records.length]), [['2', 2], ['1', 1]]);
});

test('a piece keeps its key when newer records come, and a day is named where it begins', () => {
  const piecesOf = (newest: number) =>
    inPieces(byDay(Array.from({ length: newest }, (_, index) => record(newest - index)), (atMs) => String(Math.floor(atMs / 150)))).map(({ key, lines }) => [key, lines.length, lines[0]?.kind]);
  assert.deepEqual(piecesOf(220), [[2, 22, 'day'], [1, 101, 'record'], [0, 99, 'record']]);
  assert.deepEqual(piecesOf(221), [[2, 23, 'day'], [1, 101, 'record'], [0, 99, 'record']]);
});

test('what stands beside the sentence is words: no ids, no yes or no', () => {
  const names = { m00000000ann1: 'Ann' };
  assert.equal(shortDetails({ details: { memberId: 'm00000000ann1', other: 'r000000000api', granted: true, access: 'write', more: 'x' }, names }), 'Ann, write');
  assert.equal(shortHash('5c1f00000000a09e'), '5c1f…a09e');
});

test('what chooses nothing is not asked for', () => {
  assert.deepEqual(toQuery(EVERYTHING, 0), {});
  const actorId = MemberId.parse('m00000000ann1');
  const moduleId = ModuleId.parse('r00000000api1');
  assert.deepEqual(toQuery({ text: ' x ', subject: 'git', actorId, moduleId, outcome: 'refused', period: 'day' }, 2 * DAY_MS), { text: 'x', subject: 'git', actorId, moduleId, outcome: 'refused', sinceMs: DAY_MS });
  assert.deepEqual([isFiltered(EVERYTHING), isFiltered({ ...EVERYTHING, period: 'week' })], [false, true]);
});
