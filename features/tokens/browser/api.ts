import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { projectsContract, type ModuleKind } from '../../projects/contract.ts';
import { tokensContract } from '../contract.ts';

export const api = createApi({ projects: projectsContract, tokens: tokensContract });

export const liveTokensOptions = () =>
  liveOptions({ queryKey: [...api.query.tokens.list.queryKey(), 'live'], open: (signal) => api.client.tokens.watch(undefined, { signal }) });

export type ModuleName = { readonly id: string; readonly name: string; readonly kind: ModuleKind; readonly cloneUrl: string };

/** What a token can be for: the member's own modules, by the names they are known by. */
export const modulesOptions = () => ({
  ...api.query.projects.list.queryOptions(),
  select: (projects: Awaited<ReturnType<typeof api.client.projects.list>>): readonly ModuleName[] =>
    projects.flatMap(({ modules }) => modules.map(({ id, projectSlug, slug, kind, cloneUrl }) => ({ id, name: `${projectSlug} / ${slug}`, kind, cloneUrl }))),
});
