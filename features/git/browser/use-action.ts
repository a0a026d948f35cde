import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { showToast } from '../../../components/ui/toast.tsx';
import { explain } from './deeds.ts';
import { gitSession } from './git-session.ts';
import type { ModuleStatus } from '../contract.ts';

export type Deed = 'save' | 'send' | 'get';

/** What a module's buttons do, and which of them is at work. Whoever proposes is told in simple words. */
export function useActions({ root, access }: Pick<ModuleStatus, 'root' | 'access'>): { readonly busy: Deed | null; readonly save: () => void; readonly send: () => void; readonly get: () => void } {
  const t = useTranslations('git');
  const session = gitSession.use();
  const [busy, setBusy] = useState<Deed | null>(null);
  const isSimple = access === 'propose';

  const run = (deed: Deed, work: () => Promise<{ title: string; text?: string }>) => () => {
    setBusy(deed);
    void work()
      .then(showToast, (error: unknown) => showToast({ tone: 'failed', title: isSimple ? t(`simple.failed.${deed}`) : t(`failed.${deed}`), text: explain(session, error) }))
      .finally(() => setBusy(null));
  };

  return {
    busy,
    save: run('save', async () => {
      await session.client.saveVersion({ root, message: session.messages.get()[root] ?? '' });
      session.write(root, '');
      return { title: isSimple ? t('simple.done.saved') : t('done.saved') };
    }),
    send: run('send', async () => {
      const { branch } = await session.client.send({ root });
      return isSimple ? { title: t('simple.done.sent'), text: t('simple.done.sentText') } : { title: t('done.sent', { branch }) };
    }),
    get: run('get', async () => {
      const { outcome } = await session.client.get({ root });
      return { title: isSimple ? t(`simple.done.${outcome}`) : t(`done.${outcome}`) };
    }),
  };
}
