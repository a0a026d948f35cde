'use client';
import { UserX } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { TeamMember } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { TeamProblem } from './team-problem.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

type EndProps = { readonly member: TeamMember; readonly onClose: () => void };

export function DisableDialog({ member, onClose }: EndProps) {
  const t = useTranslations('team.disable');
  const common = useTranslations('common');
  const [edition] = useState(member.edition);
  const setting = useCommand(api.client.team.setDisabled, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('done', { name: member.name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('title', { name: member.name })}
      confirmIcon={UserX}
      confirmLabel={t('submit', { name: member.name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={setting.isPending}
      onConfirm={() => setting.mutate({ memberId: member.id, edition, disabled: true })}
      error={setting.error !== null && <div className="mt-4"><TeamProblem error={setting.error} /></div>}
    >
      <p className="text-ink-2">{t('text')}</p>
    </ConfirmDialog>
  );
}

export function RemoveDialog({ member, onClose }: EndProps) {
  const t = useTranslations('team.remove');
  const common = useTranslations('common');
  const [edition] = useState(member.edition);
  const removing = useCommand(api.client.team.remove, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('done', { name: member.name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('title', { name: member.name })}
      typed={{ expected: member.email, label: t('type', { email: member.email }) }}
      confirmIcon={UserX}
      confirmLabel={t('submit', { name: member.name })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={removing.isPending}
      onConfirm={() => removing.mutate({ memberId: member.id, edition, confirmEmail: member.email })}
      error={removing.error !== null && <div className="mt-4"><TeamProblem error={removing.error} /></div>}
    >
      <p className="text-ink-2">{t('text', { count: member.workspaces })}</p>
    </ConfirmDialog>
  );
}
