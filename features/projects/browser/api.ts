import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { projectsContract } from '../contract.ts';

export const api = createApi({ projects: projectsContract });

/** The member's projects, as grants, names and commits change. */
export const liveProjectsOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.list.queryKey(), 'live'],
    open: (signal) => api.client.projects.watch(undefined, { signal }),
  });
