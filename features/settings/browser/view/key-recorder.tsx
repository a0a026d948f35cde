import { TriangleAlert } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import type { Command } from '../../../../components/workbench/commands/command.ts';
import { strokeOf, type Keybinding } from '../../../../components/workbench/commands/keybinding.ts';
import type { Binding } from '../../../../components/workbench/commands/resolve-bindings.ts';
import { isInstalled } from '../../../../components/workbench/shell/installed.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { changeFor, clashesWith, type KeyChange } from '../model/key-rows.ts';
import { KeysShown, useKeyWords } from './keys-text.tsx';

/** What browsers take before any page hears of it. */
const BROWSERS_OWN: ReadonlySet<string> = new Set(['Ctrl+W', 'Ctrl+N', 'Ctrl+T', 'Ctrl+Shift+W', 'Ctrl+Shift+N', 'Ctrl+Shift+T', 'Ctrl+Tab', 'Ctrl+Shift+Tab']);

type Props = {
  readonly command: Command;
  /** What the new key takes the place of; null: one more. */
  readonly replaced: Binding | null;
  readonly onDone: (change: KeyChange | null) => void;
};

/** Listens to what is pressed and says whose key that is, before it is anybody else's. */
export function KeyRecorder({ command, replaced, onDone }: Props) {
  const t = useTranslations();
  const { commands } = useWorkbench();
  const all = useStore(commands.all);
  const keysInWords = useKeyWords();
  const [key, setKey] = useState<Keybinding | null>(null);
  const when = replaced === null ? (command.when ?? null) : replaced.when;
  const clashes = key === null ? [] : clashesWith(commands.bindings, { key, command: command.id, when });
  const titleOf = (id: string): string => {
    const known = all.get(id);
    return known === undefined ? id : t(known.titleKey);
  };
  const use = (): void => {
    if (key !== null) onDone(changeFor({ command: command.id, key, when, replaced, freed: clashes }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Escape' || (plain && event.key === 'Tab')) return;
    event.preventDefault();
    event.stopPropagation();
    if (plain && !event.shiftKey && event.key === 'Enter') return use();
    const stroke = event.nativeEvent.getModifierState('AltGraph') ? null : strokeOf(event.nativeEvent);
    if (stroke === null) return;
    // A third one begins anew.
    setKey((present) => (present === null || present.includes(' ') ? stroke : `${present} ${stroke}`));
  };
  const same = clashes.filter((clash) => clash.key === key || key?.includes(' '));
  const begun = clashes.filter((clash) => !same.includes(clash));
  const namesOf = (bindings: readonly Binding[]): string => [...new Set(bindings.map((binding) => titleOf(binding.command)))].join(', ');
  const isBrowsers = key !== null && BROWSERS_OWN.has(key.split(' ')[0] ?? '') && !isInstalled();
  return (
    <Dialog title={t('settings.recorder.title', { name: t(command.titleKey) })} isOpen onClose={() => onDone(null)} closeLabel={t('common.close')} widthPx={520}>
      <DialogBody>
        <p className="text-ink-2">{t('settings.recorder.hint')}</p>
        <label className="rec">
          <input className="sr-only" readOnly aria-label={t('settings.recorder.pressed')} value={key === null ? '' : keysInWords(key)} ref={focusOnce} onKeyDown={onKeyDown} />
          {key === null ? <span className="text-ink-3">{t('settings.recorder.nothing')}</span> : <KeysShown binding={key} />}
        </label>
        <output className="block">
          {same.length > 0 && key !== null && <Warning>{t('settings.recorder.clash', { keys: keysInWords(same[0]?.key ?? key), names: namesOf(same) })}</Warning>}
          {begun.length > 0 && key !== null && <Warning>{t('settings.recorder.clashChord', { keys: keysInWords(key), names: namesOf(begun) })}</Warning>}
          {isBrowsers && <Warning>{t('settings.recorder.inBrowser', { keys: keysInWords(key) })}</Warning>}
        </output>
      </DialogBody>
      <CancelFooter onCancel={() => onDone(null)}>
        <Button variant="primary" isDisabled={key === null} onPress={use}>
          {t(clashes.length > 0 ? 'settings.recorder.useAndFree' : 'settings.recorder.use')}
        </Button>
      </CancelFooter>
    </Dialog>
  );
}

function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}

function Warning({ children }: { readonly children: string }) {
  return (
    <Notice icon={TriangleAlert} className="mt-3 rounded-control">
      {children}
    </Notice>
  );
}
