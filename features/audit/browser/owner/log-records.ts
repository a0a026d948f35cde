import type { InfiniteData } from '@tanstack/react-query';

import type { AuditRecordView } from '../../contract.ts';

export type Page = { readonly records: AuditRecordView[]; readonly next: number | null };
export type Pages = InfiniteData<Page, number | null>;

export type Day = { readonly key: string; readonly atMs: number; readonly records: readonly AuditRecordView[] };

/** Newer records above what is there, each once. null: there is a gap between them, begin anew. */
export function withNewer(pages: Pages, newer: Page): Pages | null {
  const [first, ...others] = pages.pages;
  const newest = first?.records[0]?.number ?? 0;
  const added = newer.records.filter(({ number }) => number > newest);
  if (added.length === 0) return pages;
  if (added.length === newer.records.length && newer.next !== null && newest > 0) return null;
  return { ...pages, pages: [{ records: [...added, ...(first?.records ?? [])], next: first?.next ?? null }, ...others] };
}

/** In the order given, one group a day; `dayOf` says which day a moment is on. */
export function byDay(records: readonly AuditRecordView[], dayOf: (atMs: number) => string): Day[] {
  const days: { key: string; atMs: number; records: AuditRecordView[] }[] = [];
  for (const record of records) {
    const key = dayOf(record.atMs);
    const last = days.at(-1);
    if (last?.key === key) last.records.push(record);
    else days.push({ key, atMs: record.atMs, records: [record] });
  }
  return days;
}

export type LogLine = { readonly kind: 'day'; readonly key: string; readonly atMs: number } | { readonly kind: 'record'; readonly record: AuditRecordView };
const LINES_IN_A_PIECE = 100;

/** Days and their records in one list, cut into pieces that can be drawn by themselves. Their keys stay when newer ones come on top. */
export function inPieces(days: readonly Day[]): { readonly key: number; readonly lines: readonly LogLine[] }[] {
  const pieces = new Map<number, LogLine[]>();
  for (const day of days) {
    for (const [index, record] of day.records.entries()) {
      const key = Math.floor(record.number / LINES_IN_A_PIECE);
      const lines = pieces.get(key) ?? [];
      if (index === 0) lines.push({ kind: 'day', key: day.key, atMs: day.atMs });
      lines.push({ kind: 'record', record });
      pieces.set(key, lines);
    }
  }
  return [...pieces].map(([key, lines]) => ({ key, lines }));
}

const MAX_SHOWN_DETAILS = 2;
const MAX_DETAIL_CHARACTERS = 60;

/** What of the details says most beside the sentence; ids by their names. */
export function shortDetails({ details, names }: Pick<AuditRecordView, 'details' | 'names'>, say: (name: string, value: string) => string = (_name, value) => value): string {
  const said = Object.entries(details).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [];
    const text = names[String(value)] ?? say(name, String(value));
    return /^[a-z][0-9a-z]{12}$/.test(text) || text === '' ? [] : [text];
  });
  return said.slice(0, MAX_SHOWN_DETAILS).join(', ').slice(0, MAX_DETAIL_CHARACTERS);
}

/** `5c1f…a09e` */
export function shortHash(hash: string): string {
  return hash.length <= 8 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}
