'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { FileList } from './file-list.tsx';
import type { Compared, HistoryLog } from './history-log.ts';

/** What differs between two commits, or between one and the files as they are now. `stamp`: another one when they may be others. */
export function CompareDetails({ log, compared: { from, to }, stamp }: { readonly log: HistoryLog; readonly compared: Compared; readonly stamp: string }) {
  const t = useTranslations('history');
  const errorText = useErrorText();
  const { workspace } = useWorkbench();
  const { data, error } = useQuery({ queryKey: ['history', workspace.id, log.root, 'compare', from, to, to === null ? stamp : ''], queryFn: ({ signal }) => log.client.compare({ root: log.root, from, to }, { signal }), placeholderData: (before) => before });
  const nameOf = (hash: string | null): string => hash?.slice(0, 7) ?? t('compare.now');
  const title = t('compare.of', { from: nameOf(from), to: nameOf(to) });
  return (
    <aside className="details" aria-label={title}>
      <div className="top">
        <span className="mono min-w-0 truncate text-ink-2">
          {nameOf(from)} → {nameOf(to)}
        </span>
        {to !== null && <IconButton size="mini" icon={ArrowLeftRight} label={t('compare.swap')} onPress={() => log.compared.set({ from: to, to: from })} />}
        <span className="push" />
        <IconButton size="mini" icon={X} label={t('close')} onPress={() => log.compared.set(null)} />
      </div>
      {error !== null && <p className="p-4 text-small text-ink-2">{errorText(error).what}</p>}
      {data === undefined && error === null && <Skeleton rows={6} label={title} className="p-4" />}
      {data !== undefined && (
        <div className="det">
          {to !== null && (
            <div className="flex flex-wrap items-center gap-2 text-small text-ink-2">
              <span>{t('compare.between', { ahead: data.ahead, behind: data.behind })}</span>
              {data.ahead > 0 && (
                <Button size="mini" onPress={() => log.show(`${from}..${to}`)}>
                  {t('compare.showRange', { count: data.ahead })}
                </Button>
              )}
            </div>
          )}
          <FileList label={t('compare.files')} files={data.files} fileCount={data.fileCount} sides={{ left: from, right: to }} root={log.root} />
        </div>
      )}
    </aside>
  );
}
