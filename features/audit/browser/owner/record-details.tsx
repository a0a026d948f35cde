'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import type { AuditRecordView } from '../../contract.ts';

/** Everything of one record, as it is stored; names beside the ids that have one. */
export function RecordDetails({ record }: { readonly record: AuditRecordView }) {
  const t = useTranslations('audit.record');
  const formats = useFormats();
  const { details, names, target, targetName, previousHash, hash } = record;
  return (
    <dl className="audit-record">
      <Line label={t('when')}>{`${formats.date(record.atMs, 0)}, ${formats.exactTime(record.atMs)}`}</Line>
      <Line label={t('action')} isCode>
        {record.action}
      </Line>
      <Line label={t('target')} isCode>
        {targetName === null ? target : `${targetName} (${target})`}
      </Line>
      <Line label={t('session')} isCode>
        {record.sessionId ?? t('none')}
      </Line>
      {Object.entries(details).map(([name, value]) => (
        <Line key={name} label={name} isCode>
          {names[String(value)] === undefined ? String(value) : `${names[String(value)]} (${String(value)})`}
        </Line>
      ))}
      <Line label={t('hash')} isCode>
        {hash}
      </Line>
      <Line label={t('before')} isCode>
        {previousHash === '' ? t('none') : previousHash}
      </Line>
    </dl>
  );
}

function Line({ label, isCode, children }: { readonly label: string; readonly isCode?: boolean; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={isCode ? 'mono' : undefined}>{children}</dd>
    </div>
  );
}
