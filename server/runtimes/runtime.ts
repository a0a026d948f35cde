import type { Readable, Writable } from 'node:stream';

import type { AgentConfig } from '../../shared/agent-protocol.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { WallAttempts } from '../../shared/workspaces.ts';

/**
 * What runs workspaces: Docker now, Kubernetes later. A plan says what should be; `apply` makes it so and
 * may be called again at any time. Nothing here knows members, grants or the database.
 */
export type WorkspacePlan = {
  readonly workspaceId: WorkspaceId;
  /** An image reference the runtime has (`ImageBuilder.ensure`). */
  readonly image: string;
  readonly uid: number;
  readonly limits: { cpus: number; memoryBytes: number; diskBytes: number; maxProcesses: number };
  /** 'none' where the role or a broken wall says so. */
  readonly network: 'public' | 'none';
  readonly mounts: readonly PlanMount[];
  /** Names that lead to DOOR_ADDRESS inside, where the agent listens for them. */
  readonly hosts: readonly string[];
  readonly agent: AgentConfig;
};

export type PlanMount = {
  /** A volume of the runtime's own, made when missing, owned by the workspace's uid unless `ownerUid` says whose it is. */
  readonly volume: string;
  /** A new volume at the home folder begins with the image's skeleton, any other one empty. */
  readonly target: string;
  readonly readOnly: boolean;
  readonly ownerUid?: number;
};

/** A folder of the server's own making, never one that a workspace can write below. */
export type ReadOnlyBind = { readonly source: string; readonly target: string };

export type ApplyStep = 'volume' | 'network' | 'container';

export type Observed = {
  readonly workspaceId: WorkspaceId;
  readonly running: boolean;
  /** Hash of the plan it was made from; another hash means it must be remade. */
  readonly planHash: string;
  readonly startedAtMs: number | null;
  readonly exit: { readonly code: number; readonly outOfMemory: boolean } | null;
};

export type Usage = { readonly cpuPercent: number; readonly memoryBytes: number };

/** `heldBytes`: what it takes of the machine's disk. */
export type DiskUsage = { readonly usedBytes: number; readonly maxBytes: number; readonly heldBytes: number };

export type RuntimeEvent = { readonly type: 'started' | 'exited' | 'removed'; readonly workspaceId: WorkspaceId };

export type OneOff = {
  readonly image: string;
  readonly uid: number;
  readonly mounts: readonly PlanMount[];
  readonly readOnlyBinds?: readonly ReadOnlyBind[];
  readonly command: readonly [string, ...string[]];
  /** What the workspace whose volumes are mounted may hold: needed where one of them may be its first. */
  readonly diskBytes?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
};

/** As a workspace that runs: behind its firewall, with the certificates of this installation. */
export type StreamedJob = OneOff & { readonly network: 'none' | 'public' };

export type StreamIo = {
  /** Its end is the command's end of input. Destroyed when the command is over before it. */
  readonly stdin?: Readable;
  /** Ended when the command is over; its speed is the command's. */
  readonly stdout: Writable;
  /** Each line of stderr, without its end, cut at 2,000 characters. */
  onLine(line: string): void;
  readonly signal?: AbortSignal;
};

/** A program of the server's own inside a container that runs. */
export type Probe = {
  /** With the group of the same number; the workspace's own, or another that its member's programs cannot look into. */
  readonly uid: number;
  readonly command: readonly [string, ...string[]];
  /** What it reads on stdin: nobody sees it in a list of processes. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
};

/** What is around a workspace and must not be reachable from it. */
export type Surroundings = {
  /** Of this machine. */
  readonly hostAddresses: readonly string[];
  /** Of other workspaces that run, also another Atelier's; and what the engine calls those of this one. */
  readonly otherAddresses: readonly string[];
  readonly otherNames: readonly string[];
};

export type RuntimeFacts = {
  readonly reachable: boolean;
  readonly version: string;
  readonly warnings: readonly ('engine_outdated' | 'runc_outdated' | 'cgroup_v1')[];
};

/** `tried`: how many attempts of each kind the proof made; null: it could not be made. */
export type WallReport = { readonly atMs: number; readonly holes: readonly string[]; readonly tried: WallAttempts | null };

export interface Runtime {
  facts(): Promise<RuntimeFacts>;
  /**
   * Makes volumes, network and container as planned and starts it. A running container made from the same
   * plan is left alone; one made from another plan is remade. Writes the agent's config before the start.
   * @throws AtelierError unavailable (engine), disk_full, not_found (image)
   */
  apply(plan: WorkspacePlan, onStep?: (step: ApplyStep) => void): Promise<void>;
  /** SIGTERM, 10 s, SIGKILL. What is already stopped or gone is fine. The container is removed, volumes stay. */
  stop(workspaceId: WorkspaceId): Promise<void>;
  /** Container, network and the volumes named. */
  remove(workspaceId: WorkspaceId, volumes: readonly string[]): Promise<void>;
  list(): Promise<Observed[]>;
  usage(workspaceId: WorkspaceId): Promise<Usage | null>;
  /** Why workspaces have no disks of their own, bounded by the kernel; null: new ones have. Asked once, then known. */
  diskRefusal(): Promise<string | null>;
  /** The workspace's own disk; null: it has none. Cheap. */
  disk(workspaceId: WorkspaceId): Promise<DiskUsage | null>;
  /** Last lines of what the container printed (the agent's own log). */
  log(workspaceId: WorkspaceId, maxLines: number): Promise<string>;
  /** A hardened container without network that runs one command on a workspace's volumes as its uid. */
  runOnce(job: OneOff): Promise<{ exitCode: number; output: string; truncated: boolean }>;
  /**
   * As `runOnce` for what is too much to be kept: bytes in, bytes out, lines of progress. `maxOutputBytes` bounds stdout.
   * @throws AtelierError timeout, too_large (stdout), unavailable (engine, or the firewall for 'public'); the signal's reason
   */
  stream(job: StreamedJob, io: StreamIo): Promise<{ exitCode: number }>;
  /**
   * Runs one program inside the workspace's own running container, behind everything that holds its member's
   * programs. Both of its streams are one output.
   * @throws AtelierError not_running, timeout, unavailable (engine); the signal's reason
   */
  probe(workspaceId: WorkspaceId, probe: Probe): Promise<{ exitCode: number; output: string; truncated: boolean }>;
  surroundings(workspaceId: WorkspaceId): Promise<Surroundings>;
  /** Volumes that nothing mounts any more; what is not there is fine. @throws AtelierError unavailable (one is in use) */
  removeVolumes(volumes: readonly string[]): Promise<void>;
  /** Sets the firewall up and proves it from inside a probe container. */
  proveWall(image: string): Promise<WallReport>;
  /** Ends with `close`. Reconnects to the engine by itself; `onLost` and `onBack` say so. */
  watch(listener: { onEvent(event: RuntimeEvent): void; onLost(): void; onBack(): void }): { close(): void };
  /** Folder that holds the workspace's socket, as the server sees it (mounted read-only into the container). */
  socketFolder(workspaceId: WorkspaceId): string;
  close(): Promise<void>;
}

export type BuildProgress = { readonly progress: number | null; readonly detail: string };

/** Images: those of workspace-images/ and the ones derived from them with more Debian packages. */
export interface ImageBuilder {
  /** Reference if it is built from the folder's present content, else null. Fast; asked at every start. */
  ready(image: ImageSource): Promise<{ reference: string; sizeBytes: number } | null>;
  /** Builds what is missing (parents first); concurrent calls for one image share the build. */
  ensure(image: ImageSource, onProgress: (progress: BuildProgress) => void): Promise<{ reference: string; sizeBytes: number }>;
  /**
   * Removes older versions of `images` that are built anew, but for those named in `inUse`, and those that a
   * container or another image is made from. @returns their references. @throws AtelierError unavailable (engine)
   */
  prune(about: { images: readonly ImageSource[]; inUse: ReadonlySet<string> }): Promise<readonly string[]>;
}

/** A folder of workspace-images/, then the packages added to it. */
export type ImageSource = { readonly folder: string; readonly packages: readonly string[] };
