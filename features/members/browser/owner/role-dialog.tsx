'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { RadioCards } from '../../../../components/ui/radio-cards.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { Role } from '../../../../shared/actor.ts';
import type { TeamMember } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { TeamProblem } from './team-problem.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

const ROLES: readonly Role[] = ['developer', 'stagiaire', 'owner'];

/** Ownership is shared by making another owner, and handed over by then lowering oneself. */
export function RoleDialog({ member, onClose }: { readonly member: TeamMember; readonly onClose: () => void }) {
  const t = useTranslations('team.role');
  const roles = useTranslations('team.invite.roles');
  const common = useTranslations('common');
  const [role, setRole] = useState(member.role);
  const [edition] = useState(member.edition);
  const setting = useCommand(api.client.team.setRole, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('done', { name: member.name, role: roles(`${role}.name`) }) });
      onClose();
    },
  });
  return (
    <Dialog title={t('title', { name: member.name })} widthPx={560} isOpen onClose={onClose} closeLabel={common('close')}>
      <DialogBody className="flex flex-col gap-4">
        <RadioCards label={t('label')} value={role} onChange={setRole} cards={ROLES.map((value) => ({ value, title: roles(`${value}.name`), text: roles(`${value}.text`) }))} />
        <p className="text-small text-ink-3">{t('text')}</p>
        {setting.error !== null && <TeamProblem error={setting.error} />}
      </DialogBody>
      <CancelFooter onCancel={onClose}>
        <Button variant="primary" isDisabled={role === member.role} isPending={setting.isPending} onPress={() => setting.mutate({ memberId: member.id, edition, role })}>
          {t('submit')}
        </Button>
      </CancelFooter>
    </Dialog>
  );
}
