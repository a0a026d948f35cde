'use client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { gitSession } from './git-session.ts';
import { ModuleGroup } from './module-group.tsx';
import { MyProposals } from './my-proposals.tsx';
import { SimpleGroup } from './simple-group.tsx';

/** A group for each module; in simple words for whoever proposes, with what became of it. */
export function GitView() {
  const t = useTranslations('git');
  const errorText = useErrorText();
  const session = gitSession.use();
  const modules = useStore(session.modules);
  const error = useStore(session.error);
  const isKnown = modules !== null;
  useEffect(() => {
    if (isKnown) session.refresh();
  }, [session, isKnown]);
  if (modules === null) {
    if (error === null) return <Skeleton rows={4} label={t('title')} className="p-3" />;
    const { what, why } = errorText(error);
    return <EmptyState title={what} text={why} className="p-6" />;
  }
  if (modules.length === 0) return <EmptyState title={t('empty.title')} text={t('empty.text')} className="p-6" />;
  const proposes = modules.some(({ access }) => access === 'propose');
  return (
    <div className="flex flex-1 flex-col overflow-auto pb-3">
      {modules.map((status) => (status.access === 'propose' ? <SimpleGroup key={status.root} status={status} isAlone={modules.length === 1} /> : <ModuleGroup key={status.root} status={status} />))}
      {proposes && <MyProposals />}
    </div>
  );
}
