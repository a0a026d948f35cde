'use client';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { MINUTES_OF_A_DAY, type Hours, type StagiaireLimits } from '../../../../shared/members.ts';
import { fromLocalField, fromTimeField, toLocalField, toTimeField } from './local-time.ts';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const WORKING_DAYS = [1, 2, 3, 4, 5];
const NINE = 9 * 60;
const HALF_PAST_FIVE = 17 * 60 + 30;
const SWITCHES = ['terminal', 'network', 'transfer', 'tokens'] as const;
/** 1 January 2024 was a Monday. */
const A_MONDAY_MS = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;

type LimitsFieldsProps = { readonly limits: StagiaireLimits; readonly onChange: (limits: StagiaireLimits) => void };

/** When a stagiaire may be there, and what they may do besides editing. */
export function LimitsFields({ limits, onChange }: LimitsFieldsProps) {
  const t = useTranslations('team.limits');
  const { hours } = limits;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="flex flex-col gap-4">
      <TextField label={t('ends')} type="datetime-local" hint={t('endsHint')} value={toLocalField(limits.expiresAtMs)} onChange={(text) => onChange({ ...limits, expiresAtMs: fromLocalField(text) })} />
      <SwitchRow
        label={t('onlyHours')}
        hint={t('onlyHoursHint')}
        isOn={hours !== null}
        onChange={(isOn) => onChange({ ...limits, hours: isOn ? { days: WORKING_DAYS, fromMinute: NINE, toMinute: HALF_PAST_FIVE, timeZone: zone } : null })}
      />
      {hours !== null && <HoursFields hours={hours} onChange={(changed) => onChange({ ...limits, hours: changed })} />}
      <hr className="border-line" />
      {SWITCHES.map((name) => (
        <SwitchRow key={name} label={t(name)} hint={t(`hints.${name}`)} isOn={limits[name]} onChange={(isOn) => onChange({ ...limits, [name]: isOn })} />
      ))}
    </div>
  );
}

function SwitchRow({ label, hint, isOn, onChange }: { readonly label: string; readonly hint: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }) {
  return (
    <div className="flex items-center gap-3">
      <span className="min-w-0 flex-1">
        <span aria-hidden>{label}</span>
        <small className="block text-small text-ink-3">{hint}</small>
      </span>
      <Switch aria-label={label} isSelected={isOn} onChange={onChange} />
    </div>
  );
}

function HoursFields({ hours, onChange }: { readonly hours: Hours; readonly onChange: (hours: Hours) => void }) {
  const t = useTranslations('team.limits');
  const { language } = useFormats();
  const name = (day: number, width: 'short' | 'long'): string => new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(A_MONDAY_MS + (day - 1) * DAY_MS);
  const isBackwards = hours.fromMinute >= hours.toMinute;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="sr-only">{t('onlyHours')}</legend>
      <div className="grid grid-cols-2 gap-3">
        <TextField label={t('from')} type="time" value={toTimeField(hours.fromMinute)} onChange={(text) => onChange({ ...hours, fromMinute: fromTimeField(text) ?? hours.fromMinute })} />
        <TextField label={t('to')} type="time" value={toTimeField(hours.toMinute)} error={isBackwards ? t('backwards') : null} onChange={(text) => onChange({ ...hours, toMinute: endOf(fromTimeField(text) ?? hours.toMinute) })} />
      </div>
      <div className="field">
        <span className="label" id="days-label">
          {t('days')}
        </span>
        <ToggleButtonGroup
          aria-labelledby="days-label"
          className="flex flex-wrap gap-1"
          selectionMode="multiple"
          disallowEmptySelection
          selectedKeys={hours.days.map(String)}
          onSelectionChange={(keys) => onChange({ ...hours, days: [...keys].map(Number).toSorted((a, b) => a - b) })}
        >
          {DAYS.map((day) => (
            // The short word is drawn: the name read aloud is the whole one.
            <ToggleButton key={day} id={String(day)} className="day-button" aria-label={name(day, 'long')} data-word={name(day, 'short').replace('.', '').slice(0, 3)} />
          ))}
        </ToggleButtonGroup>
      </div>
      <Select label={t('zone')} value={hours.timeZone} onChange={(timeZone) => onChange({ ...hours, timeZone })} options={zones(hours.timeZone).map((value) => ({ value, label: value.replaceAll('_', ' ') }))} />
    </fieldset>
  );
}

/** Midnight ends a day; it begins one only as `from`. */
function endOf(minute: number): number {
  return minute === 0 ? MINUTES_OF_A_DAY : minute;
}

function zones(present: string): string[] {
  return [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted((a, b) => a.localeCompare(b));
}
