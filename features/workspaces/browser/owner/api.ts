import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { allWorkspacesContract } from '../../owner-contract.ts';

export const api = createApi({ allWorkspaces: allWorkspacesContract });

export const everyoneOptions = () =>
  liveOptions({
    queryKey: ['allWorkspaces', 'live'],
    open: (signal) => api.client.allWorkspaces.watch(undefined, { signal }),
  });

export const keptCopiesOptions = () =>
  liveOptions({
    queryKey: ['allWorkspaces', 'keptCopies', 'live'],
    open: (signal) => api.client.allWorkspaces.keptCopies.watch(undefined, { signal }),
  });

export function bundleAddress(copyId: string): string {
  return `/api/kept-copies/${copyId}/bundle`;
}
