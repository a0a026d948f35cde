'use client';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { ChainBanner } from './chain-banner.tsx';
import { exportLog } from './export-log.ts';
import { FilterBar } from './filter-bar.tsx';
import { EVERYTHING, isFiltered, toQuery, type LogFilter } from './log-filter.ts';
import { LogTable } from './log-table.tsx';
import { useCounts } from './use-counts.ts';
import { useLog } from './use-log.ts';

/** The chain first, then the log. `head` is where the tab's own button goes. */
export function LogTab({ head, text }: { readonly head: HTMLElement | null; readonly text: string }) {
  const t = useTranslations('audit');
  const common = useTranslations('common');
  const [filter, setFilter] = useState<LogFilter>({ ...EVERYTHING, text });
  const asked = useDeferredValue(filter);
  const { log, records } = useLog(asked);
  const counts = useCounts(asked);
  return (
    <>
      {head !== null && createPortal(<ExportButton filter={filter} />, head)}
      <ChainBanner />
      <FilterBar filter={filter} counts={counts} onChange={setFilter} />
      {log.isError && <ErrorNotice error={log.error} onRetry={() => void log.refetch()} className="mb-3" />}
      <section className="card audit-log" aria-label={t('table.title')} aria-busy={log.isFetching}>
        {log.isPending && (
          <div className="p-5 empty:hidden">
            <Skeleton rows={6} label={common('loading')} className="gap-6" />
          </div>
        )}
        {log.isSuccess && records.length === 0 && (
          <EmptyState className="px-5 py-14" title={t(isFiltered(filter) ? 'empty.filtered' : 'empty.title')} text={isFiltered(filter) ? undefined : t('empty.text')}>
            {isFiltered(filter) && <Button onPress={() => setFilter(EVERYTHING)}>{t('filter.clear')}</Button>}
          </EmptyState>
        )}
        {records.length > 0 && <LogTable records={records} total={counts === null ? null : { count: Math.max(counts[filter.outcome], records.length), isWhole: counts.isWhole }} hasMore={log.hasNextPage} isLoading={log.isFetchingNextPage} onMore={() => void log.fetchNextPage()} />}
      </section>
    </>
  );
}

function ExportButton({ filter }: { readonly filter: LogFilter }) {
  const t = useTranslations('audit.export');
  const errorText = useErrorText();
  const exporting = useMutation({
    mutationFn: async () => await exportLog(toQuery(filter, Date.now()), Date.now()),
    onSuccess: (count) => showToast({ title: t('done', { count }) }),
    onError(error) {
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
  return (
    <Button icon={Download} isPending={exporting.isPending} onPress={() => exporting.mutate()}>
      {t('open')}
    </Button>
  );
}
