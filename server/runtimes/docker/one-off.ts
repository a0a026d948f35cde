import { randomBytes } from 'node:crypto';

import { AtelierError } from '../../../shared/errors.ts';
import { GIB, HOUR_MS, SECOND_MS } from '../../../shared/units.ts';
import type { OneOff, ReadOnlyBind, StreamedJob, StreamIo } from '../runtime.ts';
import { hardened } from './container-recipe.ts';
import { ignoreGone, ignoreInUse } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import type { Firewall } from './firewall.ts';
import { runHelper } from './helper-container.ts';
import type { HelperResult } from './helper-container.ts';
import { LABEL } from './names.ts';
import type { Networks } from './network.ts';
import { runStreamed } from './streamed-helper.ts';

const LIMITS = { cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, maxProcesses: 256 } as const;

export type OneOffs = {
  /** One command on a workspace's volumes: the workspace's own recipe, without a network. */
  run(job: OneOff, machine: Machine): Promise<HelperResult>;
  /** @throws AtelierError unavailable: the firewall does not stand, and the job asks for a network */
  stream(job: StreamedJob, machine: Machine & { io: StreamIo }): Promise<{ exitCode: number }>;
};

/** What of this machine the container sees: names of the user, certificates. */
type Machine = { readonly binds: readonly ReadOnlyBind[]; readonly env: Readonly<Record<string, string>> };

export function createOneOffs(deps: { engine: Engine; instance: string; networks: Networks; firewall: Firewall }): OneOffs {
  const { engine, instance, networks, firewall } = deps;
  const labels = { [LABEL.instance]: instance, [LABEL.helper]: 'one-off' };
  const recipe = (job: OneOff, { machine, network }: { machine: Machine; network: string }) =>
    hardened({
      image: job.image, uid: job.uid, command: job.command, labels, env: { ...machine.env, ...job.env },
      limits: LIMITS, network, volumes: job.mounts, binds: [...machine.binds, ...(job.readOnlyBinds ?? [])], logs: 'none',
    });
  const streamed = async (job: StreamedJob, { machine, network }: { machine: Machine & { io: StreamIo }; network: string }) =>
    await runStreamed(engine, recipe(job, { machine, network }), { io: machine.io, timeoutMs: Math.min(job.timeoutMs, MAX_HELPER_MS), maxOutputBytes: job.maxOutputBytes });

  return {
    run: async (job, machine) => await runHelper(engine, recipe(job, { machine, network: 'none' }), { timeoutMs: job.timeoutMs, maxOutputBytes: job.maxOutputBytes }),
    async stream(job, machine) {
      if (job.network === 'none') return await streamed(job, { machine, network: 'none' });
      const refused = await firewall.ensure();
      if (refused !== null) throw new AtelierError('unavailable', { part: 'firewall', reason: refused });
      const network = `atelier-job-${randomBytes(8).toString('hex')}`;
      try {
        await networks.ensure(network, labels);
        return await streamed(job, { machine, network });
      } finally {
        await networks.remove(network);
      }
    },
  };
}

export const MAX_HELPER_MS = HOUR_MS;
/** What `server/imports` names the volumes of its jobs by. */
const JOB_VOLUME = 'atelier-import-';
/** Longer than any helper may run: what is older belongs to a server that is gone. */
const FORGOTTEN_MS = MAX_HELPER_MS + 10 * 60 * SECOND_MS;

/**
 * Removes helpers that a crashed server left behind: all of this instance's (its own are not running yet when
 * this is called), and the forgotten ones of others, whose data folder may be gone. Then the volumes that such a
 * server's jobs worked in: what they hold was on its way to a repository, and is of no use to another job.
 */
export async function sweepHelpers(engine: Engine, instance: string): Promise<void> {
  const isLeft = (labels: Readonly<Record<string, string>>, createdAtMs: number): boolean =>
    labels[LABEL.instance] === instance || createdAtMs < Date.now() - FORGOTTEN_MS;
  for (const helper of await engine.listContainers({ all: true, filters: { label: [LABEL.helper] } })) {
    if (isLeft(helper.Labels, helper.Created * SECOND_MS)) await ignoreGone(engine.getContainer(helper.Id).remove({ force: true, v: true }));
  }
  for (const network of await engine.listNetworks({ filters: { label: [LABEL.helper] } })) {
    if (isLeft(network.Labels ?? {}, Date.parse(network.Created ?? ''))) await ignoreInUse(engine.getNetwork(network.Id).remove());
  }
  const { Volumes } = await engine.listVolumes({ filters: { label: [`${LABEL.instance}=${instance}`], name: [JOB_VOLUME] } });
  for (const { Name } of Volumes) if (Name.startsWith(JOB_VOLUME)) await ignoreInUse(engine.getVolume(Name).remove());
}
