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

const MAX_SHOWN_DETAILS = 2;
const MAX_DETAIL_CHARACTERS = 60;

/** What of the details says most beside the sentence; ids by their names. */
export function shortDetails({ details, names }: Pick<AuditRecordView, 'details' | 'names'>): string {
  const said = Object.values(details).flatMap((value) => {
    if (typeof value === 'boolean') return [];
    const text = names[String(value)] ?? String(value);
    return /^[a-z][0-9a-z]{12}$/.test(text) || text === '' ? [] : [text];
  });
  return said.slice(0, MAX_SHOWN_DETAILS).join(', ').slice(0, MAX_DETAIL_CHARACTERS);
}

/** `5c1f…a09e` */
export function shortHash(hash: string): string {
  return hash.length <= 8 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}
