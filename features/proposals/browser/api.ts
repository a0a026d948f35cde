import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import type { ProposalId } from '../../../shared/ids.ts';
import { proposalsContract } from '../contract.ts';

export const api = createApi({ proposals: proposalsContract });

/** What the member may see, as work arrives and others decide. */
export const liveProposalsOptions = () =>
  liveOptions({
    queryKey: [...api.query.proposals.list.queryKey(), 'live'],
    open: (signal) => api.client.proposals.watch(undefined, { signal }),
  });

/** One as it is at that revision, with what it would change. */
export const proposalOptions = (about: { readonly proposalId: ProposalId; readonly revision: number }) => ({
  ...api.query.proposals.get.queryOptions({ input: { proposalId: about.proposalId }, staleTime: Number.POSITIVE_INFINITY }),
  queryKey: [...api.query.proposals.get.queryKey({ input: { proposalId: about.proposalId } }), about.revision],
});
