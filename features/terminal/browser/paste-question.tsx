'use client';

import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import type { OpenTerminal } from './open-terminal.ts';
import { linesOf } from './paste.ts';

const SHOWN_LINES = 8;
const SHOWN_CHARACTERS = 120;

/** Before several lines are typed into a program that would run them one after another. */
export function PasteQuestion({ terminal, text }: { readonly terminal: OpenTerminal; readonly text: string }) {
  const t = useTranslations('terminal.paste');
  const common = useTranslations('common');
  const lines = linesOf(text);
  const answer = (pasted: string | null): void => {
    terminal.pasting.set(null);
    if (pasted !== null) terminal.screen.paste(pasted);
    terminal.screen.focus();
  };
  return (
    <Dialog title={t('title', { lines: lines.length })} isOpen onClose={() => answer(null)} closeLabel={common('close')} widthPx={520}>
      <DialogBody>
        <p>{t('why')}</p>
        <pre className="terminal-pasted">
          {lines.slice(0, SHOWN_LINES).map((line) => `${line.slice(0, SHOWN_CHARACTERS)}\n`)}
          {lines.length > SHOWN_LINES && '…'}
        </pre>
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="quiet" onPress={() => answer(null)}>
          {common('cancel')}
        </Button>
        <Button onPress={() => answer(lines.map((line) => line.trim()).join(' '))}>{t('asOneLine')}</Button>
        <Button variant="primary" autoFocus onPress={() => answer(text)}>
          {t('paste')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
