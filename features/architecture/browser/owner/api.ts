import { queryOptions } from '@tanstack/react-query';

import { createApi } from '../../../../components/api/client.ts';
import { follow } from '../../../../components/api/follow.ts';
import { browserSurroundings, liveOptions } from '../../../../components/api/live.ts';
import type { MemberId } from '../../../../shared/ids.ts';
import { projectsOwnerContract } from '../../../projects/owner-contract.ts';
import { workspacesContract } from '../../../workspaces/contract.ts';
import { allWorkspacesContract } from '../../../workspaces/owner-contract.ts';
import { architectureContract } from '../../contract.ts';
import { changed, NOTHING, type Architecture } from './model.ts';

export const api = createApi({ architecture: architectureContract, projects: projectsOwnerContract, workspaces: workspacesContract, allWorkspaces: allWorkspacesContract });

const KEY = ['architecture', 'live'];

/** Everything, for as long as something shows it: one stream, which sends the whole once and then what changed. */
export const liveArchitectureOptions = () =>
  queryOptions<Architecture>({
    queryKey: KEY,
    queryFn: ({ client, signal }) =>
      follow({
        open: (opened) => api.client.architecture.watch(undefined, { signal: opened }),
        signal,
        receive: (change) => client.setQueryData<Architecture>(KEY, (before) => changed(before ?? NOTHING, change)),
      }, browserSurroundings),
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // Compared by `changed`, which keeps what stayed.
    structuralSharing: false,
  });

/** What that member is given, as it changes. */
export const liveSeenByOptions = (memberId: MemberId) =>
  liveOptions({
    queryKey: ['architecture', 'as', memberId],
    open: (signal) => api.client.architecture.viewAs({ memberId }, { signal }),
  });
