'use client';

import { useQuery } from '@tanstack/react-query';
import { Boxes, PackageX, UserRound, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import type { HeldModule, WorkspaceView } from '../../contract.ts';
import { meOptions } from '../api.ts';
import { moduleChanges, type ModuleChange } from './module-changes.ts';
import { useWorkspace } from './workspace-gate.tsx';

const FRAME = 'mx-1.5 mb-1.5 flex-none rounded-sheet';

/** That the member's modules are others than a moment ago, until it is dismissed or they change again. */
export function ModulesNotice() {
  const workspace = useWorkspace();
  return workspace === null ? null : <ModulesOf workspace={workspace} />;
}

function ModulesOf({ workspace }: { readonly workspace: WorkspaceView }) {
  const t = useTranslations('workspaces.opening.modules');
  const [seen, setSeen] = useState<{ modules: readonly HeldModule[]; key: string; changes: readonly ModuleChange[] }>(() => ({ modules: workspace.modules, key: JSON.stringify(workspace.modules), changes: [] }));
  const key = JSON.stringify(workspace.modules);
  // Several changes in a row are one, told from what the member last knew of.
  if (key !== seen.key) setSeen({ modules: seen.modules, key, changes: moduleChanges(seen.modules, workspace.modules) });
  if (seen.changes.length === 0) return null;
  const isBack = workspace.state.phase === 'running' && workspace.state.agentConnected;
  const dismiss = (): void => setSeen({ modules: workspace.modules, key, changes: [] });
  return (
    <Notice tone={isBack ? 'warning' : 'progress'} icon={Boxes} isLive className={FRAME} actions={<IconButton size="mini" icon={X} label={t('dismiss')} onPress={dismiss} />}>
      {t('changed', { changes: seen.changes.map(({ kind, module }) => t(kind, { module })).join(', ') })} {!isBack && t('reconnecting')}
    </Notice>
  );
}

/** What is granted and not here, because the server has no repository of it. */
export function AbsentNotice() {
  const t = useTranslations('workspaces.opening.modules');
  const workspace = useWorkspace();
  const [dismissed, setDismissed] = useState('');
  const absent = workspace?.modules.filter(({ moduleId }) => workspace.absentModuleIds.includes(moduleId)) ?? [];
  const modules = absent.map(({ projectSlug, slug }) => `${projectSlug} / ${slug}`).join(', ');
  if (modules === dismissed) return null;
  return (
    <Notice tone="warning" icon={PackageX} isLive className={FRAME} actions={<IconButton size="mini" icon={X} label={t('dismiss')} onPress={() => setDismissed(modules)} />}>
      {t('absent', { count: absent.length, modules })}
    </Notice>
  );
}

/** That an owner, not the member, came into the workspace while this page was open, or just before. */
export function VisitNotice() {
  const workspace = useWorkspace();
  const me = useQuery(meOptions());
  // The visitor knows.
  if (workspace === null || workspace.visit === null || workspace.memberId !== me.data?.id) return null;
  return <VisitOf id={workspace.id} visit={workspace.visit} />;
}

function VisitOf({ id, visit }: { readonly id: string; readonly visit: NonNullable<WorkspaceView['visit']> }) {
  const t = useTranslations('workspaces.opening.visit');
  const key = `atelier:visit:${id}`;
  // The browser remembers what was dismissed.
  const [seenAtMs, setSeenAtMs] = useState(() => Number(localStorage.getItem(key) ?? 0));
  if (visit.atMs <= seenAtMs) return null;
  const dismiss = (): void => {
    localStorage.setItem(key, String(visit.atMs));
    setSeenAtMs(visit.atMs);
  };
  return (
    <Notice icon={UserRound} isLive className={FRAME} actions={<IconButton size="mini" icon={X} label={t('dismiss')} onPress={dismiss} />}>
      {t('entered', { name: visit.name })}
    </Notice>
  );
}
