import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { membersContract } from '../../members/contract.ts';
import { workspacesContract, type WorkspaceView } from '../contract.ts';
import { UsageHistory, type UsageSeries } from './usage-history.ts';

const HOST_EVERY_MS = 5000;

export const api = createApi({ workspaces: workspacesContract, members: membersContract });

export const meOptions = () => api.query.members.account.me.queryOptions({ staleTime: 60_000 });

/** The workspaces as they are now, and what each has used since this page watches. */
export type LiveWorkspaces = { readonly workspaces: readonly WorkspaceView[]; readonly usage: ReadonlyMap<string, UsageSeries> };

export const liveWorkspacesOptions = () =>
  liveOptions<LiveWorkspaces>({
    queryKey: [...api.query.workspaces.list.queryKey(), 'live'],
    async open(signal) {
      const lists = await api.client.workspaces.watch(undefined, { signal });
      return withUsage(lists);
    },
  });

export const liveImagesOptions = () =>
  liveOptions({
    queryKey: [...api.query.workspaces.images.list.queryKey(), 'live'],
    open: (signal) => api.client.workspaces.images.watch(undefined, { signal }),
  });

/** The machine; asked for again every few seconds while it is shown. For the owner. */
export const hostOptions = (isOwner: boolean) => api.query.workspaces.host.queryOptions({ enabled: isOwner, refetchInterval: HOST_EVERY_MS, staleTime: 0 });

async function* withUsage(lists: AsyncIterable<readonly WorkspaceView[]>): AsyncGenerator<LiveWorkspaces> {
  const history = new UsageHistory();
  for await (const workspaces of lists) yield { workspaces, usage: history.add(workspaces, performance.now()) };
}
