import { createApi } from '../../../components/api/client.ts';
import { liveOptions } from '../../../components/api/live.ts';
import { proposalsContract } from '../../proposals/contract.ts';

export const api = createApi({ proposals: proposalsContract });

/** The member's proposals, as reviewers decide. */
export const liveProposalsOptions = () =>
  liveOptions({
    queryKey: [...api.query.proposals.list.queryKey(), 'live'],
    open: (signal) => api.client.proposals.watch(undefined, { signal }),
  });
