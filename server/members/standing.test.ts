import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Hours, STRICTEST_LIMITS, TimeZone } from '#shared/members.ts';

import { nextLookMs, standingOf } from './standing.ts';

const BRUSSELS = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 17 * 60 + 30, timeZone: 'Europe/Brussels' };
const stagiaire = (limits: Partial<typeof STRICTEST_LIMITS>) => ({ disabled: false, role: 'stagiaire' as const, limits: { ...STRICTEST_LIMITS, ...limits } });
const at = (text: string): number => Date.parse(text);

test('A8 a stagiaire is out from the millisecond their access ends', () => {
  const member = stagiaire({ expiresAtMs: 1000 });
  assert.deepEqual([standingOf(member, 999), standingOf(member, 1000)], ['good', 'expired']);
  assert.deepEqual([nextLookMs(member, 999), nextLookMs(member, 1000)], [1000, null]);
});

test('hours are those of the time zone, on both sides of daylight saving', () => {
  const member = stagiaire({ hours: BRUSSELS });
  // Winter is UTC+1, summer UTC+2; 20 November 2026 and 17 July 2026 are Fridays.
  assert.equal(standingOf(member, at('2026-11-20T07:59:59Z')), 'outside_hours');
  assert.equal(standingOf(member, at('2026-11-20T08:00:00Z')), 'good');
  assert.equal(standingOf(member, at('2026-11-20T16:29:59Z')), 'good');
  assert.equal(standingOf(member, at('2026-11-20T16:30:00Z')), 'outside_hours');
  assert.equal(standingOf(member, at('2026-07-17T07:00:00Z')), 'good');
  assert.equal(standingOf(member, at('2026-07-17T06:59:00Z')), 'outside_hours');
  assert.equal(standingOf(member, at('2026-11-21T10:00:00Z')), 'outside_hours');
  assert.equal(nextLookMs(member, at('2026-11-20T16:29:30Z')), at('2026-11-20T16:30:00Z'));
});

test('midnight is minute 0 and the day ends at 24:00', () => {
  const member = stagiaire({ hours: { days: [6], fromMinute: 0, toMinute: 1440, timeZone: 'UTC' } });
  assert.equal(standingOf(member, at('2026-11-21T00:00:00Z')), 'good');
  assert.equal(standingOf(member, at('2026-11-21T23:59:59Z')), 'good');
  assert.equal(standingOf(member, at('2026-11-22T00:00:00Z')), 'outside_hours');
});

test('only a stagiaire has a limited time, and a disabled member none', () => {
  const limits = { ...STRICTEST_LIMITS, expiresAtMs: 1 };
  assert.equal(standingOf({ disabled: false, role: 'developer', limits }, 5), 'good');
  assert.equal(standingOf({ disabled: true, role: 'developer', limits: null }, 5), 'disabled');
  assert.equal(standingOf({ disabled: false, role: 'stagiaire', limits: null }, 5), 'good');
  assert.equal(nextLookMs({ disabled: true, role: 'stagiaire', limits }, 0), null);
});

test('hours that make no sense are refused', () => {
  assert.ok(Hours.safeParse(BRUSSELS).success);
  for (const wrong of [{ days: [] }, { days: [0] }, { days: [1, 1] }, { fromMinute: 1050 }, { toMinute: 1441 }, { fromMinute: -1 }, { timeZone: 'Europe/Nowhere' }, { timeZone: '' }]) {
    assert.equal(Hours.safeParse({ ...BRUSSELS, ...wrong }).success, false, JSON.stringify(wrong));
  }
  assert.ok(TimeZone.safeParse('Asia/Kathmandu').success);
});
