'use client';
import { useQuery } from '@tanstack/react-query';
import { ServerOff, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import type { StatusView } from '../../contract.ts';
import { statusOptions } from './api.ts';
import { DiskCard } from './disk-card.tsx';
import { RunsCard } from './runs-card.tsx';
import { WallCard } from './wall-card.tsx';

/** How the machine is that all workspaces share: its wall, its disk and what runs; owners only. */
export function MachineTab() {
  const common = useTranslations('common');
  const status = useQuery(statusOptions());
  return (
    <div className="mt-4 flex flex-col gap-4">
      {status.isError && <ErrorNotice error={status.error} onRetry={() => void status.refetch()} />}
      {status.isPending && (
        <div className="card p-5 empty:hidden">
          <Skeleton rows={6} label={common('loading')} className="gap-6" />
        </div>
      )}
      {status.data && (
        <>
          <Warnings engine={status.data.engine} />
          <div className="status-grid">
            <div className="flex flex-col gap-4">
              <WallCard isolation={status.data.isolation} />
              <DiskCard disk={status.data.disk} />
            </div>
            <RunsCard runs={status.data.runs} engine={status.data.engine} readAtMs={status.data.readAtMs} />
          </div>
        </>
      )}
    </div>
  );
}

/** What is wrong with the engine, and what to do about it. */
function Warnings({ engine }: Pick<StatusView, 'engine'>) {
  const t = useTranslations('status.engine');
  if (!engine.reachable) {
    return (
      <Notice tone="failed" icon={ServerOff} isLive className="rounded-(--radius-sheet)">
        <strong className="font-semibold">{t('gone')}</strong> <span className="text-ink-2">{t('goneText')}</span>
      </Notice>
    );
  }
  return engine.warnings.map((warning) => (
    <Notice key={warning} icon={TriangleAlert} className="rounded-(--radius-sheet)">
      <strong className="font-semibold">{t(`warning.${warning}.title`, { version: engine.version })}</strong> <span className="text-ink-2">{t(`warning.${warning}.text`)}</span>
    </Notice>
  ));
}
