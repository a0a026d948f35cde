import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { tokensContract } from '../../tokens/contract.ts';
import { projectsContract } from '../contract.ts';

export const api = createApi({ projects: projectsContract, tokens: tokensContract });

/** The member's projects, as grants, names and commits change. */
export const liveProjectsOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.list.queryKey(), 'live'],
    open: (signal) => api.client.projects.watch(undefined, { signal }),
  });

/** Whether git on the member's own machine is for them: without tokens there is nothing to clone with. */
export const tokensOptions = () => api.query.tokens.list.queryOptions({ staleTime: 60_000 });
