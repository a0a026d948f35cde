import type { MemberId, ModuleId } from '../../../../shared/ids.ts';
import { DAY_MS } from '../../../../shared/units.ts';
import type { AuditSubject } from '../../actions.ts';
import type { AuditFilter } from '../../contract.ts';

export const PERIODS = ['all', 'day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];
export const OUTCOMES = ['all', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the person chose above the log. '' chooses nothing. */
export type LogFilter = { readonly text: string; readonly subject: AuditSubject | ''; readonly actorId: MemberId | ''; readonly moduleId: ModuleId | ''; readonly outcome: Outcome; readonly period: Period };

export const EVERYTHING: LogFilter = { text: '', subject: '', actorId: '', moduleId: '', outcome: 'all', period: 'all' };

const LENGTH_MS: Readonly<Record<Exclude<Period, 'all'>, number>> = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

/** As the server is asked; what chooses nothing is left out. */
export function toQuery({ text, subject, actorId, moduleId, outcome, period }: LogFilter, nowMs: number): AuditFilter {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(subject === '' ? {} : { subject }),
    ...(actorId === '' ? {} : { actorId }),
    ...(moduleId === '' ? {} : { moduleId }),
    ...(outcome === 'all' ? {} : { outcome }),
    ...(period === 'all' ? {} : { sinceMs: nowMs - LENGTH_MS[period] }),
  };
}

export function isFiltered(filter: LogFilter): boolean {
  return JSON.stringify(toQuery(filter, 0)) !== '{}';
}
