'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { FitBar } from '../../../components/ui/bar.tsx';
import { NumberField } from '../../../components/ui/number-field.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { GIB, HOUR_MS, MINUTE_MS } from '../../../shared/units.ts';
import { IDLE_STOP_CHOICES_MS, type WorkspaceLimits } from '../contract.ts';
import { hostOptions } from './api.ts';
import { fitOf, type Fit, type Fits } from './fit.ts';

export type LimitsFieldsProps = {
  readonly limits: WorkspaceLimits;
  readonly onChange: (limits: WorkspaceLimits) => void;
  /** null for whoever may not see the machine: the server then decides alone. */
  readonly fits: Fits | null;
};

/** How the limits stand to the machine, for its owner. */
export function useFits({ limits, given, isOwner }: { readonly limits: WorkspaceLimits; readonly given?: Partial<WorkspaceLimits>; readonly isOwner: boolean }): Fits | null {
  const host = useQuery(hostOptions(isOwner));
  return host.data === undefined ? null : fitOf(host.data, limits, given);
}

/** Processor, memory and disk: for each what is promised, what this one takes and what is left. */
export function LimitsFields({ limits, onChange, fits }: LimitsFieldsProps) {
  const t = useTranslations('workspaces.create');
  const formats = useFormats();
  const gigabytes: Intl.NumberFormatOptions = { style: 'unit', unit: 'gigabyte', unitDisplay: 'short', maximumFractionDigits: 2 };
  const sizes = ({ whole, promised, wanted }: Fit): { whole: string; promised: string; left: string } => ({
    whole: formats.size(whole),
    promised: formats.sizeOf(promised, whole),
    left: formats.sizeOf(Math.max(0, whole - promised - wanted), whole),
  });
  return (
    <fieldset className="min-w-0">
      <legend className="label mb-2">{t('limits')}</legend>
      <div className="grid gap-5 phone:grid-cols-3">
        <NumberField
          label={t('processor')}
          unit={t('cores')}
          value={limits.cpus}
          minValue={0.25}
          maxValue={256}
          step={0.25}
          onChange={(cpus) => Number.isFinite(cpus) && onChange({ ...limits, cpus })}
          hint={fits && t('fitProcessor', { whole: fits.cores, promised: fits.cpus.promised })}
        >
          {fits && <Bar fit={fits.cpus} />}
        </NumberField>
        <NumberField
          label={t('memory')}
          formatOptions={gigabytes}
          value={limits.memoryBytes / GIB}
          minValue={0.25}
          maxValue={1024}
          step={0.25}
          onChange={(size) => Number.isFinite(size) && onChange({ ...limits, memoryBytes: Math.round(size * GIB) })}
          hint={fits && t('fitMemory', sizes(fits.memory))}
        >
          {fits && <Bar fit={fits.memory} />}
        </NumberField>
        <NumberField
          label={t('disk')}
          formatOptions={gigabytes}
          value={limits.diskBytes / GIB}
          minValue={1}
          maxValue={4096}
          step={1}
          onChange={(size) => Number.isFinite(size) && onChange({ ...limits, diskBytes: Math.round(size * GIB) })}
          hint={fits && t('fitDisk', sizes(fits.disk))}
        >
          {fits && <Bar fit={fits.disk} />}
        </NumberField>
      </div>
    </fieldset>
  );
}

function Bar({ fit }: { readonly fit: Fit }) {
  return <FitBar taken={fit.promised / fit.whole} wanted={fit.wanted / fit.whole} isOver={!fit.fits} />;
}

/** One line at the foot of the dialog. */
export function FitNote({ fits }: { readonly fits: Fits | null }) {
  const t = useTranslations('workspaces.create');
  if (fits === null) return null;
  const Sign = fits.all ? CircleCheck : CircleAlert;
  return (
    <span className={`flex items-center gap-1.5 text-small ${fits.all ? 'ink-running' : 'ink-failed'}`}>
      <Sign className="size-3.5" aria-hidden />
      {fits.all ? t('fits') : t('fitsNot')}
    </span>
  );
}

/** After how long without any use it stops by itself. */
export function IdleField({ idleStopMs, onChange }: { readonly idleStopMs: number | null; readonly onChange: (idleStopMs: number | null) => void }) {
  const t = useTranslations('workspaces.create');
  const choices = IDLE_STOP_CHOICES_MS.map((ms) => ({ value: String(ms), ms, label: ms === null ? t('idleNever') : words(ms) }));

  function words(ms: number): string {
    return ms < HOUR_MS ? t('idleMinutes', { count: ms / MINUTE_MS }) : t('idleHours', { count: ms / HOUR_MS });
  }

  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="label" aria-hidden>
        {t('idle')}
      </span>
      <SegmentedControl className="ml-auto max-phone:ml-0" label={t('idle')} segments={choices} value={String(idleStopMs)} onChange={(value) => onChange(choices.find((choice) => choice.value === value)?.ms ?? null)} />
    </div>
  );
}
