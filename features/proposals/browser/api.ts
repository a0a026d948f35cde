import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { projectsContract } from '../../projects/contract.ts';
import { proposalsContract, type ProposalDetail, type ProposalView } from '../contract.ts';

export const api = createApi({ proposals: proposalsContract, projects: projectsContract });

/** What the member may see, as work arrives and others decide. */
export const liveProposalsOptions = () =>
  liveOptions({
    queryKey: [...api.query.proposals.list.queryKey(), 'live'],
    open: (signal) => api.client.proposals.watch(undefined, { signal }),
  });

/** One as it is at that revision, with what it would change, and what was said of it so far. */
export const proposalOptions = ({ id, revision, comments }: Pick<ProposalView, 'id' | 'revision' | 'comments'>) => ({
  ...api.query.proposals.get.queryOptions({ input: { proposalId: id }, staleTime: Number.POSITIVE_INFINITY, placeholderData: (shown: ProposalDetail | undefined) => (shown?.id === id ? shown : undefined) }),
  queryKey: [...api.query.proposals.get.queryKey({ input: { proposalId: id } }), revision, comments.count, comments.unresolved],
});
