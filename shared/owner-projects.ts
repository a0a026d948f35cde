import { z } from 'zod';

import { Role } from './actor.ts';
import { MemberId, ModuleId } from './ids.ts';
import { GrantView, ModuleKind, ModuleView, ProjectView, TemplateId } from './projects.ts';

/** What only an owner sees of projects, the same for the contract, the use cases and the pages. */

/** Goes back with a change: another one in the meantime is a `conflict`, so that the later of two owners is told. */
export const Revision = z.number().int();

/** A module with what only its owner knows of it. */
export const OwnerModuleView = ModuleView.extend({
  revision: Revision,
  protectedBranches: z.array(z.string()),
  /** Change through accepted reviews only. */
  reviewedBranches: z.array(z.string()),
  purgeAtMs: z.number().nullable(),
  grants: z.array(GrantView),
  /** The modules whose running service its holders may call. */
  reaches: z.array(ModuleId),
});
export type OwnerModuleView = z.infer<typeof OwnerModuleView>;

export const OwnerProjectView = ProjectView.extend({ revision: Revision, modules: z.array(OwnerModuleView) });
export type OwnerProjectView = z.infer<typeof OwnerProjectView>;

/** Someone who can be granted something. */
export const PersonView = z.object({ id: MemberId, name: z.string(), role: Role });
export type PersonView = z.infer<typeof PersonView>;

/** Everything: also what is archived, empty or in the trash. */
export const Overview = z.object({ projects: z.array(OwnerProjectView), people: z.array(PersonView) });
export type Overview = z.infer<typeof Overview>;

/** What a module can begin with, and the command that runs it in a workspace of that image as it is. */
export const TemplateView = z.object({ id: TemplateId, kind: ModuleKind, image: z.enum(['base', 'full']), command: z.string() });
export type TemplateView = z.infer<typeof TemplateView>;

/** Workspaces that hold `fromModuleId` may call the running service of `toModuleId`. */
export const ReachView = z.object({ fromModuleId: ModuleId, toModuleId: ModuleId });
export type ReachView = z.infer<typeof ReachView>;
