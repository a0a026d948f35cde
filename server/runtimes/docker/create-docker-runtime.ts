import type { Logger } from 'pino';
import { resolve } from 'node:path';

import { AGENT_BUNDLE_FOLDER, AGENT_FOLDER } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { planHash } from '../plan-hash.ts';
import type { ApplyStep, OneOff, PlanMount, Runtime, WorkspacePlan } from '../runtime.ts';
import { HOME } from './container-recipe.ts';
import { createDiskVolumes } from './disk-volumes.ts';
import { createDisks } from './disks.ts';
import { engineFacts } from './facts.ts';
import { createEngine } from './engine.ts';
import { engineCall, toAtelierError } from './engine-errors.ts';
import { watchEvents } from './events.ts';
import { createFirewall } from './firewall.ts';
import type { NftCommand } from './firewall.ts';
import { createHostFiles } from './host-files.ts';
import { LABEL, instanceOf, workspaceName } from './names.ts';
import { createNetworks } from './network.ts';
import { createOneOffs, sweepHelpers } from './one-off.ts';
import { createProbes } from './probes.ts';
import { createRunFolders } from './run-folders.ts';
import { parseSubnet } from './subnets.ts';
import { createUsageMeter } from './usage.ts';
import { createVolumes } from './volumes.ts';
import type { WantedVolume } from './volumes.ts';
import { createWallProof } from './wall-proof.ts';
import { createWorkspaceContainers } from './workspace-containers.ts';

const FACTS_TIMEOUT_MS = 5000;
/** How long the firewall's rules can be missing after someone flushed the machine's. */
const FIREWALL_CHECK_MS = 15_000;

export type DockerRuntimeDeps = {
  /** Absolute, the same path for the server and for the engine. */
  readonly dataFolder: string;
  /** What `agent/build.ts` makes. */
  readonly agentBundleFolder: string;
  readonly extraCaFile?: string;
  readonly engineSocket?: string;
  /** Networks like `10.231.0.0/16` from which workspaces get theirs. */
  readonly subnetPools?: readonly string[];
  /** How nft is started; looked for where distributions put it otherwise. */
  readonly nft?: NftCommand;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/**
 * Workspaces as hardened containers of a Docker engine. Making it touches nothing: the engine may be down.
 * Whoever makes it calls `close`; containers go on without it.
 * @throws AtelierError invalid_input (the data folder's path is too long for a socket)
 */
export function createDockerRuntime(deps: DockerRuntimeDeps): Runtime {
  const dataFolder = resolve(deps.dataFolder);
  const { log } = deps;
  const instance = instanceOf(dataFolder);
  const engine = createEngine({ socket: deps.engineSocket });
  const files = createHostFiles({ dataFolder, agentBundleFolder: resolve(deps.agentBundleFolder), extraCaFile: deps.extraCaFile });
  const folders = createRunFolders({ dataFolder });
  const disks = createDisks({ dataFolder });
  const hasPlainVolume = async (workspaceId: WorkspaceId): Promise<boolean> =>
    (await engine.listVolumes({ filters: { name: [`${workspaceName(workspaceId)}-`] } })).Volumes.some(({ Options }) => !disks.contains(Options?.['device'] ?? ''));
  const volumes = createVolumes({ engine, instance, dataFolder, onDisks: createDiskVolumes({ disks, hasPlainVolume }) });
  const networks = createNetworks({ engine, pools: deps.subnetPools?.map(parseSubnet) });
  const firewall = createFirewall({ nft: deps.nft });
  const containers = createWorkspaceContainers({ engine, instance });
  const oneOffs = createOneOffs({ engine, instance, networks, firewall });
  const probes = createProbes({ engine, instance });
  const meter = createUsageMeter();
  const wall = createWallProof({ engine, instance, networks, firewall });
  const queue = new KeyedQueue();
  const watches = new Set<{ close(): void }>();
  let swept: Promise<void> | null = null;

  /** Once per process, before the first helper of its own runs. */
  async function sweep(): Promise<void> {
    swept ??= (async () => {
      await sweepHelpers(engine, instance);
      await files.pruneBundles(await containers.agentVersions());
    })();
    try {
      await swept;
    } catch (error) {
      swept = null;
      throw error;
    }
  }

  async function ensureNetwork(plan: WorkspacePlan): Promise<string> {
    const name = workspaceName(plan.workspaceId);
    if (plan.network === 'none') return 'none';
    const refused = await firewall.ensure();
    // Never a network without a wall, whatever the plan says.
    if (refused !== null) throw new AtelierError('unavailable', { part: 'firewall', reason: refused });
    await networks.ensure(name, { [LABEL.instance]: instance, [LABEL.workspace]: plan.workspaceId });
    return name;
  }

  async function apply(plan: WorkspacePlan, onStep: (step: ApplyStep) => void): Promise<void> {
    await sweep();
    const hash = planHash(plan);
    if (await containers.runs(plan.workspaceId, hash)) {
      if (plan.network === 'public') await ensureNetwork(plan);
      return;
    }
    // Asked before anything that runs is ended for it.
    await engine.getImage(plan.image).inspect();
    onStep('volume');
    const prepared = prepare(plan);
    prepared.catch(() => undefined);
    const networked = ensureNetwork(plan);
    networked.catch(() => undefined);
    const labels = { [LABEL.workspace]: plan.workspaceId };
    await volumes.ensure({ volumes: wantedVolumes(plan), image: plan.image, maxBytes: plan.limits.diskBytes, labels });
    onStep('network');
    const network = await networked;
    onStep('container');
    const { bundle, binds } = await prepared;
    await containers.remake(plan, { hash, network, binds, env: files.certificateEnv, agentVersion: bundle.version, command: ['/bin/sh', `${AGENT_BUNDLE_FOLDER}/supervisor.sh`] });
    if (network === 'none') await networks.remove(workspaceName(plan.workspaceId));
  }

  async function ensureVolumesOf(job: OneOff): Promise<void> {
    await sweep();
    await volumes.ensure({ volumes: wantedVolumes(job), image: job.image, maxBytes: job.diskBytes ?? null, labels: {} });
  }

  /** Everything of this machine's files that the container is going to see. */
  async function prepare(plan: WorkspacePlan) {
    const [bundle, user, certificates] = await Promise.all([files.agentBundle(), files.userBinds(plan.uid), files.certificateBinds()]);
    // Terminals get their environment from the config alone.
    await folders.writeConfig({ ...plan.agent, env: { ...files.certificateEnv, ...plan.agent.env } }, plan.uid);
    const channel = { source: folders.folder(plan.workspaceId), target: AGENT_FOLDER };
    return { bundle, binds: [bundle.bind, channel, ...user, ...certificates] };
  }

  return {
    facts: async () => await engineFacts(engine, FACTS_TIMEOUT_MS),

    apply: async (plan, onStep = () => undefined) =>
      await queue.run(plan.workspaceId, async () => await engineCall(async () => await apply(plan, onStep))),

    stop: async (workspaceId) =>
      await queue.run(workspaceId, async () => {
        await engineCall(async () => await containers.stop(workspaceId));
        meter.forget(workspaceId);
      }),

    remove: async (workspaceId, names) =>
      await queue.run(workspaceId, async () => {
        await engineCall(async () => {
          await containers.kill(workspaceId);
          await networks.remove(workspaceName(workspaceId));
          await volumes.remove(names);
          await folders.remove(workspaceId);
        });
        meter.forget(workspaceId);
      }),

    list: async () =>
      await engineCall(async () => {
        await sweep();
        return await containers.list();
      }),

    usage: async (workspaceId) =>
      await engineCall(async () => {
        const stats = await containers.stats(workspaceId);
        return stats === null ? null : meter.measure(workspaceId, stats);
      }),

    diskRefusal: async () => await disks.refusal(),
    disk: async (workspaceId) => await disks.usage(workspaceId),

    log: async (workspaceId, maxLines) => await engineCall(async () => await containers.log(workspaceId, maxLines)),

    runOnce: async (job) =>
      await engineCall(async () => {
        await ensureVolumesOf(job);
        return await oneOffs.run(job, { binds: await files.userBinds(job.uid), env: {} });
      }),

    async stream(job, io) {
      try {
        await ensureVolumesOf(job);
        const binds = [...(await files.userBinds(job.uid)), ...(await files.certificateBinds())];
        return await oneOffs.stream(job, { binds, env: files.certificateEnv, io });
      } catch (error) {
        io.signal?.throwIfAborted();
        throw toAtelierError(error);
      }
    },

    async probe(workspaceId, probe) {
      try {
        return await probes.run(workspaceId, probe);
      } catch (error) {
        probe.signal?.throwIfAborted();
        throw toAtelierError(error);
      }
    },

    surroundings: async (workspaceId) => await engineCall(async () => await probes.surroundings(workspaceId)),

    removeVolumes: async (names) => await engineCall(async () => await volumes.remove(names)),

    async proveWall(image) {
      try {
        await sweep();
        return await wall.prove(image);
      } catch (error) {
        const reason = toAtelierError(error);
        log.error({ err: reason }, 'the wall could not be tried');
        return { atMs: Date.now(), holes: [`not_proven: ${reason.code} ${String(reason.details['reason'] ?? '')}`.trim()], tried: null };
      }
    },

    watch(listener) {
      let lastRefusal: string | null = null;
      const keepFirewall = async (): Promise<void> => {
        const refused = await firewall.ensure();
        // Said when it changes, not every time.
        if (refused !== null && refused !== lastRefusal) log.error({ reason: refused }, 'the firewall could not be kept');
        lastRefusal = refused;
      };
      const timer = setInterval(() => void keepFirewall(), FIREWALL_CHECK_MS);
      timer.unref();
      const events = watchEvents({ engine, instance }, {
        onEvent: (event) => listener.onEvent(event),
        onLost: () => {
          log.warn({}, 'the container engine is gone');
          listener.onLost();
        },
        onBack: () => {
          log.info({}, 'the container engine is back');
          void keepFirewall();
          listener.onBack();
        },
      });
      const watch = {
        close() {
          clearInterval(timer);
          events.close();
          watches.delete(watch);
        },
      };
      watches.add(watch);
      return watch;
    },

    socketFolder: (workspaceId) => folders.folder(workspaceId),

    async close() {
      for (const watch of watches) watch.close();
      await queue.idle();
    },
  };
}

function wantedVolumes({ mounts, uid }: { mounts: readonly PlanMount[]; uid: number }): WantedVolume[] {
  return mounts.map(({ volume, target, ownerUid }) => ({ name: volume, uid: ownerUid ?? uid, isHome: target === HOME }));
}
