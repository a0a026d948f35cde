import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ModuleId, ProposalId, ReviewCommentId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { BranchView, Decision, NewComment, NewRequest, ProposalDetail, ProposalView, ReviewComment } from '../../shared/proposals.ts';

export { BranchView, Decision, DiffLine, LinePlace, MAX_TITLE, MAX_WORDS, NewRequest, ProposalDetail, ProposalPart, ProposalView, ReviewComment } from '../../shared/proposals.ts';

const one = z.object({ proposalId: ProposalId });
const nothing = z.object({});

/**
 * Reviews: a member's own proposals and requests, and those of the modules that they may write. What is neither is
 * `not_found`.
 */
export const proposalsContract = {
  list: procedure.route({ method: 'GET', path: '/proposals' }).output(z.array(ProposalView)),
  /** The whole list again after every change. */
  watch: procedure.route({ method: 'GET', path: '/proposals-live' }).output(eventIterator(z.array(ProposalView))),
  /** With what it would change in its target, in parts, and what was said. */
  get: procedure.route({ method: 'GET', path: '/proposals/{proposalId}' }).input(one).output(ProposalDetail),
  /** The branches of a module that the member may write, newest first, without those of proposals. */
  branches: procedure.route({ method: 'GET', path: '/modules/{moduleId}/branches' }).input(z.object({ moduleId: ModuleId })).output(z.array(BranchView)),
  /** Asks to take one branch into another. `already_exists`: it is asked already; `conflict` with `because: 'nothing'`: the target has all of it. */
  open: procedure.route({ method: 'POST', path: '/proposals' }).input(NewRequest).output(ProposalView),
  /** That it may come in as it is now, or not any more. Not one's own. `conflict` with `because: 'moved'`. */
  approve: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/approve' }).input(one.extend({ head: z.string().max(40), approved: z.boolean() })).output(ProposalView),
  /** Of the whole, of one line, or in answer. `limit_reached` above MAX_COMMENTS. */
  comment: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/comments' }).input(NewComment).output(ReviewComment),
  /** That what a comment asks is done, or not yet. */
  resolve: procedure.route({ method: 'POST', path: '/review-comments/{commentId}/resolve' }).input(z.object({ commentId: ReviewCommentId, resolved: z.boolean() })).output(nothing),
  /** One's own, with the answers to it. */
  removeComment: procedure.route({ method: 'DELETE', path: '/review-comments/{commentId}' }).input(z.object({ commentId: ReviewCommentId })).output(nothing),
  /**
   * Takes in all, some or none. `conflict` with `because`: `moved` (the target, the branch or the record since it was
   * looked at), `decided`, `contradiction` (with the target), `parts` (one that is taken needs one that is not),
   * `approval` (somebody other than its author has to approve it first), `merges` (there are merges in it: no rebase).
   */
  decide: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/decide' }).input(Decision).output(ProposalView),
  /** Its author only. The branch of a request stays. */
  withdraw: procedure.route({ method: 'POST', path: '/proposals/{proposalId}/withdraw' }).input(one.extend({ revision: z.number().int() })).output(ProposalView),
};
