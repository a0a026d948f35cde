import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { isMacLike, keysAsText } from '../../../../components/ui/keys.ts';
import { partsOf, type Keybinding } from '../../../../components/workbench/commands/keybinding.ts';

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
const never = (): (() => void) => () => undefined;

/** A binding as keys of a keyboard. */
export function KeysShown({ binding }: { readonly binding: Keybinding }) {
  const t = useTranslations('settings.keysPage');
  const isMac = useSyncExternalStore(never, isMacLike, () => false);
  return (
    <span className="keycaps">
      {binding.split(' ').map((stroke, index) => (
        <span key={index}>
          {index > 0 && <small>{t('then')}</small>}
          {[...partsOf(stroke).modifiers, partsOf(stroke).key].map((key) => (
            <kbd key={key}>{SIGNS[key] ?? (isMac ? keysAsText(key, true) : key)}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** The same in words, for names and sentences. */
export function keysInWords(binding: Keybinding): string {
  return binding.split(' ').map((stroke) => [...partsOf(stroke).modifiers, partsOf(stroke).key].join(' ')).join(', ');
}
