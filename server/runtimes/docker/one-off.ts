import { GIB, MINUTE_MS, SECOND_MS } from '../../../shared/units.ts';
import type { OneOff } from '../runtime.ts';
import { hardened } from './container-recipe.ts';
import type { ReadOnlyBind } from './container-recipe.ts';
import { ignoreGone, ignoreInUse } from './engine-errors.ts';
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

/** Longer than any helper may run: what is older belongs to a server that is gone. */
const FORGOTTEN_MS = 10 * MINUTE_MS;

/**
 * Removes helpers that a crashed server left behind: all of this instance's (its own are not running yet when
 * this is called), and the forgotten ones of others, whose data folder may be gone.
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
}
