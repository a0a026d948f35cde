import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../../components/ui/button.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { SettingRow } from '../model/setting-rows.ts';

type Props = { readonly row: SettingRow; readonly label: string; readonly onChange: (value: unknown) => void; readonly onJson: () => void };

/** What a value is changed with, by its kind. */
export function SettingControl({ row, label, onChange, onJson }: Props) {
  const t = useTranslations();
  const { setting, control, value } = row;
  switch (control) {
    case 'switch':
      return <Switch aria-label={label} isSelected={value === true} onChange={onChange} />;
    case 'choice': {
      const choices = setting.choices ?? [];
      const options = choices.map((choice) => ({ value: JSON.stringify(choice.value), label: t(choice.labelKey) }));
      const present = JSON.stringify(value);
      // A value that the schema takes and no word stands for: as it was written.
      const all = options.some((option) => option.value === present) ? options : [...options, { value: present, label: typeof value === 'string' ? value : present }];
      return <Select className="w-42" label={label} hideLabel options={all} value={present} onChange={(chosen) => onChange(JSON.parse(chosen))} />;
    }
    case 'number':
    case 'text':
    case 'list':
      return <Typed row={row} label={label} onChange={onChange} />;
    case 'json':
      return (
        <Button size="mini" aria-label={`${t('settings.editJson')}, ${label}`} onPress={onJson}>
          {t('settings.editJson')}
        </Button>
      );
  }
}

/** Text that counts once it is left, or with Enter; what the setting does not take stays there and is said. */
function Typed({ row, label, onChange }: Omit<Props, 'onJson'>) {
  const t = useTranslations('settings');
  const { control, value, setting } = row;
  const shown = control === 'list' ? (Array.isArray(value) ? value.join('\n') : '') : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const [text, setText] = useState(shown);
  const [isWrong, setWrong] = useState(false);
  const [seen, setSeen] = useState(shown);
  // Another tab, or a program, set it meanwhile.
  if (seen !== shown) {
    setSeen(shown);
    setText(shown);
    setWrong(false);
  }
  const commit = (): void => {
    if (text === shown) return;
    const parsed = setting.schema.safeParse(valueOf(text, control));
    setWrong(!parsed.success);
    if (parsed.success) onChange(parsed.data);
  };
  return (
    <TextField
      className="w-42"
      label={label}
      hideLabel
      isVerbatim
      multiline={control === 'list'}
      inputMode={control === 'number' ? 'decimal' : 'text'}
      hint={control === 'list' ? t('listHint') : undefined}
      error={isWrong ? t('wrong') : null}
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && control !== 'list') commit();
        else event.continuePropagation();
      }}
    />
  );
}

function valueOf(text: string, control: SettingRow['control']): unknown {
  if (control === 'number') return text.trim() === '' ? null : Number(text.replace(',', '.'));
  return control === 'list' ? text.split('\n').map((line) => line.trim()).filter((line) => line !== '') : text;
}
