import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { projectsContract } from '../../contract.ts';
import { projectsOwnerContract } from '../../owner-contract.ts';

export const api = createApi({ projects: { ...projectsContract, ...projectsOwnerContract } });

/** Everything, as any owner changes it and commits come in. */
export const liveOverviewOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.overview.queryKey(), 'live'],
    open: (signal) => api.client.projects.watchOverview(undefined, { signal }),
  });
