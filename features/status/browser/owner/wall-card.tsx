'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import type { StatusView } from '../../contract.ts';
import { api } from './api.ts';

const TRIED = ['machine', 'neighbours', 'closed', 'kernel'] as const;
const TONES = { proved: 'running', broken: 'failed', proving: 'progress' } as const;

/** Whether the wall around workspaces holds, and the way to try it now. */
export function WallCard({ isolation }: Pick<StatusView, 'isolation'>) {
  const t = useTranslations('status.wall');
  const moment = useMoment();
  const client = useQueryClient();
  const proving = useMutation({ mutationFn: async () => await api.client.status.proveWall(), onSettled: async () => await client.invalidateQueries({ queryKey: api.query.status.key() }) });
  const state = proving.isPending ? 'proving' : isolation.state;
  const formats = useFormats();
  const { atMs, holes, tried } = isolation;
  const attempts = tried === null ? null : TRIED.reduce((sum, what) => sum + tried[what], 0);
  return (
    <Card
      title={t('title')}
      aside={
        <>
          <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>
          <Button isPending={proving.isPending} onPress={() => proving.mutate()}>
            {t('prove')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2.5 px-4 py-3.5">
        {proving.isError && <ErrorNotice error={proving.error} onRetry={() => proving.mutate()} />}
        <output className="text-lead font-semibold">
          {state === 'broken' ? t('holes', { count: holes.length }) : state !== 'proved' ? t('trying') : attempts === null ? t('held') : t('heldAll', { count: attempts })}
        </output>
        <p className="text-small text-ink-3">{atMs === null ? t('never') : t('when', { moment: moment(atMs) })}</p>
        {state === 'broken' ? (
          <ul className="flex flex-col gap-1">
            {holes.map((hole) => (
              <li key={hole} className="flex items-baseline gap-2 text-small">
                <X className="size-3.5 flex-none translate-y-0.5 ink-failed" aria-hidden />
                <span className="mono min-w-0 wrap-anywhere">{hole}</span>
              </li>
            ))}
          </ul>
        ) : (
          <ul className="flex flex-col gap-1.5">
            {TRIED.map((what) => (
              <li key={what} className="flex items-center gap-2 text-small">
                <Check className={`size-3.5 flex-none ${state === 'proved' ? 'ink-running' : 'text-ink-3'}`} aria-hidden />
                <span className="min-w-0 flex-1">{t(`tried.${what}`)}</span>
                {tried !== null && tried[what] > 0 && state === 'proved' && <span className="flex-none text-ink-3 tabular-nums">{t('ofAll', { count: formats.number(tried[what]) })}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
