'use client';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { TeamInvitation } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { RenewDialog } from './link-dialog.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

const SOON_MS = 4 * 3_600_000;

/** Who was invited and has not come yet. Absent while there is nobody. */
export function InvitationsCard({ invitations }: { readonly invitations: readonly TeamInvitation[] }) {
  const t = useTranslations('team.invitations');
  const nowMs = useNow(30_000);
  if (invitations.length === 0) return null;
  return (
    <Card title={t('title')} hint={t('hint')}>
      <ul className="divide-y divide-line">
        {invitations.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} nowMs={nowMs} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ invitation, nowMs }: { readonly invitation: TeamInvitation; readonly nowMs: number }) {
  const t = useTranslations('team.invitations');
  const roles = useTranslations('team.invite.roles');
  const formats = useFormats();
  const [isRenewing, setRenewing] = useState(false);
  const { email, role, grants, expiresAtMs } = invitation;
  const revoking = useCommand(api.client.team.revokeInvitation, { onDone: () => showToast({ title: t('withdrawn', { email }) }) });
  const leftMs = expiresAtMs - nowMs;
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Mail className="flex-none text-ink-3" aria-hidden />
      <span className="min-w-0 truncate font-semibold" title={email}>
        {email}
      </span>
      <Badge tone={role}>{roles(`${role}.name`)}</Badge>
      {grants.length > 0 && <span className="text-small text-ink-2">{t('modules', { count: grants.length })}</span>}
      <span className="flex-1" />
      <span className={`text-small whitespace-nowrap ${leftMs < SOON_MS ? 'ink-warning' : 'text-ink-3'}`}>{leftMs <= 0 ? t('over') : t('left', { duration: formats.duration(leftMs) })}</span>
      <span className="flex gap-1">
        <Button size="mini" aria-label={t('renewNamed', { email })} onPress={() => setRenewing(true)}>
          {t('renew')}
        </Button>
        <Button size="mini" variant="quiet" aria-label={t('withdrawNamed', { email })} isPending={revoking.isPending} onPress={() => revoking.mutate({ invitationId: invitation.id })}>
          {t('withdraw')}
        </Button>
      </span>
      {isRenewing && <RenewDialog invitation={invitation} onClose={() => setRenewing(false)} />}
    </li>
  );
}
