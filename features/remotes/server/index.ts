import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { RemoteKeys } from '#server/remotes/remote-keys.ts';

import { remoteKeysContract } from '../contract.ts';

/** A member's keys for other git servers, and git that uses them. */
export function createRemoteKeysFeature({ keys }: { readonly keys: RemoteKeys }): ServerFeature {
  const api = implement(remoteKeysContract).$context<ApiContext>();
  const router = api.router({
    list: api.list.handler(({ context }) => keys.list(actorOf(context))),
    save: api.save.handler(({ context, input }) => keys.save(actorOf(context), input, context.caller)),
    remove: api.remove.handler(async ({ context, input }) => {
      await keys.remove(actorOf(context), input.keyId, context.caller);
      return {};
    }),
    run: api.run.handler(async ({ context, input }) => {
      await keys.run(actorOf(context), input, context.caller);
      return {};
    }),
  });
  return { name: 'remoteKeys', router };
}
