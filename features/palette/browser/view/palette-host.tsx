'use client';

import { useLayoutEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { paletteSession } from '../palette-session.ts';
import { setWords } from '../words.ts';
import { AskDialog } from './ask-dialog.tsx';
import { PickDialog } from './pick-dialog.tsx';
import { QuickAccessDialog } from './quick-access-dialog.tsx';

/**
 * Draws what is asked at the top of the workbench. Its code is there with the page: who presses Ctrl+P types on at once,
 * and what they type must not go to a terminal.
 */
export function PaletteHost() {
  const t = useTranslations();
  const workbench = useWorkbench();
  const session = paletteSession.use();
  const asked = useStore(session.asked);
  const prompt = useStore(workbench.prompts.current);
  // Another question is another dialog, even of the same kind.
  const [serial, setSerial] = useState({ prompt, key: 0 });
  if (serial.prompt !== prompt) setSerial({ prompt, key: serial.key + 1 });
  useLayoutEffect(() => setWords(workbench, { t }), [workbench, t]);
  return (
    <>
      {prompt === null && asked !== null && <QuickAccessDialog asked={asked} />}
      {prompt?.kind === 'pick' && <PickDialog key={serial.key} request={prompt.request} answer={prompt.answer} />}
      {prompt?.kind === 'ask' && <AskDialog key={serial.key} request={prompt.request} answer={prompt.answer} />}
    </>
  );
}
