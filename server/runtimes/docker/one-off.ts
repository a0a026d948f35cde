import { GIB } from '../../../shared/units.ts';
import type { OneOff } from '../runtime.ts';
import { hardened } from './container-recipe.ts';
import type { ReadOnlyBind } from './container-recipe.ts';
import { ignoreGone } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { runHelper } from './helper-container.ts';
import type { HelperResult } from './helper-container.ts';
import { LABEL } from './names.ts';

const LIMITS = { cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, maxProcesses: 256 } as const;

/** One command on a workspace's volumes: the workspace's own recipe, without a network. */
export async function runOneOff(engine: Engine, job: OneOff, about: { instance: string; binds: readonly ReadOnlyBind[] }): Promise<HelperResult> {
  const options = hardened({
    image: job.image, uid: job.uid, command: job.command,
    labels: { [LABEL.instance]: about.instance, [LABEL.helper]: 'one-off' }, env: {},
    limits: LIMITS, network: 'none', volumes: job.mounts, binds: about.binds, logs: 'none',
  });
  return await runHelper(engine, options, { timeoutMs: job.timeoutMs, maxOutputBytes: job.maxOutputBytes });
}

/** Removes helpers that a crashed server left behind. The server's own are not running yet when it is called. */
export async function sweepHelpers(engine: Engine, instance: string): Promise<void> {
  const found = await engine.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance}`, LABEL.helper] } });
  for (const helper of found) await ignoreGone(engine.getContainer(helper.Id).remove({ force: true, v: true }));
  const networks = await engine.listNetworks({ filters: { label: [`${LABEL.instance}=${instance}`, LABEL.helper] } });
  for (const network of networks) await ignoreGone(engine.getNetwork(network.Id).remove());
}
