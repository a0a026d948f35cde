'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import type { MemberId } from '../../../../shared/ids.ts';
import type { TeamMember } from '../../../../shared/members.ts';
import { QuotaDialog } from './quota-dialog.tsx';
import { QuotaFigures, UsualQuota } from './quota-figures.tsx';

/** What each member's workspaces may be promised together. */
export function QuotasTab({ members }: { readonly members: readonly TeamMember[] }) {
  const t = useTranslations('team.quota');
  const [openId, setOpenId] = useState<MemberId | null>(null);
  const open = members.find(({ id }) => id === openId);
  return (
    <section className="card mt-5" aria-label={t('all')}>
      <ul className="divide-y divide-line">
        {members.map((member) => (
          <li key={member.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <Avatar name={member.name} colourKey={member.id} />
            <span className="w-48 min-w-0 truncate font-semibold">{member.name}</span>
            <span className="min-w-0 flex-1 text-ink-2">{member.quota === null ? <UsualQuota role={member.role} /> : <QuotaFigures quota={member.quota} />}</span>
            <Button size="mini" aria-label={t('changeNamed', { name: member.name })} onPress={() => setOpenId(member.id)}>
              {t('change')}
            </Button>
          </li>
        ))}
      </ul>
      {open !== undefined && <QuotaDialog member={open} onClose={() => setOpenId(null)} />}
    </section>
  );
}
