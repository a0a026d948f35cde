'use client';

import { useQuery } from '@tanstack/react-query';

import { AccountMenu } from '../../../components/page/page-frame.tsx';
import type { Contribution } from '../../../components/workbench/contribution.ts';
import { api, meOptions } from './api.ts';
import { createKeepSession, watchForPerson } from './keep-session.ts';
import { useSignOut } from './signed-in-frame.tsx';

/** The account in the workbench's bar. Asked for once: a session that ends must not take the page away from what is typed. */
function WorkbenchAccount() {
  const me = useQuery({ ...meOptions(), staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false });
  const leaving = useSignOut();
  return <AccountMenu person={me.data ? { id: me.data.id, name: me.data.name } : null} onSignOut={() => leaving.mutate()} />;
}

export const membersContribution: Contribution = {
  name: 'members',
  topBarItems: [WorkbenchAccount],
  activate: () => watchForPerson(createKeepSession({ nowMs: () => Date.now(), request: () => api.client.members.account.me() }), window),
};
