'use client';
import { History } from 'lucide-react';
import { lazy, useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../shared/display-name.ts';
import { HISTORY, readParams } from './params.ts';

const HistoryView = lazy(async () => ({ default: (await import('./history-view.tsx')).HistoryView }));

/** Gives the workbench the tab "History". Draws nothing: it is here for the member's language. */
export function HistoryKind() {
  const t = useTranslations('history');
  const { editors } = useWorkbench();
  useEffect(
    () =>
      editors.kinds.add({
        kind: HISTORY,
        icon: History,
        title: (params) => {
          const root = readParams(params)?.root;
          return root === undefined ? t('title') : t('titleOf', { module: displayName(root.split('/').slice(-2).join(' / ')) });
        },
        View: HistoryView,
      }),
    [editors, t],
  );
  return null;
}
