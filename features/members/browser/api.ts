import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { membersContract } from '../contract.ts';

export const api = createApi({ members: membersContract });

export const meOptions = () => api.query.members.account.me.queryOptions({ staleTime: 60_000 });

/** My sessions, as they come and go. */
export const liveSessionsOptions = () =>
  liveOptions({
    queryKey: [...api.query.members.account.sessions.queryKey(), 'live'],
    open: (signal) => api.client.members.account.watchSessions(undefined, { signal }),
  });
