'use client';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { Tabs } from '../../../../components/ui/tabs.tsx';
import { LogTab } from './log-tab.tsx';

export type AuditTab = 'log' | 'machine';

/** What everybody did, and how the machine is; owners only. `text` is what the log is filtered by at first. */
export function AuditPage({ tab, machine, text = '' }: { readonly tab: AuditTab; readonly machine: ReactNode; readonly text?: string }) {
  const t = useTranslations('audit');
  // The tab's own buttons stand beside the title.
  const [head, setHead] = useState<HTMLElement | null>(null);
  return (
    <>
      <div className="mb-2 flex min-h-[30px] flex-wrap items-center gap-3">
        <h1>{t('page')}</h1>
        <span className="flex-1" />
        <span ref={setHead} className="flex flex-wrap items-center gap-3" />
      </div>
      <Tabs
        label={t('page')}
        initial={tab}
        onChange={(key) => history.replaceState(null, '', key === 'log' ? '/audit' : `/audit?tab=${key}`)}
        tabs={[
          { key: 'log', label: t('tabs.log'), content: <LogTab head={head} text={text} /> },
          { key: 'machine', label: t('tabs.machine'), content: machine },
        ]}
      />
    </>
  );
}
