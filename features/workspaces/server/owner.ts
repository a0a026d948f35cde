import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { RawRoute } from '#server/gateway/raw-routes.ts';
import type { Workspaces } from '#server/workspaces/create-workspaces.ts';

import { allWorkspacesContract } from '../owner-contract.ts';

/** The owner's: everybody's workspaces, the way into them, and the copies that were kept. */
export function createAllWorkspacesFeature({ workspaces }: { workspaces: Workspaces }): ServerFeature {
  const api = implement(allWorkspacesContract).$context<ApiContext>();
  const { useCases, keptCopies } = workspaces;
  const router = api.router({
    watch: api.watch.handler(async function* ({ signal }) {
      yield* workspaces.watchEveryone(signal);
    }),
    enter: api.enter.handler(({ context, input }) => useCases.enter({ actor: actorOf(context), caller: context.caller, workspaceId: input.workspaceId })),
    keptCopies: {
      list: api.keptCopies.list.handler(() => keptCopies.list()),
      watch: api.keptCopies.watch.handler(async function* ({ signal }) {
        yield* workspaces.watchKeptCopies(signal);
      }),
      giveBack: api.keptCopies.giveBack.handler(async ({ context, input }) => {
        await keptCopies.giveBack({ actor: actorOf(context), caller: context.caller, copyId: input.copyId });
        return {};
      }),
      remove: api.keptCopies.remove.handler(async ({ context, input }) => {
        await keptCopies.remove({ actor: actorOf(context), caller: context.caller, copyId: input.copyId });
        return {};
      }),
    },
  });
  return { name: 'allWorkspaces', router, rawRoutes: [bundleRoute(workspaces)] };
}

function bundleRoute({ keptCopies }: Workspaces): RawRoute {
  return {
    method: 'GET',
    path: /^\/api\/kept-copies\/(?<copyId>w[0-9a-z]{12}-r[0-9a-z]{12})\/bundle$/,
    access: 'owner',
    async handle(_request, response, { actor, caller, groups }) {
      const copyId = groups['copyId'] ?? '';
      const over = new AbortController();
      response.once('close', () => over.abort());
      // Sent with the first byte: until then a failure can be told as one.
      response.setHeader('content-type', 'application/octet-stream');
      response.setHeader('content-disposition', `attachment; filename="${copyId}.bundle"`);
      try {
        await keptCopies.bundle({ actor, caller, copyId }, { to: response, signal: over.signal });
      } catch (error) {
        if (over.signal.aborted) return;
        if (response.headersSent) {
          response.destroy();
          return;
        }
        response.removeHeader('content-disposition');
        throw error;
      }
    },
  };
}
