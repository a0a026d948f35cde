import { z } from 'zod';

import { Role } from './actor.ts';
import { MemberId, ModuleId, ProjectId, WorkspaceId } from './ids.ts';
import { PersonView, ReachView } from './owner-projects.ts';
import { GrantView, ModuleFacts, ModuleKind, ProjectView } from './projects.ts';
import { SharedService } from './services.ts';
import { WorkspaceState } from './workspaces.ts';

/** What only owners see of everything at once: the same for the contract, the use cases and the page. */

export const ProjectNode = z.object({ id: ProjectId, slug: z.string(), title: z.string() });
export type ProjectNode = z.infer<typeof ProjectNode>;

export const ModuleNode = z.object({ id: ModuleId, projectId: ProjectId, slug: z.string(), kind: ModuleKind, description: z.string(), facts: ModuleFacts });
export type ModuleNode = z.infer<typeof ModuleNode>;

export const WorkspaceNode = z.object({
  id: WorkspaceId,
  name: z.string(),
  memberId: MemberId,
  memberName: z.string(),
  phase: z.enum(WorkspaceState.options.map((option) => option.shape.phase.value)),
  /** Whole percents, null unless it runs. */
  cpuPercent: z.number().nullable(),
  moduleIds: z.array(ModuleId),
});
export type WorkspaceNode = z.infer<typeof WorkspaceNode>;

/** Everything that is live, each kind by a key of its own (`KEYS`). */
const Parts = z.object({
  projects: z.array(ProjectNode),
  modules: z.array(ModuleNode),
  people: z.array(PersonView),
  grants: z.array(GrantView),
  reaches: z.array(ReachView),
  workspaces: z.array(WorkspaceNode),
  services: z.array(SharedService),
});
export type ArchitectureParts = z.infer<typeof Parts>;
export type PartName = keyof ArchitectureParts;

export const PART_NAMES = ['projects', 'modules', 'people', 'grants', 'reaches', 'workspaces', 'services'] as const satisfies readonly PartName[];

/** What one of each kind is known by. */
export const KEYS: { readonly [Name in PartName]: (one: ArchitectureParts[Name][number]) => string } = {
  projects: ({ id }) => id,
  modules: ({ id }) => id,
  people: ({ id }) => id,
  grants: ({ memberId, moduleId }) => `${memberId}/${moduleId}`,
  reaches: ({ fromModuleId, toModuleId }) => `${fromModuleId}/${toModuleId}`,
  workspaces: ({ id }) => id,
  services: ({ workspaceId, moduleId }) => `${workspaceId}/${moduleId}`,
};

/** First the whole, then what became another since; a kind with nothing new is left out. */
export const ArchitectureChange = z.object({
  isWhole: z.boolean(),
  put: Parts.partial(),
  gone: z.object({ projects: z.array(z.string()), modules: z.array(z.string()), people: z.array(z.string()), grants: z.array(z.string()), reaches: z.array(z.string()), workspaces: z.array(z.string()), services: z.array(z.string()) }).partial(),
});
export type ArchitectureChange = z.infer<typeof ArchitectureChange>;

/** What a member's own pages and workspaces know: their `projects.list`, and the neighbours they may call. */
export const SeenBy = z.object({
  member: PersonView,
  projects: z.array(ProjectView),
  neighbours: z.array(z.object({ projectSlug: z.string(), slug: z.string(), kind: ModuleKind })),
});
export type SeenBy = z.infer<typeof SeenBy>;

/** In the order they are tried. */
export const PROBE_KINDS = ['files', 'git', 'network', 'search', 'names', 'ports', 'environment'] as const;
export const ProbeKind = z.enum(PROBE_KINDS);
export type ProbeKind = z.infer<typeof ProbeKind>;

/** What got through: what was tried, and what answered. Never a content or a secret. */
export const Hole = z.object({ what: z.string(), answer: z.string() });
export type Hole = z.infer<typeof Hole>;

export const ProbeResult = z.object({
  kind: ProbeKind,
  attempts: z.number().int(),
  holes: z.array(Hole),
  /** What could not be tried or not to its end, as the program said it; null: all of it was. */
  incomplete: z.string().nullable(),
  /** One attempt beside one for what never existed: the answers are the same. */
  examples: z.array(z.object({ asked: z.string(), answer: z.string() })),
});
export type ProbeResult = z.infer<typeof ProbeResult>;

export const ProofReport = z.object({
  member: z.object({ id: MemberId, name: z.string(), role: Role }),
  workspace: z.object({ id: WorkspaceId, name: z.string() }),
  startedAtMs: z.number(),
  tookMs: z.number(),
  /** Modules that are hidden from this container, and those whose service may be called without being seen. */
  hiddenModules: z.number().int(),
  blackBoxes: z.number().int(),
  attempts: z.number().int(),
  holes: z.number().int(),
  kinds: z.array(ProbeResult),
});
export type ProofReport = z.infer<typeof ProofReport>;

export const ProofProgress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('trying'), kind: ProbeKind }),
  z.object({ type: z.literal('tried'), result: ProbeResult }),
  z.object({ type: z.literal('report'), report: ProofReport }),
]);
export type ProofProgress = z.infer<typeof ProofProgress>;
