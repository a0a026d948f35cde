import { Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import type { Setting } from '../../../../components/workbench/settings/settings.ts';
import { marked, type Elsewhere, type SettingRow } from '../model/setting-rows.ts';
import { folderName } from './folder-name.ts';
import { SettingControl } from './setting-control.tsx';

type Props = { readonly row: SettingRow; readonly words: readonly string[]; readonly onChange: (value: unknown) => void; readonly onJson: () => void };

/** One setting: a bar marks it where it was changed, and what puts it back stands beside it. */
export function SettingItem({ row, words, onChange, onJson }: Props) {
  const t = useTranslations();
  const { setting, isChanged, refused, elsewhere } = row;
  const title = t(setting.titleKey);
  const place = useRef<HTMLFieldSetElement>(null);
  const reset = (): void => {
    onChange(undefined);
    // The button goes with the change that it took back.
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('.ctl :is(input, textarea, button)')?.focus());
  };
  return (
    <fieldset ref={place} aria-label={title} className="set" data-changed={isChanged ? '' : undefined}>
      <h3>
        <Marked text={title} words={words} />
        <code className="id">
          <Marked text={setting.key} words={words} />
        </code>
      </h3>
      <p>
        {setting.textKey !== undefined && <Marked text={t(setting.textKey)} words={words} />}
        {refused !== undefined && <strong className="ink-warning"> {t('settings.refused', { value: short(refused) })}</strong>}
        {elsewhere.map((other) => (
          <Also key={JSON.stringify(other.layer)} setting={setting} other={other} />
        ))}
      </p>
      <div className="ctl">
        {isChanged && <IconButton size="mini" icon={Undo2} label={t('settings.reset', { name: title })} onPress={reset} />}
        <SettingControl row={row} label={title} onChange={onChange} onJson={onJson} />
      </div>
    </fieldset>
  );
}

/** Another level has its own word: the stronger one is the one that holds. */
function Also({ setting, other: { layer, value } }: { readonly setting: Setting<unknown>; readonly other: Elsewhere }) {
  const t = useTranslations();
  const choice = setting.choices?.find((candidate) => JSON.stringify(candidate.value) === JSON.stringify(value));
  const said = choice !== undefined ? t(choice.labelKey) : typeof value === 'boolean' ? t(value ? 'settings.on' : 'settings.off') : short(value);
  if (layer.level === 'folder') return <span className="also ink-warning"> {t('settings.alsoFolder', { folder: folderName(layer.folder), value: said })}</span>;
  return <span className={layer.level === 'workspace' ? 'also ink-warning' : 'also'}> {t(layer.level === 'workspace' ? 'settings.alsoWorkspace' : 'settings.alsoUser', { value: said })}</span>;
}

export function Marked({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  return marked(text, words).map(({ text: piece, isFound }, index) => (isFound ? <mark key={index}>{piece}</mark> : piece));
}

/** A value as JSON, no longer than a line. */
export function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
