'use client';
import { useQuery } from '@tanstack/react-query';
import { Cpu, HardDrive, MemoryStick, ShieldAlert, ShieldCheck, ServerOff, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import type { Tone } from '../../../components/ui/badge.tsx';
import { Gauge } from '../../../components/ui/bar.tsx';
import type { Icon } from '../../../components/ui/icon.ts';
import { Notice } from '../../../components/ui/notice.tsx';
import type { HostView } from '../contract.ts';
import { hostOptions } from './api.ts';

const GETTING_FULL = 0.75;
const FULL = 0.92;

/** The machine that all workspaces share, for its owner: what is used, what is promised, whether the wall holds. */
export function MachineCard() {
  const t = useTranslations('workspaces.machine');
  const host = useQuery(hostOptions(true));
  return (
    <section className="card mb-5" aria-label={t('label')}>
      {host.data ? <Machine host={host.data} /> : <div className="h-[82px]" />}
    </section>
  );
}

function Machine({ host }: { readonly host: HostView }) {
  const t = useTranslations('workspaces.machine');
  const formats = useFormats();
  const diskUsedBytes = host.diskBytes - host.diskFreeBytes;
  return (
    <>
      <div className="grid grid-cols-1 gap-x-8 gap-y-4 px-5 py-3.5 phone:grid-cols-2 wide:grid-cols-4">
        <Figure icon={Cpu} label={t('processor')} text={t('processorUse', { percent: formats.percent(host.cpuPercent / 100), cores: host.cores })} part={host.cpuPercent / 100} note={host.promisedCpus === 0 ? t('nothingPromised') : t('processorPromised', { cores: host.promisedCpus })} />
        <Figure
          icon={MemoryStick}
          label={t('memory')}
          text={t('memoryUse', { used: formats.sizeFigure(host.memoryUsedBytes, host.memoryBytes), whole: formats.size(host.memoryBytes) })}
          part={host.memoryUsedBytes / host.memoryBytes}
          note={host.promisedMemoryBytes === 0 ? t('nothingPromised') : t('memoryPromised', { size: formats.size(host.promisedMemoryBytes) })}
        />
        <Figure
          icon={HardDrive}
          label={t('disk')}
          text={t('diskUse', { used: formats.sizeFigure(diskUsedBytes, host.diskBytes), whole: formats.size(host.diskBytes) })}
          part={diskUsedBytes / host.diskBytes}
          note={host.promisedDiskBytes === 0 ? t('diskFree', { free: formats.size(host.diskFreeBytes) }) : t('diskPromised', { free: formats.size(host.diskFreeBytes), size: formats.size(host.promisedDiskBytes) })}
        />
        <Isolation isolation={host.isolation} />
      </div>
      <Warnings host={host} />
    </>
  );
}

function Figure({ icon: Sign, label, text, part, note }: { readonly icon: Icon; readonly label: string; readonly text: string; readonly part: number; readonly note: string }) {
  return (
    <div>
      <Head icon={Sign} label={label}>
        <span className="text-ink">{text}</span>
      </Head>
      <Gauge label={label} text={text} part={part} tone={toneOf(part)} />
      <p className="mt-2 truncate text-small text-ink-3 max-phone:hidden" title={note}>
        {note}
      </p>
    </div>
  );
}

function toneOf(part: number): Tone | undefined {
  if (part >= FULL) return 'failed';
  return part >= GETTING_FULL ? 'warning' : undefined;
}

function Head({ icon: Sign, label, children }: { readonly icon: Icon; readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="mb-2 flex items-center gap-1.5 text-small text-ink-2">
      <Sign className="size-3.5" aria-hidden />
      {label}
      <span className="ml-auto text-right">{children}</span>
    </div>
  );
}

function Isolation({ isolation }: { readonly isolation: HostView['isolation'] }) {
  const t = useTranslations('workspaces.machine');
  const moment = useMoment();
  switch (isolation.state) {
    case 'proving':
      return (
        <IsolationFigure icon={ShieldCheck} word={t('proving')} tone="ink-progress" note={t('provingText')} />
      );
    case 'proved':
      return <IsolationFigure icon={ShieldCheck} word={t('proved', { moment: isolation.atMs === null ? '' : moment(isolation.atMs) })} tone="ink-running" note={t('provedText')} />;
    case 'broken':
      return <IsolationFigure icon={ShieldAlert} word={t('broken')} tone="ink-failed" note={t('brokenText', { count: isolation.holes.length })} />;
  }
}

function IsolationFigure({ icon, word, tone, note }: { readonly icon: Icon; readonly word: string; readonly tone: string; readonly note: string }) {
  const t = useTranslations('workspaces.machine');
  return (
    <div>
      <Head icon={icon} label={t('isolation')}>
        <span className={tone}>{word}</span>
      </Head>
      <p className="mt-5 text-small text-ink-3 max-phone:hidden">{note}</p>
    </div>
  );
}

/** What the owner should know and do, below the figures. */
function Warnings({ host }: { readonly host: HostView }) {
  const t = useTranslations('workspaces.machine');
  const { engine, isolation } = host;
  return (
    <div className="flex flex-col gap-px overflow-hidden rounded-b-(--radius-card) empty:hidden">
      {!engine.reachable && (
        <Notice tone="failed" icon={ServerOff} isLive>
          {t('engineGone')}
        </Notice>
      )}
      {isolation.state === 'broken' && (
        <Notice tone="failed" icon={ShieldAlert} isLive>
          <strong className="font-semibold">{t('brokenTitle')}</strong> {t('brokenText', { count: isolation.holes.length })}{' '}
          <span className="mono">{isolation.holes.join(', ')}</span>
        </Notice>
      )}
      {engine.warnings.length > 0 && <Notice icon={TriangleAlert}>{engine.warnings.map((warning) => t(`warning.${warning}`, { version: engine.version })).join(' ')}</Notice>}
    </div>
  );
}
