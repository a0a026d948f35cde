'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Formats } from '../../../../components/i18n/formats.ts';
import { api } from './api.ts';
import { toQuery, type LogFilter } from './log-filter.ts';

/** Counting reads the log: it is not done for every record that is written. */
const AGAIN_MS = 10_000;

export type Counts = { readonly all: number; readonly refused: number; readonly failed: number; readonly isWhole: boolean };

/** How many records the filter lets through, of each outcome; null while that is not known. */
export function useCounts(filter: LogFilter): Counts | null {
  const every = { ...filter, outcome: 'all' } as const;
  const counts = useQuery({
    queryKey: ['audit', 'counts', every],
    queryFn: async () => await api.client.audit.counts(toQuery(every, Date.now())),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    refetchOnWindowFocus: false,
  });
  // The log says itself what went wrong; it can be read without its figures.
  return counts.data ?? null;
}

/** `1,204`, or `20,000+` where counting ended before the log did. */
export function figure(count: number, isWhole: boolean, formats: Pick<Formats, 'number'>): string {
  return `${formats.number(count)}${isWhole ? '' : '+'}`;
}
