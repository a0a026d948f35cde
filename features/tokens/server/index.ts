import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { AccessTokens } from '#server/git/access-tokens.ts';

import { tokensContract } from '../contract.ts';

/** A member's own personal access tokens, as procedures. */
export function createTokensFeature({ tokens }: { tokens: AccessTokens }): ServerFeature {
  const api = implement(tokensContract).$context<ApiContext>();
  const router = api.router({
    list: api.list.handler(({ context }) => tokens.list(actorOf(context))),
    watch: api.watch.handler(async function* ({ context, signal }) {
      yield* tokens.watch(actorOf(context), signal);
    }),
    create: api.create.handler(({ context, input }) => tokens.create(actorOf(context), input, context.caller)),
    revoke: api.revoke.handler(async ({ context, input }) => {
      await tokens.revoke(actorOf(context), input.tokenId, context.caller);
      return {};
    }),
  });
  return { name: 'tokens', router };
}
