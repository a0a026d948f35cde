'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { ChainView } from '../../contract.ts';
import { api } from './api.ts';
import { shortHash } from './log-records.ts';

const QUERY_KEY = ['audit', 'chain'];
const STILL_GOOD_MS = 5 * 60_000;

/** Whether every record is as it was written; where not, which and what that means. */
export function ChainBanner() {
  const t = useTranslations('audit.chain');
  const client = useQueryClient();
  const chain = useQuery({ queryKey: QUERY_KEY, queryFn: async () => await api.client.audit.verify(), staleTime: STILL_GOOD_MS, refetchOnWindowFocus: false });
  const checking = useMutation({ mutationFn: async () => await api.client.audit.verify(), onSuccess: (verdict) => client.setQueryData(QUERY_KEY, verdict) });
  const again = (
    <Button isPending={checking.isPending || chain.isFetching} onPress={() => checking.mutate()}>
      {t('check')}
    </Button>
  );
  const error = checking.error ?? chain.error;
  if (error !== null) return <ErrorNotice error={error} onRetry={() => checking.mutate()} className="mt-4 mb-3" />;
  if (chain.data === undefined) {
    return (
      <output className="audit-chain">
        <ShieldCheck className="text-ink-3" aria-hidden />
        <span className="min-w-0 flex-1 text-ink-2">{t('checking')}</span>
      </output>
    );
  }
  return <Verdict chain={chain.data}>{again}</Verdict>;
}

function Verdict({ chain, children }: { readonly chain: ChainView; readonly children: React.ReactNode }) {
  const t = useTranslations('audit.chain');
  const kept = useTranslations('audit');
  const formats = useFormats();
  const moment = useMoment();
  const nowMs = useNow(60_000);
  const { flaw, records, oldestAtMs, head } = chain;
  const checked = moment(chain.checkedAtMs, Math.max(nowMs, chain.checkedAtMs));
  const Sign = flaw === null ? ShieldCheck : ShieldAlert;
  return (
    <div className={flaw === null ? 'audit-chain is-whole' : 'audit-chain is-broken'} role={flaw === null ? 'status' : 'alert'}>
      <Sign aria-hidden />
      <span className="min-w-0 flex-1">
        <strong className="font-semibold">{flaw === null ? t('whole') : t('broken', { number: flaw.number })}</strong>{' '}
        <span className="text-ink-2">
          {flaw !== null && `${t(`flaw.${flaw.kind}`)} ${t('brokenText', { records, moment: checked })}`}
          {flaw === null && (oldestAtMs === null ? t('emptyText', { moment: checked }) : t('wholeText', { records, since: formats.date(oldestAtMs, nowMs), moment: checked }))}{' '}
          {kept('kept', { days: chain.retentionDays })}
        </span>
      </span>
      {head.hash !== '' && (
        <span className="mono text-small text-ink-2" title={head.hash}>
          {t('head', { hash: shortHash(head.hash) })}
        </span>
      )}
      {children}
    </div>
  );
}
