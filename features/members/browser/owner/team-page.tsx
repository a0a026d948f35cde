'use client';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { Tabs } from '../../../../components/ui/tabs.tsx';
import { liveTeamOptions } from './api.ts';
import { GrantsTab } from './grants/grants-tab.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MembersTab } from './members-tab.tsx';
import { QuotasTab } from './quotas-tab.tsx';
import { SignInTab } from './sign-in-tab.tsx';

/** Members, invitations and what they may; owners only. Another part of the page is another line in `tabs`. */
export function TeamPage() {
  const t = useTranslations('team');
  const common = useTranslations('common');
  const [isInviting, setInviting] = useState(false);
  const team = useQuery(liveTeamOptions());
  return (
    <>
      <div className="mb-2 flex min-h-[30px] flex-wrap items-center gap-3">
        <h1>{t('page')}</h1>
        <span className="flex-1" />
        <Button variant="primary" icon={UserPlus} onPress={() => setInviting(true)}>
          {t('invite.open')}
        </Button>
      </div>
      {team.isError && <ErrorNotice error={team.error} onRetry={() => void team.refetch()} />}
      {team.isPending && (
        <div className="card p-5 empty:hidden">
          <Skeleton rows={4} label={common('loading')} className="gap-6" />
        </div>
      )}
      {team.data && (
        <Tabs
          label={t('page')}
          tabs={[
            { key: 'members', label: t('tabs.members'), content: <MembersTab team={team.data} /> },
            { key: 'grants', label: t('tabs.grants'), content: <GrantsTab team={team.data} /> },
            { key: 'quotas', label: t('tabs.quotas'), content: <QuotasTab members={team.data.members} /> },
            { key: 'signIn', label: t('tabs.signIn'), content: <SignInTab team={team.data} /> },
          ]}
        />
      )}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
