import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { membersContract } from '../../members/contract.ts';
import { servicesContract } from '../contract.ts';

export const api = createApi({ services: servicesContract, members: membersContract });

export const meOptions = () => api.query.members.account.me.queryOptions({ staleTime: 60_000 });

/** Everything that shows it shares one connection, open while it is shown. */
export const liveServicesOptions = (workspaceId: WorkspaceId) =>
  liveOptions({
    queryKey: [...api.query.services.get.queryKey({ input: { workspaceId } }), 'live'],
    open: (signal) => api.client.services.watch({ workspaceId }, { signal }),
  });
