import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Services, ServiceAsk } from '#server/door/services.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { WorkspaceId } from '#shared/ids.ts';

import { servicesContract } from '../contract.ts';
import { sharedServicesContract } from '../owner-contract.ts';

/** What a member shares from a workspace, and whom it may call. Each procedure only hands on to one use case. */
export function createServicesFeature({ services }: { services: Services }): ServerFeature {
  const api = implement(servicesContract).$context<ApiContext>();
  const router = api.router({
    get: api.get.handler(({ context, input }) => services.view(actorOf(context), input.workspaceId)),
    watch: api.watch.handler(async function* ({ context, input, signal }) {
      yield* services.watch(actorOf(context), input.workspaceId, signal);
    }),
    share: api.share.handler(async ({ context, input }) => {
      await services.share(ask(context, input), { moduleId: input.moduleId, port: input.port });
      return {};
    }),
    stop: api.stop.handler(async ({ context, input }) => {
      await services.stop(ask(context, input), input.moduleId);
      return {};
    }),
  });
  return { name: 'services', router };
}

/** The owner's: who shares what, and an end to it. */
export function createSharedServicesFeature({ services }: { services: Services }): ServerFeature {
  const api = implement(sharedServicesContract).$context<ApiContext>();
  const router = api.router({
    list: api.list.handler(() => services.all()),
    watch: api.watch.handler(async function* ({ signal }) {
      yield* services.watchAll(signal);
    }),
    stop: api.stop.handler(async ({ context, input }) => {
      await services.stop(ask(context, input), input.moduleId);
      return {};
    }),
  });
  return { name: 'sharedServices', router };
}

function ask(context: ApiContext, { workspaceId }: { workspaceId: WorkspaceId }): ServiceAsk {
  return { actor: actorOf(context), caller: context.caller, workspaceId };
}
