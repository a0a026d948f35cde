import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { projectsContract } from '../../../projects/contract.ts';
import { projectsOwnerContract } from '../../../projects/owner-contract.ts';
import { importsContract } from '../../contract.ts';

export const api = createApi({ imports: importsContract, projects: { ...projectsContract, ...projectsOwnerContract } });

/** Every import, as it goes on. */
export const liveImportsOptions = () =>
  liveOptions({
    queryKey: [...api.query.imports.list.queryKey(), 'live'],
    open: (signal) => api.client.imports.watch(undefined, { signal }),
  });

/** The projects and people there are; the same as the pages of projects show. */
export const liveOverviewOptions = () =>
  liveOptions({
    queryKey: [...api.query.projects.overview.queryKey(), 'live'],
    open: (signal) => api.client.projects.watchOverview(undefined, { signal }),
  });
