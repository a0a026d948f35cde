'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { LiveRegion } from '../../../components/ui/visually-hidden.tsx';
import type { WorkspaceView } from '../contract.ts';
import { liveWorkspacesOptions, meOptions, type LiveWorkspaces } from './api.ts';
import { CreateDialog } from './create-dialog.tsx';
import { MachineCard } from './machine-card.tsx';
import { NoWorkspaces } from './no-workspaces.tsx';
import { TrashCard } from './trash-card.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { WorkspaceItem } from './workspace-item.tsx';

/** What only an owner sees is a chunk of its own: no other member's browser ever loads it. */
const ScopeChoice = dynamic(() => import('./owner/scope-choice.tsx').then((module) => module.ScopeChoice));
const Everyone = dynamic(() => import('./owner/everyone.tsx').then((module) => module.Everyone), { loading: () => <Waiting /> });
const KeptCopiesCard = dynamic(() => import('./owner/kept-copies-card.tsx').then((module) => module.KeptCopiesCard));

const NOTHING: LiveWorkspaces = { workspaces: [], usage: new Map() };

/** The member's workspaces, live; for the owner the machine first. */
export function WorkspacesPage() {
  const t = useTranslations('workspaces');
  const [isCreating, setCreating] = useState(false);
  const [scope, setScope] = useState<'mine' | 'everyone'>('mine');
  const me = useQuery(meOptions());
  const live = useQuery(liveWorkspacesOptions());
  const isOwner = me.data?.role === 'owner';
  const { workspaces, usage } = live.data ?? NOTHING;
  // An owner's list also has what they have entered.
  const own = workspaces.filter(({ memberId }) => me.data === undefined || memberId === me.data.id);
  const present = own.filter(({ state }) => state.phase !== 'trashed');
  const announcement = useAnnouncements(live.data?.workspaces);
  const isEmpty = live.isSuccess && present.length === 0;
  return (
    <>
      <div className="mb-5 flex min-h-[30px] flex-wrap items-center gap-3">
        <h1>{t('page')}</h1>
        {present.length > 0 && <span className="text-ink-3">{t('count', { running: present.filter(({ state }) => state.phase === 'running').length, all: present.length })}</span>}
        <span className="flex-1" />
        {isOwner && <ScopeChoice value={scope} onChange={setScope} />}
        {live.isSuccess && !isEmpty && (
          <Button variant="primary" icon={Plus} onPress={() => setCreating(true)}>
            {t('new')}
          </Button>
        )}
      </div>
      <LiveRegion>{announcement}</LiveRegion>
      {isOwner && <MachineCard />}
      {live.isError && <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />}
      {live.isPending && <Waiting />}
      {scope === 'mine' && (
        <>
          {isEmpty && <NoWorkspaces onCreate={() => setCreating(true)} />}
          {present.length > 0 && <List workspaces={present} usage={usage} isOwner={isOwner} />}
          {live.isSuccess && <TrashCard workspaces={own} />}
        </>
      )}
      {me.data?.role === 'owner' && scope === 'everyone' && <Everyone meId={me.data.id} />}
      {isOwner && <KeptCopiesCard />}
      {isCreating && <CreateDialog isOwner={isOwner} taken={present.map(({ name }) => name)} onClose={() => setCreating(false)} />}
    </>
  );
}

function List({ workspaces, usage, isOwner }: LiveWorkspaces & { readonly isOwner: boolean }) {
  const t = useTranslations('workspaces');
  const nowMs = useNow(workspaces.some(needsSeconds) ? 1000 : 15_000);
  return (
    <section className="card" aria-label={t('list')}>
      {workspaces.map((workspace) => (
        <WorkspaceItem key={workspace.id} workspace={workspace} usage={usage.get(workspace.id) ?? null} nowMs={nowMs} isOwner={isOwner} />
      ))}
    </section>
  );
}

/** Something on its row changes by itself: a countdown, a step that runs. */
function needsSeconds({ state }: WorkspaceView): boolean {
  return state.phase === 'creating' || (state.phase === 'running' && state.idleStopAtMs !== null);
}

function Waiting() {
  const common = useTranslations('common');
  return (
    <div className="card p-5 empty:hidden">
      <Skeleton rows={4} label={common('loading')} className="gap-6" />
    </div>
  );
}
