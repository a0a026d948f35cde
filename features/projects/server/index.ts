import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Projects } from '#server/projects/create-projects.ts';
import { TEMPLATES } from '#server/projects/templates.ts';
import type { Asking } from '#server/projects/use-case.ts';
import type { ModuleDocument, ProjectDocument } from '#server/storage/documents.ts';
import type { Stored } from '#server/storage/storage.ts';
import { AtelierError } from '#shared/errors.ts';

import { projectsContract } from '../contract.ts';
import { projectsOwnerContract, type OwnerModuleView, type OwnerProjectView } from '../owner-contract.ts';

/** Projects, modules, grants and reach as procedures. Each only hands on to one use case. */
export function createProjectsFeature({ projects: all }: { projects: Projects }): ServerFeature {
  const api = implement({ ...projectsContract, ...projectsOwnerContract }).$context<ApiContext>();
  const { projects, modules, grants, views } = all;

  const project = async (changed: Promise<Stored<ProjectDocument>>): Promise<OwnerProjectView> => views.ownerProject(await changed);
  const module = async (changed: Promise<Stored<ModuleDocument>>): Promise<OwnerModuleView> => {
    const view = await views.ownerModule(await changed);
    if (view === null) throw new AtelierError('not_found');
    return view;
  };

  const router = api.router({
    list: api.list.handler(({ context }) => all.list(actorOf(context))),
    get: api.get.handler(({ context, input }) => all.get(actorOf(context), input.slug)),
    watch: api.watch.handler(async function* ({ context, signal }) {
      yield* all.watch(actorOf(context), signal);
    }),

    overview: api.overview.handler(() => views.overview()),
    watchOverview: api.watchOverview.handler(async function* ({ signal }) {
      yield* all.watchOverview(signal);
    }),
    create: api.create.handler(({ context, input }) => project(projects.create(asking(context), input))),
    rename: api.rename.handler(({ context, input }) => project(projects.rename({ ...asking(context), projectId: input.projectId }, input))),
    archive: api.archive.handler(({ context, input }) => project(projects.archive({ ...asking(context), projectId: input.projectId }, input.revision))),
    unarchive: api.unarchive.handler(({ context, input }) => project(projects.unarchive({ ...asking(context), projectId: input.projectId }, input.revision))),
    trash: api.trash.handler(({ context, input }) => project(projects.trash({ ...asking(context), projectId: input.projectId }, input))),
    restore: api.restore.handler(({ context, input }) => project(projects.restore({ ...asking(context), projectId: input.projectId }, input.revision))),
    purge: api.purge.handler(async ({ context, input }) => {
      await projects.purge({ ...asking(context), projectId: input.projectId }, input.confirmSlug);
      return {};
    }),
    templates: api.templates.handler(() => [...TEMPLATES]),
    modules: {
      create: api.modules.create.handler(({ context, input }) => module(modules.create(asking(context), input))),
      update: api.modules.update.handler(({ context, input: { moduleId, revision, ...settings } }) => module(modules.update({ ...asking(context), moduleId }, revision, settings))),
      archive: api.modules.archive.handler(({ context, input }) => module(modules.archive({ ...asking(context), moduleId: input.moduleId }, input.revision))),
      unarchive: api.modules.unarchive.handler(({ context, input }) => module(modules.unarchive({ ...asking(context), moduleId: input.moduleId }, input.revision))),
      trash: api.modules.trash.handler(({ context, input }) => module(modules.trash({ ...asking(context), moduleId: input.moduleId }, input))),
      restore: api.modules.restore.handler(({ context, input }) => module(modules.restore({ ...asking(context), moduleId: input.moduleId }, input.revision))),
      purge: api.modules.purge.handler(async ({ context, input }) => {
        await modules.purge({ ...asking(context), moduleId: input.moduleId }, input.confirmSlug);
        return {};
      }),
    },
    grants: {
      list: api.grants.list.handler(({ input }) => grants.list(input)),
      set: api.grants.set.handler(({ context, input }) => grants.set(asking(context), input)),
      remove: api.grants.remove.handler(async ({ context, input }) => {
        await grants.remove(asking(context), input);
        return {};
      }),
    },
    reaches: {
      list: api.reaches.list.handler(() => grants.listReaches()),
      set: api.reaches.set.handler(({ context, input }) => grants.setReach(asking(context), input)),
      remove: api.reaches.remove.handler(async ({ context, input }) => {
        await grants.removeReach(asking(context), input);
        return {};
      }),
    },
  });
  return { name: 'projects', router };
}

function asking(context: ApiContext): Asking {
  return { actor: actorOf(context), caller: context.caller };
}
