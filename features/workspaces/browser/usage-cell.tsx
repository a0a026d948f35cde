'use client';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Sparkline } from '../../../components/ui/sparkline.tsx';
import type { WorkspaceLimits, WorkspaceUsage } from '../contract.ts';
import { USAGE_SLOTS, type UsageSeries } from './usage-history.ts';

const NEARLY_FULL = 0.9;

/** Processor and memory against the workspace's own limits, and how they went in the last minute; the disk when little is left of it. */
export function UsageCell({ limits, usage, series }: { readonly limits: WorkspaceLimits; readonly usage: WorkspaceUsage; readonly series: UsageSeries | null }) {
  const t = useTranslations('workspaces.usage');
  const formats = useFormats();
  const memory = t('memoryFigure', { used: formats.sizeFigure(usage.memoryBytes, limits.memoryBytes), whole: formats.size(limits.memoryBytes) });
  return (
    <div className="grid grid-cols-[2fr_3fr] gap-4 text-small">
      <Part label={t('cpu')} figure={formats.percent(usage.cpuPercent / 100 / limits.cpus)} values={series?.cpuPercent ?? []} max={limits.cpus * 100} />
      <Part label={t('memory')} figure={memory} values={series?.memoryBytes ?? []} max={limits.memoryBytes} />
      {usage.diskBytes !== null && usage.diskBytes >= NEARLY_FULL * limits.diskBytes && (
        <p className="col-span-2 -mt-2 ink-warning">{t('diskNearlyFull', { used: formats.sizeFigure(usage.diskBytes, limits.diskBytes), whole: formats.size(limits.diskBytes) })}</p>
      )}
    </div>
  );
}

function Part({ label, figure, values, max }: { readonly label: string; readonly figure: string; readonly values: readonly number[]; readonly max: number }) {
  return (
    <div className="min-w-0">
      <div className="mb-1 flex justify-between gap-2 whitespace-nowrap">
        <span className="truncate text-ink-3">{label}</span>
        <span>{figure}</span>
      </div>
      <Sparkline values={values} max={max} slots={USAGE_SLOTS} />
    </div>
  );
}
