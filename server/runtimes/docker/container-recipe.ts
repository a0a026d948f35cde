import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { readFileSync } from 'node:fs';

import { AGENT_OOM_SCORE, DOOR_ADDRESS } from '../../../shared/agent-protocol.ts';
import { KIB, MIB } from '../../../shared/units.ts';
import type { PlanMount, ReadOnlyBind } from '../runtime.ts';

/** Where a workspace's home is; also HOME. */
export const HOME = '/home/ws';
export const USER_NAME = 'ws';

export const STOP_GRACE_SECONDS = 10;

const CPU_NANOS = 1_000_000_000;
const SECCOMP_PROFILE = JSON.stringify(JSON.parse(readFileSync(new URL('seccomp/profile.json', import.meta.url), 'utf8')));

export type Recipe = {
  readonly name?: string;
  readonly image: string;
  readonly uid: number;
  readonly command: readonly [string, ...string[]];
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: { readonly cpus: number; readonly memoryBytes: number; readonly diskBytes: number; readonly maxProcesses: number };
  /** An engine network's name, or `none`. */
  readonly network: string;
  readonly volumes: readonly PlanMount[];
  readonly binds: readonly ReadOnlyBind[];
  /** Names that lead to DOOR_ADDRESS. */
  readonly hosts?: readonly string[];
  /** `workspace`: capped files, read with `log`. `none`: nothing is kept, the caller attaches. */
  readonly logs: 'workspace' | 'none';
};

/**
 * The hardened container: everything a container is made from is written here, and nothing is left to the
 * engine's or the image's defaults. docs/security.md names the test of each line.
 */
export function hardened(recipe: Recipe): ContainerCreateOptions {
  const [program, ...args] = recipe.command;
  return {
    name: recipe.name,
    Image: recipe.image,
    User: `${recipe.uid}:${recipe.uid}`,
    WorkingDir: HOME,
    Hostname: USER_NAME,
    Env: Object.entries({ HOME, USER: USER_NAME, LOGNAME: USER_NAME, ...recipe.env }).map(([name, value]) => `${name}=${value}`),
    Entrypoint: [program],
    Cmd: args,
    Labels: { ...recipe.labels },
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGTERM',
    StopTimeout: STOP_GRACE_SECONDS,
    OpenStdin: false,
    Tty: false,
    HostConfig: hostConfig(recipe),
  };
}

function hostConfig(recipe: Recipe): HostConfig & { CgroupnsMode: 'private' } {
  const { limits } = recipe;
  return {
    NetworkMode: recipe.network,
    CapDrop: ['ALL'],
    CapAdd: [],
    SecurityOpt: ['no-new-privileges:true', `seccomp=${SECCOMP_PROFILE}`],
    ReadonlyRootfs: true,
    Init: true,
    Privileged: false,
    PidsLimit: limits.maxProcesses,
    Memory: limits.memoryBytes,
    // The same as Memory: no swap on top of it.
    MemorySwap: limits.memoryBytes,
    NanoCpus: Math.round(limits.cpus * CPU_NANOS),
    CpuShares: 512,
    ShmSize: 64 * MIB,
    OomScoreAdj: AGENT_OOM_SCORE,
    IpcMode: 'private',
    PidMode: '',
    UTSMode: '',
    CgroupnsMode: 'private',
    UsernsMode: '',
    PublishAllPorts: false,
    PortBindings: {},
    ExtraHosts: (recipe.hosts ?? []).map((name) => `${name}:${DOOR_ADDRESS}`),
    // A member's program, or the agent, may listen on 80 of its own loopback; what engines allow by default.
    Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
    Dns: [],
    Links: [],
    Devices: [],
    VolumesFrom: [],
    GroupAdd: [],
    RestartPolicy: { Name: 'no' },
    AutoRemove: false,
    LogConfig: recipe.logs === 'none' ? { Type: 'none', Config: {} } : { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    Ulimits: [
      { Name: 'nofile', Soft: 8192, Hard: 8192 },
      { Name: 'core', Soft: 0, Hard: 0 },
      // One file cannot be larger than the whole disk of the plan.
      { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
      { Name: 'memlock', Soft: 64 * KIB, Hard: 64 * KIB },
    ],
    // The engine adds noexec unless told otherwise, and builds do run programs in /tmp.
    Tmpfs: {
      '/tmp': 'rw,exec,nosuid,nodev,size=256m,mode=1777',
      '/run': 'rw,nosuid,nodev,noexec,size=16m,mode=755',
    },
    Mounts: [...recipe.volumes.map(volumeMount), ...recipe.binds.map(bindMount)],
    MaskedPaths: [
      '/proc/asound', '/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/timer_list', '/proc/timer_stats',
      '/proc/sched_debug', '/proc/scsi', '/proc/interrupts', '/sys/firmware', '/sys/devices/virtual/powercap',
    ],
    ReadonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
  };
}

type Mount = NonNullable<HostConfig['Mounts']>[number];

/** A volume's own filesystem tree is mounted, and nothing of the image is copied into it. */
function volumeMount(mount: PlanMount): Mount {
  return {
    Type: 'volume', Source: mount.volume, Target: mount.target, ReadOnly: mount.readOnly,
    VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
  };
}

/** NonRecursive: a read-only bind leaves what is mounted below it writable on older engines. */
function bindMount(bind: ReadOnlyBind): Mount {
  const options: { Propagation: 'rprivate'; NonRecursive: boolean } = { Propagation: 'rprivate', NonRecursive: true };
  return { Type: 'bind', Source: bind.source, Target: bind.target, ReadOnly: true, BindOptions: options };
}
