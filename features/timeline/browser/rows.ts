import type { DayWord } from '../../../components/i18n/formats.ts';
import type { TimelineEvent } from '../contract.ts';

export const DAY_PX = 28;
export const EVENT_PX = 44;
export const CHOSEN_PX = 76;

export type TimelineRow = { readonly kind: 'day'; readonly key: string; readonly day: DayWord; readonly date: string; readonly heightPx: number } | { readonly kind: 'event'; readonly key: string; readonly event: TimelineEvent; readonly heightPx: number };

export function keyOf(event: TimelineEvent): string {
  return event.kind === 'save' ? event.id : `${event.hash} ${event.path}`;
}

/** Events under the days they happened on. The one that is chosen is higher: it has its buttons. */
export function rowsOf(events: readonly TimelineEvent[], { dayOf, chosen }: { readonly dayOf: (atMs: number) => { readonly day: DayWord; readonly date: string }; readonly chosen: string | null }): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let latest = '';
  for (const event of events) {
    const { day, date } = dayOf(event.atMs);
    if (`${day} ${date}` !== latest) {
      latest = `${day} ${date}`;
      rows.push({ kind: 'day', key: `${latest} ${rows.length}`, day, date, heightPx: DAY_PX });
    }
    const key = keyOf(event);
    rows.push({ kind: 'event', key, event, heightPx: key === chosen ? CHOSEN_PX : EVENT_PX });
  }
  return rows;
}

/** Where each row begins, and the whole height last. */
export function topsOf(rows: readonly TimelineRow[]): number[] {
  const tops = [0];
  for (const { heightPx } of rows) tops.push((tops.at(-1) ?? 0) + heightPx);
  return tops;
}

/** The first row of which something is below `px`. */
export function rowAt(tops: readonly number[], px: number): number {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle + 1] ?? 0) > px) high = middle;
    else low = middle + 1;
  }
  return low;
}
