'use client';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import type { AuditRecordView } from '../../contract.ts';
import { api, newestOptions } from './api.ts';
import { toQuery, type LogFilter } from './log-filter.ts';
import { withNewer, type Page, type Pages } from './log-records.ts';

const PAGE = 100;

async function ask(filter: LogFilter, before: number | null): Promise<Page> {
  return await api.client.audit.list({ ...toQuery(filter, Date.now()), limit: PAGE, ...(before === null ? {} : { before }) });
}

/** The records that the filter lets through, newest first, a page at a time; what is written meanwhile comes on top. */
export function useLog(filter: LogFilter) {
  const client = useQueryClient();
  const queryKey = useMemo(() => ['audit', 'log', filter] as const, [filter]);
  const log = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => await ask(filter, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const newest = useQuery(newestOptions());
  const newestNumber = newest.data?.newest ?? 0;
  useEffect(() => {
    const present = client.getQueryData<Pages>(queryKey);
    if (newestNumber === 0 || present === undefined || (present.pages[0]?.records[0]?.number ?? 0) >= newestNumber) return;
    let isOver = false;
    const follow = async (): Promise<void> => {
      const newer = await ask(filter, null);
      if (isOver) return;
      const merged = withNewer(client.getQueryData<Pages>(queryKey) ?? present, newer);
      if (merged === null) await client.resetQueries({ queryKey });
      else client.setQueryData<Pages>(queryKey, merged);
    };
    // A refusal is shown by the log's own query at its next page; the stream tells of the next record.
    follow().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [client, filter, newestNumber, queryKey]);
  const records: readonly AuditRecordView[] = useMemo(() => log.data?.pages.flatMap((page) => page.records) ?? [], [log.data]);
  return { log, records };
}
