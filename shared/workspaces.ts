import { z } from 'zod';

import { Capability } from './actor.ts';
import { ImageId, MemberId, ModuleId, WorkspaceId } from './ids.ts';
import { ModuleAccess, ModuleKind } from './projects.ts';
import { GIB, HOUR_MS, MIB, MINUTE_MS } from './units.ts';

/** What workspaces, images and the machine look like, the same for the contract, the use cases and the pages. */
export const WORKSPACE_TRASH_DAYS = 7;
export const IDLE_STOP_CHOICES_MS = [15 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, null] as const;

/** Letters, digits and dashes of any script's lower case are tempting; ASCII keeps names unmistakable. */
export const WorkspaceName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

export const WorkspaceLimits = z.object({
  cpus: z.number().min(0.25).max(256),
  memoryBytes: z.number().int().min(256 * MIB).max(1024 * GIB),
  diskBytes: z.number().int().min(GIB).max(4096 * GIB),
  maxProcesses: z.number().int().min(64).max(32_768),
});
export type WorkspaceLimits = z.infer<typeof WorkspaceLimits>;

export const DEFAULT_LIMITS: WorkspaceLimits = { cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, maxProcesses: 512 };

/** What a member's workspaces may be promised together, unless an owner said otherwise for that member; owners have no quota. */
export const DEFAULT_QUOTA = { workspaces: 5, cpus: 8, memoryBytes: 16 * GIB, diskBytes: 100 * GIB, maxProcesses: 8192 } as const;

/** Processors are only slower when shared, so each is promised this often; memory and disk once. */
export const CPU_OVERCOMMIT = 4;

/** The workspace and the module a copy is of. */
export const KeptCopyId = z.string().regex(/^w[0-9a-z]{12}-r[0-9a-z]{12}$/);

/** In the order they happen; a step that has nothing to do is `done` at once. */
export const StepName = z.enum(['reserve', 'image', 'volume', 'network', 'container', 'agent']);
export type StepName = z.infer<typeof StepName>;

export const Step = z.object({
  name: StepName,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  startedAtMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** 0 to 1 where it can be told. */
  progress: z.number().min(0).max(1).nullable(),
  /** The last line of what the step's tool printed; shown in monospace, never translated. */
  detail: z.string(),
});
export type Step = z.infer<typeof Step>;

export const FailureReason = z.enum([
  'engine_unavailable',
  'image_build_failed',
  'disk_full',
  'out_of_memory',
  'agent_did_not_answer',
  'container_exited',
  'unknown',
]);
export type FailureReason = z.infer<typeof FailureReason>;

/** Each phase carries only its own fields. */
export const WorkspaceState = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('creating'), steps: z.array(Step) }),
  z.object({ phase: z.literal('running'), startedAtMs: z.number(), idleStopAtMs: z.number().nullable(), agentConnected: z.boolean() }),
  z.object({ phase: z.literal('stopping') }),
  z.object({ phase: z.literal('stopped'), stoppedAtMs: z.number().nullable(), because: z.enum(['never_started', 'member', 'idle', 'server', 'exited', 'disk_full']) }),
  z.object({ phase: z.literal('failed'), reason: FailureReason, steps: z.array(Step), log: z.string(), failedAtMs: z.number() }),
  z.object({ phase: z.literal('trashed'), trashedAtMs: z.number(), purgeAtMs: z.number() }),
]);
export type WorkspaceState = z.infer<typeof WorkspaceState>;

export const WorkspaceUsage = z.object({
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  /** Of its limit; null: not known (yet). */
  diskBytes: z.number().nullable(),
  terminals: z.number().int(),
  ports: z.array(z.number().int()),
});
export type WorkspaceUsage = z.infer<typeof WorkspaceUsage>;

/** A module in a workspace: the folder `/workspace/<projectSlug>/<slug>`. */
export const HeldModule = z.object({ moduleId: ModuleId, projectSlug: z.string(), slug: z.string(), kind: ModuleKind, access: ModuleAccess });
export type HeldModule = z.infer<typeof HeldModule>;

/** Owner only: a working copy with work nobody else has, taken out of its member's reach. */
export const KeptCopyView = z.object({
  id: KeptCopyId,
  memberId: MemberId,
  memberName: z.string(),
  workspaceId: WorkspaceId,
  /** null: the workspace is gone. */
  workspaceName: z.string().nullable(),
  moduleId: ModuleId,
  /** `<project>/<module>`; null: the module is gone. */
  moduleName: z.string().nullable(),
  because: z.enum(['revoked', 'removed']),
  keptAtMs: z.number(),
  /** Whether the member can have it again: workspace, member and module are still there. */
  canGiveBack: z.boolean(),
});
export type KeptCopyView = z.infer<typeof KeptCopyView>;

export const WorkspaceView = z.object({
  id: WorkspaceId,
  name: z.string(),
  memberId: MemberId,
  memberName: z.string(),
  imageId: ImageId,
  imageName: z.string(),
  limits: WorkspaceLimits,
  idleStopMs: z.number().int().positive().nullable(),
  createdAtMs: z.number(),
  state: WorkspaceState,
  /** null unless it runs. */
  usage: WorkspaceUsage.nullable(),
  /** What its member may do in it now. */
  capabilities: z.array(Capability),
  /** As granted now, or as last started; the file tree's roots. */
  modules: z.array(HeldModule),
  /** Of these, what is not in it: the server has lost the repository, and the workspace no copy of it. */
  absentModuleIds: z.array(ModuleId),
  /** The last owner, not its member, who entered it. */
  visit: z.object({ name: z.string(), atMs: z.number() }).nullable(),
});
export type WorkspaceView = z.infer<typeof WorkspaceView>;

export const ImageView = z.object({
  id: ImageId,
  /** "base", "full", "full + ffmpeg" */
  name: z.string(),
  /** The image it is derived from; null for those of workspace-images/. */
  parentId: ImageId.nullable(),
  packages: z.array(z.string()),
  state: z.enum(['missing', 'building', 'ready', 'failed']),
  progress: z.number().min(0).max(1).nullable(),
  detail: z.string(),
  sizeBytes: z.number().nullable(),
});
export type ImageView = z.infer<typeof ImageView>;

/** Debian policy 5.6.1, and nothing that could be read as an option. */
export const PackageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{1,99}$/);

/** How often a probe tried to get out, by what it tried to get at: the machine and its networks, other workspaces, what is closed to all, the kernel. */
export const WallAttempts = z.object({ machine: z.number().int(), neighbours: z.number().int(), closed: z.number().int(), kernel: z.number().int() });
export type WallAttempts = z.infer<typeof WallAttempts>;

export const HostView = z.object({
  cores: z.number(),
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  memoryUsedBytes: z.number(),
  diskBytes: z.number(),
  diskFreeBytes: z.number(),
  promisedCpus: z.number(),
  promisedMemoryBytes: z.number(),
  promisedDiskBytes: z.number(),
  isolation: z.object({
    state: z.enum(['proving', 'proved', 'broken']),
    atMs: z.number().nullable(),
    /** The probes that got through, as `<probe>: <what answered>`; empty when proved. */
    holes: z.array(z.string()),
    /** null while nothing was proved. */
    tried: WallAttempts.nullable(),
  }),
  engine: z.object({ reachable: z.boolean(), version: z.string(), warnings: z.array(z.enum(['engine_outdated', 'runc_outdated', 'cgroup_v1'])) }),
});
export type HostView = z.infer<typeof HostView>;

/** What deleting would lose, found by git inside the workspace. */
export const UnsavedWork = z.object({
  repositories: z.array(
    z.object({
      path: z.string(),
      branch: z.string(),
      changed: z.array(z.object({ status: z.string(), path: z.string() })),
      changedCount: z.number().int(),
      unpushed: z.array(z.string()),
      unpushedCount: z.number().int(),
    }),
  ),
  homeBytes: z.number(),
  /** true when it took too long to look everywhere. */
  incomplete: z.boolean(),
});
export type UnsavedWork = z.infer<typeof UnsavedWork>;
