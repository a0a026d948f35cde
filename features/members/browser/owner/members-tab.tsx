'use client';
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { MemberId } from '../../../../shared/ids.ts';
import type { TeamMember, TeamView } from '../../../../shared/members.ts';
import { meOptions } from '../api.ts';
import { InvitationsCard } from './invitations-card.tsx';
import { DisableDialog, RemoveDialog } from './member-end.tsx';
import { ResetDialog } from './link-dialog.tsx';
import { MemberPanel } from './member-panel.tsx';
import { MembersTable, type MemberAction } from './members-table.tsx';
import { QuotaDialog } from './quota-dialog.tsx';
import { RoleDialog } from './role-dialog.tsx';

type Asked = { readonly action: Exclude<MemberAction, 'open' | 'enable'>; readonly memberId: MemberId };

export function MembersTab({ team }: { readonly team: TeamView }) {
  const t = useTranslations('team');
  const me = useQuery(meOptions());
  const [openId, setOpenId] = useState<MemberId | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = team.members.find(({ id }) => id === openId);
  const about = asked === null ? undefined : team.members.find(({ id }) => id === asked.memberId);
  const close = (): void => setAsked(null);
  return (
    <div className={open === undefined ? 'team-grid' : 'team-grid has-panel'}>
      <div className="flex min-w-0 flex-col gap-5">
        <MembersTable
          members={team.members}
          ownId={me.data?.id ?? null}
          openId={openId}
          onAction={(action, memberId) => {
            if (action === 'open') setOpenId(memberId);
            else setAsked({ action, memberId });
          }}
        />
        <InvitationsCard invitations={team.invitations} />
        <p className="flex items-center gap-1.5 px-1 text-small text-ink-3">
          <ShieldCheck className="size-3.5 flex-none" aria-hidden />
          {t(team.ownersNeedTotp ? 'totpNeeded' : 'totpUsed', { using: team.members.filter(({ hasTotp }) => hasTotp).length, all: team.members.length })}
        </p>
      </div>
      {open !== undefined && <MemberPanel key={open.id} member={open} onClose={() => setOpenId(null)} />}
      {about !== undefined && asked !== null && <Asking action={asked.action} member={about} onClose={close} />}
    </div>
  );
}

function Asking({ action, member, onClose }: { readonly action: Asked['action']; readonly member: TeamMember; readonly onClose: () => void }) {
  switch (action) {
    case 'role':
      return <RoleDialog member={member} onClose={onClose} />;
    case 'quota':
      return <QuotaDialog member={member} onClose={onClose} />;
    case 'reset':
      return <ResetDialog member={member} onClose={onClose} />;
    case 'disable':
      return <DisableDialog member={member} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog member={member} onClose={onClose} />;
  }
}
