'use client';

import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { paletteSession } from '../palette-session.ts';
import { setWords } from '../words.ts';

const loadDialogs = async () => import('./dialogs.tsx');
const QuickAccessDialog = lazy(async () => ({ default: (await loadDialogs()).QuickAccessDialog }));
const PickDialog = lazy(async () => ({ default: (await loadDialogs()).PickDialog }));
const AskDialog = lazy(async () => ({ default: (await loadDialogs()).AskDialog }));

/** Draws what is asked at the top of the workbench; its code comes when the page has nothing better to do. */
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
  useEffect(() => {
    const idle = requestIdleCallback(() => void loadDialogs(), { timeout: 5000 });
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <Suspense>
      {prompt === null && asked !== null && <QuickAccessDialog asked={asked} />}
      {prompt?.kind === 'pick' && <PickDialog key={serial.key} request={prompt.request} answer={prompt.answer} />}
      {prompt?.kind === 'ask' && <AskDialog key={serial.key} request={prompt.request} answer={prompt.answer} />}
    </Suspense>
  );
}
