'use client';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import type { DiskView } from '../../contract.ts';
import { Facts } from './facts.tsx';

const NEARLY_FULL = 0.9;
const PARTS = ['workspaces', 'modules', 'images', 'trash'] as const;

/** What is on the machine's disk, and how workspaces are kept from filling it. */
export function DiskCard({ disk }: { readonly disk: DiskView }) {
  const t = useTranslations('status.disk');
  const formats = useFormats();
  const usedBytes = disk.totalBytes - disk.freeBytes;
  const bytes: Readonly<Record<(typeof PARTS)[number], number>> = { workspaces: disk.workspacesBytes, modules: disk.modulesBytes ?? 0, images: disk.imagesBytes, trash: disk.trashBytes };
  const said = PARTS.map((part) => t(`parts.${part}`, { size: formats.size(bytes[part]) }));
  const others = Math.max(0, usedBytes - PARTS.reduce((total, part) => total + bytes[part], 0));
  const isReal = disk.refusal === null;
  return (
    <Card
      title={t('title')}
      aside={
        <>
          <Badge tone={isReal ? 'running' : 'warning'}>{t(isReal ? 'real' : 'measured')}</Badge>
          <span className="text-small text-ink-3">{t('used', { used: formats.sizeFigure(usedBytes, disk.totalBytes), whole: formats.size(disk.totalBytes) })}</span>
        </>
      }
    >
      <div className="flex flex-col gap-2.5 px-4 py-3.5">
        <div className="status-stack" aria-hidden>
          {PARTS.map((part) => (
            <i key={part} className={part} style={{ width: `${(bytes[part] / disk.totalBytes) * 100}%` }} />
          ))}
          <i className="others" style={{ width: `${(others / disk.totalBytes) * 100}%` }} />
        </div>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-2">
          {PARTS.map((part, index) => (
            <li key={part} className={`status-key ${part}`}>
              {said[index]}
            </li>
          ))}
          <li className="status-key others">{t('parts.others', { size: formats.size(others) })}</li>
        </ul>
        <Facts
          facts={[
            { label: t('how'), value: t(isReal ? 'howReal' : 'howMeasured') },
            ...(disk.refusal === null ? [] : [{ label: t('because'), value: <span className="mono wrap-anywhere">{disk.refusal}</span> }]),
            { label: t('fullest'), value: disk.fullest === null ? t('none') : <Fullest fullest={disk.fullest} /> },
            ...(disk.unknown === 0 ? [] : [{ label: t('unknown'), value: t('unknownCount', { count: disk.unknown }) }]),
          ]}
        />
      </div>
    </Card>
  );
}

function Fullest({ fullest: { name, usedBytes, maxBytes } }: { readonly fullest: NonNullable<DiskView['fullest']> }) {
  const t = useTranslations('status.disk');
  const formats = useFormats();
  return (
    <>
      {name}{' '}
      <span className={usedBytes >= NEARLY_FULL * maxBytes ? 'ink-failed' : 'text-ink-3'}>{t('used', { used: formats.sizeFigure(usedBytes, maxBytes), whole: formats.size(maxBytes) })}</span>
    </>
  );
}
