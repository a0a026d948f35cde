import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';

import { isMacLike, keysAsText } from '../../../../components/ui/keys.ts';
import { partsOf, type Keybinding } from '../../../../components/workbench/commands/keybinding.ts';

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
/** Keys that are written on otherwise where another language is spoken. */
const NAMED = ['Shift', 'Delete', 'Insert', 'Enter', 'Escape', 'Backspace', 'Space', 'Tab', 'PageUp', 'PageDown', 'Home', 'End'] as const;
const never = (): (() => void) => () => undefined;

/** A key as it is written on a keyboard of this language. */
function useKeyName(): (key: string) => string {
  const t = useTranslations('settings.keyNames');
  return (key) => {
    const named = NAMED.find((name) => name === key);
    return SIGNS[key] ?? (named === undefined ? key : t(named));
  };
}

/** A binding as keys of a keyboard. */
export function KeysShown({ binding }: { readonly binding: Keybinding }) {
  const t = useTranslations('settings.keysPage');
  const nameOf = useKeyName();
  const isMac = useSyncExternalStore(never, isMacLike, () => false);
  return (
    <span className="keycaps">
      {binding.split(' ').map((stroke, index) => (
        <span key={index}>
          {index > 0 && <small>{t('then')}</small>}
          {[...partsOf(stroke).modifiers, partsOf(stroke).key].map((key) => (
            <kbd key={key}>{isMac && keysAsText(key, true) !== key ? keysAsText(key, true) : nameOf(key)}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** The same in words, for names and sentences. */
export function useKeyWords(): (binding: Keybinding) => string {
  const nameOf = useKeyName();
  return (binding) => binding.split(' ').map((stroke) => [...partsOf(stroke).modifiers, partsOf(stroke).key].map(nameOf).join(' ')).join(', ');
}
