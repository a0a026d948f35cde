'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Checkbox } from '../../../../components/ui/choice.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { INVITATION_DAYS, type TeamInvitation, type TeamMember } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { ShownLink } from './shown-link.tsx';

/** Makes a link to choose a new password, and shows it once. */
export function ResetDialog({ member, onClose }: { readonly member: TeamMember; readonly onClose: () => void }) {
  const t = useTranslations('team.reset');
  const common = useTranslations('common');
  const [dropsTotp, setDropsTotp] = useState(false);
  const making = useMutation(api.query.team.makeReset.mutationOptions());
  return (
    <Dialog title={t('title', { name: member.name })} widthPx={560} isOpen isDismissable={making.data === undefined} onClose={onClose} closeLabel={common('close')}>
      {making.data === undefined ? (
        <>
          <DialogBody className="flex flex-col gap-4">
            <p className="text-ink-2">{t('text')}</p>
            {member.hasTotp && (
              <Checkbox isSelected={dropsTotp} onChange={setDropsTotp}>
                {t('dropTotp')}
              </Checkbox>
            )}
            {making.error !== null && <ErrorNotice error={making.error} />}
          </DialogBody>
          <CancelFooter onCancel={onClose}>
            <Button variant="primary" autoFocus isPending={making.isPending} onPress={() => making.mutate({ memberId: member.id, dropsTotp })}>
              {t('submit')}
            </Button>
          </CancelFooter>
        </>
      ) : (
        <ShownLink link={making.data} email={member.email} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** Makes another link for an invitation, and shows it once. */
export function RenewDialog({ invitation, onClose }: { readonly invitation: TeamInvitation; readonly onClose: () => void }) {
  const t = useTranslations('team.invitations');
  const common = useTranslations('common');
  const renewing = useMutation(api.query.team.renewInvitation.mutationOptions());
  return (
    <Dialog title={t('renewTitle', { email: invitation.email })} widthPx={560} isOpen isDismissable={renewing.data === undefined} onClose={onClose} closeLabel={common('close')}>
      {renewing.data === undefined ? (
        <>
          <DialogBody className="flex flex-col gap-4">
            <p className="text-ink-2">{t('renewText', { count: INVITATION_DAYS })}</p>
            {renewing.error !== null && <ErrorNotice error={renewing.error} />}
          </DialogBody>
          <CancelFooter onCancel={onClose}>
            <Button variant="primary" autoFocus isPending={renewing.isPending} onPress={() => renewing.mutate({ invitationId: invitation.id, days: INVITATION_DAYS })}>
              {t('renew')}
            </Button>
          </CancelFooter>
        </>
      ) : (
        <ShownLink link={renewing.data} email={invitation.email} onClose={onClose} />
      )}
    </Dialog>
  );
}
