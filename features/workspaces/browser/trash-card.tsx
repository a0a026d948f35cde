'use client';
import { useMutation } from '@tanstack/react-query';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Card } from '../../../components/page/card.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { WorkspaceState, WorkspaceView } from '../contract.ts';
import { api } from './api.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useCommand } from './use-command.ts';

type Trashed = WorkspaceView & { readonly state: Extract<WorkspaceState, { phase: 'trashed' }> };

function isTrashed(workspace: WorkspaceView): workspace is Trashed {
  return workspace.state.phase === 'trashed';
}

/** What was deleted and can still be restored. Absent while there is nothing in it. */
export function TrashCard({ workspaces }: { readonly workspaces: readonly WorkspaceView[] }) {
  const t = useTranslations('workspaces.trash');
  const trashed = workspaces.filter(isTrashed);
  if (trashed.length === 0) return null;
  return (
    <Card className="mt-5" title={t('title')}>
      <ul className="divide-y divide-line">
        {trashed.map((workspace) => (
          <TrashedRow key={workspace.id} workspace={workspace} />
        ))}
      </ul>
    </Card>
  );
}

function TrashedRow({ workspace }: { readonly workspace: Trashed }) {
  const t = useTranslations('workspaces');
  const formats = useFormats();
  const [isPurging, setPurging] = useState(false);
  const restoring = useCommand(api.client.workspaces.restore, { onDone: ({ name }) => showToast({ title: t('trash.restored', { name }) }) });
  const { name, state } = workspace;
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 truncate font-semibold text-ink-2" title={name}>
        {name}
      </span>
      <span className="text-small text-ink-3">{t('trash.until', { date: formats.date(state.purgeAtMs, state.trashedAtMs) })}</span>
      <span className="flex-1" />
      <Button icon={RotateCcw} aria-label={t('action.restoreNamed', { name })} isPending={restoring.isPending} onPress={() => restoring.mutate({ workspaceId: workspace.id })}>
        {t('action.restore')}
      </Button>
      <IconButton icon={Trash2} label={t('action.deleteForGoodNamed', { name })} tip={t('action.deleteForGood')} onPress={() => setPurging(true)} />
      {isPurging && <PurgeDialog workspace={workspace} onClose={() => setPurging(false)} />}
    </li>
  );
}

function PurgeDialog({ workspace, onClose }: { readonly workspace: Trashed; readonly onClose: () => void }) {
  const t = useTranslations('workspaces.trash');
  const typeName = useTranslations('workspaces.delete');
  const common = useTranslations('common');
  const { id, name } = workspace;
  const purging = useMutation({
    mutationFn: () => api.client.workspaces.purge({ workspaceId: id, confirmName: name }),
    onSuccess() {
      showToast({ title: t('purged', { name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('purgeTitle', { name })}
      typed={{ expected: name, label: typeName('typeName') }}
      confirmLabel={t('purgeSubmit', { name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={purging.isPending}
      onConfirm={() => purging.mutate()}
      error={purging.error !== null && <ProblemNotice className="mt-4" error={purging.error} />}
    >
      <p className="text-ink-2">{t('purgeText')}</p>
    </ConfirmDialog>
  );
}
