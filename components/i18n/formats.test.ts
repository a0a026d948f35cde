import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Formats } from './formats.ts';

const en = new Formats('en', 'Europe/Brussels');
const fr = new Formats('fr', 'Europe/Brussels');
const GIB = 1024 ** 3;
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('sizes have one decimal only below ten, and the unit of the language', () => {
  assert.equal(plain(en.size(0.9 * GIB)), '922 MB');
  assert.equal(plain(en.size(9.44 * GIB)), '9.4 GB');
  assert.equal(plain(fr.size(9.44 * GIB)), '9,4 Go');
  assert.equal(plain(en.size(32 * GIB)), '32 GB');
  assert.equal(plain(en.size(0)), '0 bytes');
  assert.equal(plain(fr.size(1)), '1 octet');
  assert.equal(plain(en.size(1023)), '1 kB');
  assert.equal(plain(en.size(4 * 1024 * GIB)), '4 TB');
});

test('a part of a whole is written in the unit of the whole', () => {
  assert.equal(en.sizeFigure(0.94 * GIB, 4 * GIB), '0.9');
  assert.equal(fr.sizeFigure(0.94 * GIB, 4 * GIB), '0,9');
  assert.equal(plain(en.sizeFigure(0.02 * GIB, 4 * GIB)), '20 MB');
  assert.equal(en.sizeFigure(0, 4 * GIB), '0');
  assert.equal(plain(en.sizeOf(0, 4 * GIB)), '0 GB');
});

test('figures and units never part at the end of a line', () => {
  for (const text of [en.size(GIB), fr.size(GIB), en.percent(0.3), en.duration(90_000), fr.duration(3_700_000)]) assert.doesNotMatch(text, / /);
});

test('durations say the two largest units that count', () => {
  const cases: readonly (readonly [number, string])[] = [
    [80, '0.1 s'],
    [41_200, '41 s'],
    [59_960, '1 min'],
    [52 * 60_000, '52 min'],
    [(4 * 60 + 12) * 60_000, '4 h 12 min'],
    [4 * 3_600_000, '4 h'],
    [76 * 3_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ];
  for (const [ms, text] of cases) assert.equal(plain(en.duration(ms)), text);
  assert.equal(plain(fr.duration(76 * 3_600_000)), '3 j 4 h');
});

test('a countdown never shows less than nothing', () => {
  assert.equal(en.countdown(221_000), '3:41');
  assert.equal(en.countdown(8200), '0:09');
  assert.equal(en.countdown(3_723_000), '1:02:03');
  assert.equal(en.countdown(-1), '0:00');
});

test('a moment is today, yesterday, a weekday or a date, as the clock on the wall says', () => {
  const now = Date.parse('2026-11-22T00:30:00+01:00');
  assert.deepEqual(en.moment(Date.parse('2026-11-22T00:10:00+01:00'), now), { day: 'today', time: '00:10', date: '' });
  assert.deepEqual(en.moment(Date.parse('2026-11-21T23:50:00+01:00'), now), { day: 'yesterday', time: '23:50', date: '' });
  assert.deepEqual(fr.moment(Date.parse('2026-11-19T10:00:00+01:00'), now), { day: 'weekday', time: '10:00', date: 'jeudi' });
  assert.deepEqual(en.moment(Date.parse('2026-11-12T10:00:00+01:00'), now), { day: 'date', time: '10:00', date: '12 November' });
  assert.equal(fr.moment(Date.parse('2025-08-01T10:00:00+02:00'), now).date, '1 août 2025');
});
