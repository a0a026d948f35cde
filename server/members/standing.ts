import type { Standing } from '../../shared/members.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import type { MemberDocument, StagiaireLimitsDocument } from '../storage/documents.ts';

type Hours = NonNullable<StagiaireLimitsDocument['hours']>;
/** What decides whether a member may be here. */
export type Judged = Pick<MemberDocument, 'disabled' | 'role' | 'limits'>;

/** Whether a member may be here at a moment. Only a stagiaire's time is limited, whatever else is stored. */
export function standingOf({ disabled, role, limits }: Judged, nowMs: number): Standing {
  if (disabled) return 'disabled';
  if (role !== 'stagiaire' || limits === null) return 'good';
  if (limits.expiresAtMs !== null && limits.expiresAtMs <= nowMs) return 'expired';
  return limits.hours === null || isWithin(limits.hours, nowMs) ? 'good' : 'outside_hours';
}

/**
 * When to look at a member again at the latest: at the end of their access, at the next minute while hours are
 * limited (clocks jump with daylight saving; a minute is always right). null: only a change of the member can matter.
 */
export function nextLookMs({ disabled, role, limits }: Judged, nowMs: number): number | null {
  if (disabled || role !== 'stagiaire' || limits === null) return null;
  const { expiresAtMs, hours } = limits;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return null;
  const next = [expiresAtMs, hours === null ? null : (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS].filter((moment) => moment !== null);
  return next.length === 0 ? null : Math.min(...next);
}

function isWithin({ days, fromMinute, toMinute, timeZone }: Hours, nowMs: number): boolean {
  const { day, minute } = localTime(timeZone, nowMs);
  return days.includes(day) && minute >= fromMinute && minute < toMinute;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Making one costs a third of a millisecond, and every request of a stagiaire asks. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The day of the week (1 is Monday) and the minute of the day that a clock on the wall of a time zone shows. */
function localTime(timeZone: string, nowMs: number): { day: number; minute: number } {
  let wall = clocks.get(timeZone);
  if (wall === undefined) {
    wall = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(timeZone, wall);
  }
  const parts = new Map(wall.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  return { day: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}
