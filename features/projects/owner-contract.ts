import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { MemberId, ModuleId, ProjectId } from '../../shared/ids.ts';
import { OwnerModuleView, OwnerProjectView, Overview, ReachView, Revision as revision, TemplateView } from '../../shared/owner-projects.ts';
import { procedure } from '../../shared/procedures.ts';
import { BranchName, GrantAccess, GrantView, ModuleKind, TemplateId } from '../../shared/projects.ts';

export * from '../../shared/owner-projects.ts';

/** Names come as they were typed: the use case says which rule they break (`details.rule`, a SlugProblem). */
const AskedSlug = z.string().max(400);
const Title = z.string().trim().min(1).max(80);
const Description = z.string().trim().max(300);
const owner = procedure.meta({ access: 'owner' });
const project = z.object({ projectId: ProjectId });
const module = z.object({ moduleId: ModuleId });
const pair = z.object({ memberId: MemberId, moduleId: ModuleId });

/** Mounted beside `projectsContract`, under the same key. Every procedure is the owner's: for others it is not there. */
export const projectsOwnerContract = {
  overview: owner.route({ method: 'GET', path: '/projects-overview' }).output(Overview),
  watchOverview: owner.route({ method: 'GET', path: '/projects-overview/live' }).output(eventIterator(Overview)),

  /** Without a title the slug is the title. `already_exists`; `invalid_input` with `field` and `rule`. */
  create: owner.route({ method: 'POST', path: '/projects' }).input(z.object({ slug: AskedSlug, title: Title.optional() })).output(OwnerProjectView),
  /** Repositories, grants and links inside them stay; addresses change with the slug. */
  rename: owner
    .route({ method: 'PATCH', path: '/projects/{projectId}' })
    .input(project.extend({ revision, slug: AskedSlug.optional(), title: Title.optional() }))
    .output(OwnerProjectView),
  /** Kept, and nobody's: mounts and addresses of its modules end. */
  archive: owner.route({ method: 'POST', path: '/projects/{projectId}/archive' }).input(project.extend({ revision })).output(OwnerProjectView),
  unarchive: owner.route({ method: 'POST', path: '/projects/{projectId}/unarchive' }).input(project.extend({ revision })).output(OwnerProjectView),
  /** To the trash for PROJECT_TRASH_DAYS. `confirmSlug` must equal the slug. */
  trash: owner.route({ method: 'POST', path: '/projects/{projectId}/trash' }).input(project.extend({ revision, confirmSlug: AskedSlug })).output(OwnerProjectView),
  /** As it was, grants included. `already_exists`: the name has been given again. */
  restore: owner.route({ method: 'POST', path: '/projects/{projectId}/restore' }).input(project.extend({ revision })).output(OwnerProjectView),
  /** For good, from the trash only: repositories, grants and all that is known of it. */
  purge: owner.route({ method: 'DELETE', path: '/projects/{projectId}' }).input(project.extend({ confirmSlug: AskedSlug })).output(z.object({})),

  templates: owner.route({ method: 'GET', path: '/module-templates' }).output(z.array(TemplateView)),
  modules: {
    /** Empty, or from a template as its first commit. Its creator gets a `write` grant. */
    create: owner
      .route({ method: 'POST', path: '/projects/{projectId}/modules' })
      .input(project.extend({ slug: AskedSlug, kind: ModuleKind, description: Description.default(''), templateId: TemplateId.nullable() }))
      .output(OwnerModuleView),
    update: owner
      .route({ method: 'PATCH', path: '/modules/{moduleId}' })
      .input(
        module.extend({
          revision,
          slug: AskedSlug.optional(),
          kind: ModuleKind.optional(),
          description: Description.optional(),
          protectedBranches: z.array(BranchName).max(50).optional(),
          reviewedBranches: z.array(BranchName).max(50).optional(),
        }),
      )
      .output(OwnerModuleView),
    archive: owner.route({ method: 'POST', path: '/modules/{moduleId}/archive' }).input(module.extend({ revision })).output(OwnerModuleView),
    unarchive: owner.route({ method: 'POST', path: '/modules/{moduleId}/unarchive' }).input(module.extend({ revision })).output(OwnerModuleView),
    trash: owner.route({ method: 'POST', path: '/modules/{moduleId}/trash' }).input(module.extend({ revision, confirmSlug: AskedSlug })).output(OwnerModuleView),
    restore: owner.route({ method: 'POST', path: '/modules/{moduleId}/restore' }).input(module.extend({ revision })).output(OwnerModuleView),
    purge: owner.route({ method: 'DELETE', path: '/modules/{moduleId}' }).input(module.extend({ confirmSlug: AskedSlug })).output(z.object({})),
  },
  grants: {
    /** All, or those of one module or member. */
    list: owner.route({ method: 'GET', path: '/grants' }).input(z.object({ moduleId: ModuleId.optional(), memberId: MemberId.optional() })).output(z.array(GrantView)),
    /**
     * `revision` is that of the grant the owner saw, null where there was none. What is so already stays so,
     * whatever the revision; `conflict` (with `access` as it is, 'none' when gone) when another owner was faster.
     */
    set: owner.route({ method: 'PUT', path: '/grants/{memberId}/{moduleId}' }).input(pair.extend({ access: GrantAccess, revision: revision.nullable() })).output(GrantView),
    /** Idempotent: what is not there is removed. */
    remove: owner.route({ method: 'DELETE', path: '/grants/{memberId}/{moduleId}' }).input(pair.extend({ revision })).output(z.object({})),
  },
  reaches: {
    list: owner.route({ method: 'GET', path: '/reaches' }).output(z.array(ReachView)),
    /** Workspaces that hold `fromModuleId` may call the running service of `toModuleId`. Idempotent. */
    set: owner.route({ method: 'PUT', path: '/reaches/{fromModuleId}/{toModuleId}' }).input(ReachView).output(ReachView),
    remove: owner.route({ method: 'DELETE', path: '/reaches/{fromModuleId}/{toModuleId}' }).input(ReachView).output(z.object({})),
  },
};
