'use client';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import type { WorkspaceView } from '../contract.ts';
import { api } from './api.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useCommand } from './use-command.ts';

export function RebuildDialog({ workspace, onClose }: { readonly workspace: WorkspaceView; readonly onClose: () => void }) {
  const t = useTranslations('workspaces.rebuild');
  const common = useTranslations('common');
  const rebuilding = useCommand(api.client.workspaces.rebuild, { isQuiet: true, onDone: onClose });
  const { name } = workspace;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('title', { name })}
      confirmLabel={t('submit', { name })}
      confirmIcon={RefreshCw}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={rebuilding.isPending}
      onConfirm={() => rebuilding.mutate({ workspaceId: workspace.id })}
      error={rebuilding.error !== null && <ProblemNotice className="mt-4" error={rebuilding.error} />}
    >
      <p className="text-ink-2">{t('text')}</p>
      <p className="mt-2 font-semibold">{t('kept')}</p>
    </ConfirmDialog>
  );
}
