import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ProposalId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { Decision, ProposalDetail, ProposalView } from '../../shared/proposals.ts';

export { Decision, DiffLine, MAX_WORDS, ProposalDetail, ProposalPart, ProposalView } from '../../shared/proposals.ts';

const one = z.object({ proposalId: ProposalId });

/** A member's own proposals, and those of the modules that they may write. What is neither is `not_found`. */
export const proposalsContract = {
  list: procedure.route({ method: 'GET', path: '/proposals' }).output(z.array(ProposalView)),
  /** The whole list again after every change. */
  watch: procedure.route({ method: 'GET', path: '/proposals-live' }).output(eventIterator(z.array(ProposalView))),
  /** With what it would change in main, in parts. */
  get: procedure.route({ method: 'GET', path: '/proposals/{proposalId}' }).input(one).output(ProposalDetail),
  /**
   * Takes in all, some or none. `conflict` with `because`: `moved` (main, the branch or the record since it was looked
   * at), `decided`, `contradiction` (with main), `parts` (one that is taken needs one that is not).
   */
  decide: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/decide' }).input(Decision).output(ProposalView),
  /** Its author only. */
  withdraw: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/withdraw' }).input(one.extend({ revision: z.number().int() })).output(ProposalView),
};
