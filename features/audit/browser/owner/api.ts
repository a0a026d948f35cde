import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { teamContract } from '../../../members/owner-contract.ts';
import { projectsOwnerContract } from '../../../projects/owner-contract.ts';
import { auditContract } from '../../contract.ts';

export const api = createApi({ audit: auditContract, team: teamContract, projects: projectsOwnerContract });

/** Who may be looked for; the key is the team page's, whose data is the same. */
export const liveTeamOptions = () =>
  liveOptions({
    queryKey: [...api.query.team.view.queryKey(), 'live'],
    open: (signal) => api.client.team.watch(undefined, { signal }),
  });

/** The number of the newest record, as records are written. */
export const newestOptions = () =>
  liveOptions({
    queryKey: ['audit', 'newest'],
    open: (signal) => api.client.audit.watch(undefined, { signal }),
  });

/** What may be looked for of modules; the key is the projects page's, whose data is the same. */
export const liveOverviewOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.overview.queryKey(), 'live'],
    open: (signal) => api.client.projects.watchOverview(undefined, { signal }),
  });
