'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import { useMutation } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import type { WorkspaceView } from '../../owner-contract.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import { StateCell } from '../state-cell.tsx';
import { api, everyoneOptions } from './api.ts';

/** Every member's workspaces; into another's goes only who says so. */
export function Everyone({ meId }: { readonly meId: string }) {
  const t = useTranslations('workspacesOwner');
  const live = useQuery(everyoneOptions());
  const nowMs = useNow(15_000);
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />;
  const workspaces = live.data ?? [];
  if (live.isSuccess && workspaces.length === 0) return <p className="card p-5 text-ink-3">{t('nobody')}</p>;
  return (
    <section className="card" aria-label={t('list')}>
      {workspaces.map((workspace) => (
        <MembersWorkspace key={workspace.id} workspace={workspace} nowMs={nowMs} isMine={workspace.memberId === meId} />
      ))}
    </section>
  );
}

function MembersWorkspace({ workspace, nowMs, isMine }: { readonly workspace: WorkspaceView; readonly nowMs: number; readonly isMine: boolean }) {
  const t = useTranslations('workspacesOwner');
  const router = useRouter();
  const [isEntering, setEntering] = useState(false);
  const { id, name, memberName, modules } = workspace;
  return (
    <article className="ws-item" aria-label={t('of', { name, member: memberName })}>
      <div className="ws">
        <div className="name flex min-w-0 flex-wrap items-center gap-2">
          <span className="truncate text-lead font-semibold" title={name}>
            {name}
          </span>
          <Badge>{memberName}</Badge>
          <span className="w-full truncate text-small text-ink-3">{modules.map(({ projectSlug, slug }) => `${projectSlug} / ${slug}`).join(', ') || t('noModules')}</span>
        </div>
        <StateCell workspace={workspace} nowMs={nowMs} />
        <div className="use" />
        <div className="acts">
          <Button icon={LogIn} aria-label={isMine ? t('openNamed', { name }) : t('enterNamed', { name, member: memberName })} onPress={() => (isMine ? router.push(`/w/${id}`) : setEntering(true))}>
            {isMine ? t('open') : t('enter')}
          </Button>
        </div>
      </div>
      {isEntering && <EnterDialog workspace={workspace} onClose={() => setEntering(false)} />}
    </article>
  );
}

function EnterDialog({ workspace, onClose }: { readonly workspace: WorkspaceView; readonly onClose: () => void }) {
  const t = useTranslations('workspacesOwner');
  const common = useTranslations('common');
  const router = useRouter();
  const { id, name, memberName } = workspace;
  const entering = useMutation({
    mutationFn: () => api.client.allWorkspaces.enter({ workspaceId: id }),
    onSuccess: () => router.push(`/w/${id}`),
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('enterTitle', { name, member: memberName })}
      confirmLabel={t('enterSubmit', { name })}
      confirmIcon={LogIn}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={entering.isPending}
      onConfirm={() => entering.mutate()}
      error={entering.error !== null && <ProblemNotice className="mt-4" error={entering.error} />}
    >
      <p className="text-ink-2">{t('enterText', { member: memberName })}</p>
    </ConfirmDialog>
  );
}
