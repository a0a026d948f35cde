import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { projectsOwnerContract } from '../../../projects/owner-contract.ts';
import { teamContract } from '../../owner-contract.ts';

export const api = createApi({ team: teamContract, projects: projectsOwnerContract });

/** Everything that can be granted, and to whom, as any owner changes it. */
export const liveOverviewOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.overview.queryKey(), 'live'],
    open: (signal) => api.client.projects.watchOverview(undefined, { signal }),
  });

/** Members, invitations and settings, as any owner changes them and people come and go. */
export const liveTeamOptions = () =>
  liveOptions({
    queryKey: [...api.query.team.view.queryKey(), 'live'],
    open: (signal) => api.client.team.watch(undefined, { signal }),
  });
