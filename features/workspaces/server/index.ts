import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Workspaces } from '#server/workspaces/create-workspaces.ts';
import type { Ask } from '#server/workspaces/use-cases.ts';
import type { WorkspaceId } from '#shared/ids.ts';

import { workspacesContract } from '../contract.ts';

/** A member's workspaces, the images and the machine, as procedures. Each only hands on to one use case. */
export function createWorkspacesFeature({ workspaces }: { workspaces: Workspaces }): ServerFeature {
  const api = implement(workspacesContract).$context<ApiContext>();
  const { useCases, images } = workspaces;
  const router = api.router({
    list: api.list.handler(({ context }) => useCases.list(actorOf(context))),
    get: api.get.handler(({ context, input }) => useCases.get(actorOf(context), input.workspaceId)),
    watch: api.watch.handler(async function* ({ context, signal }) {
      yield* workspaces.watch(actorOf(context), signal);
    }),
    create: api.create.handler(({ context, input }) => useCases.create(actorOf(context), input, context.caller)),
    start: api.start.handler(({ context, input }) => useCases.start(ask(context, input))),
    stop: api.stop.handler(({ context, input }) => useCases.stop(ask(context, input))),
    rebuild: api.rebuild.handler(({ context, input }) => useCases.rebuild(ask(context, input))),
    update: api.update.handler(({ context, input }) => useCases.update(ask(context, input), input)),
    keepRunning: api.keepRunning.handler(({ context, input }) => useCases.keepRunning(ask(context, input))),
    unsavedWork: api.unsavedWork.handler(({ context, input }) => useCases.unsavedWork(actorOf(context), input.workspaceId)),
    trash: api.trash.handler(({ context, input }) => useCases.trash(ask(context, input), input.confirmName)),
    restore: api.restore.handler(({ context, input }) => useCases.restore(ask(context, input))),
    purge: api.purge.handler(async ({ context, input }) => {
      await useCases.purge(ask(context, input), input.confirmName);
      return {};
    }),
    openPreview: api.openPreview.handler(({ context, input }) => useCases.openPreview(ask(context, input), { port: input.port, path: input.path })),
    images: {
      list: api.images.list.handler(() => images.list()),
      watch: api.images.watch.handler(async function* ({ signal }) {
        yield* workspaces.watchImages(signal);
      }),
      derive: api.images.derive.handler(({ context, input }) => images.derive(actorOf(context), input, context.caller)),
      build: api.images.build.handler(({ context, input }) => images.build(actorOf(context), input.imageId, context.caller)),
    },
    host: api.host.handler(() => workspaces.host()),
  });
  return { name: 'workspaces', router };
}

function ask(context: ApiContext, { workspaceId }: { workspaceId: WorkspaceId }): Ask {
  return { actor: actorOf(context), caller: context.caller, workspaceId };
}
