'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { DAY_MS } from '../../../shared/units.ts';
import { WORKSPACE_TRASH_DAYS, type UnsavedWork, type WorkspaceView } from '../contract.ts';
import { api } from './api.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { UnsavedWorkList, UnsavedWorkWaiting } from './unsaved-work-list.tsx';
import { useCommand } from './use-command.ts';

/** Lists what lives nowhere else, then asks for the name. It goes to the trash, and "Undo" brings it back. */
export function DeleteDialog({ workspace, onClose }: { readonly workspace: WorkspaceView; readonly onClose: () => void }) {
  const t = useTranslations('workspaces.delete');
  const trash = useTranslations('workspaces.trash');
  const common = useTranslations('common');
  const formats = useFormats();
  const { id, name } = workspace;
  const [openedAtMs] = useState(() => Date.now());
  const date = formats.date(openedAtMs + WORKSPACE_TRASH_DAYS * DAY_MS, openedAtMs);
  const unsaved = useQuery(api.query.workspaces.unsavedWork.queryOptions({ input: { workspaceId: id }, staleTime: 0, gcTime: 0, retry: false }));
  const restoring = useCommand(api.client.workspaces.restore, { onDone: () => showToast({ title: trash('restored', { name }) }) });
  const deleting = useCommand(api.client.workspaces.trash, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('done', { name }), text: t('doneText', { date }), action: { label: t('undo'), run: () => restoring.mutate({ workspaceId: id }) } });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      widthPx={600}
      onClose={onClose}
      title={t('title', { name })}
      typed={{ expected: name, label: t('typeName') }}
      confirmLabel={t('submit', { name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={deleting.isPending}
      onConfirm={() => deleting.mutate({ workspaceId: id, confirmName: name })}
      error={deleting.error !== null && <ProblemNotice className="mt-4" error={deleting.error} />}
    >
      <p className="text-ink-2">{unsaved.data && isAnythingUnsaved(unsaved.data) ? t('unsavedIntro', { date }) : t('toTrash', { date })}</p>
      {unsaved.isPending && <UnsavedWorkWaiting />}
      {unsaved.isError && <p className="mt-3 ink-warning">{t('lookFailed')}</p>}
      {unsaved.data && <UnsavedWorkList work={unsaved.data} />}
    </ConfirmDialog>
  );
}

function isAnythingUnsaved({ repositories }: UnsavedWork): boolean {
  return repositories.some(({ changedCount, unpushedCount }) => changedCount + unpushedCount > 0);
}
