import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Proposals } from '#server/proposals/create-proposals.ts';

import { proposalsContract } from '../contract.ts';

/** Proposals as procedures. Each only hands on to one use case. */
export function createProposalsFeature({ proposals }: { proposals: Proposals }): ServerFeature {
  const api = implement(proposalsContract).$context<ApiContext>();
  const router = api.router({
    list: api.list.handler(({ context }) => proposals.list(actorOf(context))),
    watch: api.watch.handler(async function* ({ context, signal }) {
      yield* proposals.watch(actorOf(context), signal);
    }),
    get: api.get.handler(({ context, input }) => proposals.get(actorOf(context), input.proposalId)),
    branches: api.branches.handler(({ context, input }) => proposals.branches(actorOf(context), input.moduleId)),
    open: api.open.handler(({ context, input }) => proposals.open({ actor: actorOf(context), caller: context.caller }, input)),
    approve: api.approve.handler(({ context, input }) => proposals.approve({ actor: actorOf(context), caller: context.caller }, input)),
    comment: api.comment.handler(({ context, input }) => proposals.comment({ actor: actorOf(context), caller: context.caller }, input)),
    resolve: api.resolve.handler(async ({ context, input }) => {
      await proposals.resolve({ actor: actorOf(context), caller: context.caller }, input);
      return {};
    }),
    removeComment: api.removeComment.handler(async ({ context, input }) => {
      await proposals.removeComment({ actor: actorOf(context), caller: context.caller }, input.commentId);
      return {};
    }),
    decide: api.decide.handler(({ context, input }) => proposals.decide({ actor: actorOf(context), caller: context.caller }, input)),
    withdraw: api.withdraw.handler(({ context, input }) => proposals.withdraw({ actor: actorOf(context), caller: context.caller }, input)),
  });
  return { name: 'proposals', router };
}
