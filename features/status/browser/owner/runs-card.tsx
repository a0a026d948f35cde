'use client';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import type { StatusView } from '../../contract.ts';
import { Facts } from './facts.tsx';

type RunsCardProps = Pick<StatusView, 'runs' | 'engine' | 'readAtMs'>;

/** Versions, and what is set up. */
export function RunsCard({ runs, engine, readAtMs }: RunsCardProps) {
  const t = useTranslations('status.runs');
  const formats = useFormats();
  const isOld = engine.warnings.length > 0;
  return (
    <Card title={t('title')} aside={<span className="text-small text-ink-3">{t('up', { duration: formats.duration(readAtMs - runs.startedAtMs) })}</span>}>
      <div className="px-4 py-3.5">
        <Facts
          facts={[
            { label: t('atelier'), value: runs.atelier },
            { label: t('engine'), value: <span className={isOld || !engine.reachable ? 'ink-warning' : undefined}>{engine.reachable ? engine.version : t('engineGone')}</span> },
            { label: t('kernel'), value: runs.kernel },
            { label: t('node'), value: runs.node.replace(/^v/, '') },
            { label: t('database'), value: t(`databases.${runs.database}`) },
            { label: t('memory'), value: formats.size(runs.serverMemoryBytes) },
            { label: t('mail'), value: t(runs.sendsMail ? 'mailOn' : 'mailOff') },
            { label: t('totp'), value: t(runs.ownersNeedTotp ? 'totpNeeded' : 'totpFree') },
            { label: t('outside'), value: runs.outsideName ?? t('outsideOff') },
          ]}
        />
      </div>
    </Card>
  );
}
