'use client';
import { List, ListTree, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { IconButton } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import './git.css';
import { gitSession } from './git-session.ts';
import { ModuleGroup } from './module-group.tsx';
import { MyProposals } from './my-proposals.tsx';
import { VIEW_MODE } from './settings.ts';
import { ReadGroup } from './read-group.tsx';
import { SimpleGroup } from './simple-group.tsx';
import { useSimple } from './use-simple.ts';

/** A group for each module; in simple words for whoever proposes, with what became of it. */
export function GitView() {
  const t = useTranslations('git');
  const errorText = useErrorText();
  const session = gitSession.use();
  const modules = useStore(session.modules);
  const error = useStore(session.error);
  const isSimple = useSimple();
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
  const own = modules.filter(({ access }) => access !== 'read');
  const groupOf = (status: ModuleStatus): ReactNode => {
    if (status.access === 'read') return <ReadGroup key={status.root} status={status} />;
    return isSimple(status.access) ? <SimpleGroup key={status.root} status={status} isAlone={modules.length === 1} /> : <ModuleGroup key={status.root} status={status} several={own.length > 1} />;
  };
  return (
    <div data-scroller="" className="flex flex-1 flex-col overflow-auto pb-3">
      <div className="flex-none">{[...own, ...modules.filter(({ access }) => access === 'read')].map(groupOf)}</div>
      {proposes && <MyProposals />}
    </div>
  );
}

/** Buttons of the side panel's head. */
export function GitActions() {
  const t = useTranslations('git');
  const session = gitSession.use();
  const { settings } = session.workbench;
  const mode = useStore(useMemo(() => settings.of(VIEW_MODE), [settings]));
  const other = mode === 'list' ? 'tree' : 'list';
  return (
    <>
      <IconButton size="mini" icon={mode === 'list' ? ListTree : List} label={t(`view.${other}`)} onPress={() => settings.asked.emit({ key: VIEW_MODE.key, value: other })} />
      <IconButton size="mini" icon={RefreshCw} label={t('view.refresh')} onPress={() => session.refresh()} />
    </>
  );
}
