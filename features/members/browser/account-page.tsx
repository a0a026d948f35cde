'use client';
import { useQuery } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Badge } from '../../../components/ui/badge.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { meOptions } from './api.ts';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SignedInFrame, useSignOut } from './signed-in-frame.tsx';
import { TotpCard } from './totp-card.tsx';
import { YouCard } from './you-card.tsx';

/** `children` are other features' cards, below the member's own. */
export function AccountPage({ children }: { readonly children?: ReactNode }) {
  return (
    <SignedInFrame current="account">
      <Account>{children}</Account>
    </SignedInFrame>
  );
}

function Account({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('members');
  const common = useTranslations('common');
  const me = useQuery(meOptions());
  const leaving = useSignOut();
  return (
    <>
      <div className="mb-5 flex min-h-[30px] flex-wrap items-center gap-x-3 gap-y-2">
        <h1>{t('account.page')}</h1>
        {me.data && (
          <span className="flex min-w-0 items-center gap-2 text-ink-2">
            <Avatar name={me.data.name} colourKey={me.data.id} />
            <span className="truncate">{me.data.name}</span>
            <Badge tone={me.data.role}>{t(`role.${me.data.role}`)}</Badge>
          </span>
        )}
        <span className="flex-1" />
        <Button isPending={leaving.isPending} onPress={() => leaving.mutate()}>
          {t('account.signOut')}
        </Button>
      </div>
      {me.isError && <ErrorNotice error={me.error} onRetry={() => void me.refetch()} />}
      {me.isPending && <Skeleton label={common('loading')} />}
      {me.data && (
        <>
          {me.data.mustSetUpTotp && (
            <Notice className="mb-5 rounded-(--radius-control)" icon={ShieldAlert} isLive>
              {t('totp.must')}
            </Notice>
          )}
          <div className="grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_440px]">
            <div className="flex min-w-0 flex-col gap-5">
              <YouCard key={me.data.id} me={me.data} />
              {me.data.hasPassword && <PasswordCard email={me.data.email} />}
            </div>
            <TotpCard me={me.data} />
          </div>
        </>
      )}
      <SessionsCard />
      {me.data?.mustSetUpTotp === false && children}
    </>
  );
}
