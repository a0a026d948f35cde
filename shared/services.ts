import { z } from 'zod';

import { MemberId, ModuleId, WorkspaceId } from './ids.ts';

/** What shared services and neighbours look like, the same for the contracts, the use cases and the pages. */

/** `answers`: a program listens on the shared port. What else there is to know of it is nobody's business. */
export const ServiceState = z.enum(['answers', 'not_running']);
export type ServiceState = z.infer<typeof ServiceState>;

/** A module that the workspace may share as, and what it shares already. */
export const ShareableModule = z.object({
  moduleId: ModuleId,
  projectSlug: z.string(),
  slug: z.string(),
  /** null: this workspace does not share it. */
  port: z.number().int().nullable(),
  /** false while a newer share of the same module answers instead. */
  answersHere: z.boolean(),
});
export type ShareableModule = z.infer<typeof ShareableModule>;

/** A module that may be called by name, and not one word more about it. */
export const Neighbour = z.object({
  projectSlug: z.string(),
  slug: z.string(),
  /** `http://<module>.<project>.internal`, from inside the workspace. */
  address: z.string(),
  state: ServiceState,
});
export type Neighbour = z.infer<typeof Neighbour>;

export const ServicesView = z.object({
  /** By project and name: what the member may write to. */
  own: z.array(ShareableModule),
  /** By project and name: what is reachable, and what is held and shared by somebody. */
  neighbours: z.array(Neighbour),
});
export type ServicesView = z.infer<typeof ServicesView>;

/** For the owner: who shares what, where. */
export const SharedService = z.object({
  moduleId: ModuleId,
  projectSlug: z.string(),
  slug: z.string(),
  memberId: MemberId,
  memberName: z.string(),
  workspaceId: WorkspaceId,
  workspaceName: z.string(),
  port: z.number().int(),
  sharedAtMs: z.number(),
  state: ServiceState,
  /** false while a newer share of the same module answers instead. */
  answersHere: z.boolean(),
});
export type SharedService = z.infer<typeof SharedService>;
