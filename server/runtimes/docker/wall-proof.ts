import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { AtelierError } from '../../../shared/errors.ts';
import { GIB, MIB } from '../../../shared/units.ts';
import { WallAttempts } from '../../../shared/workspaces.ts';
import type { WallReport } from '../runtime.ts';
import { hardened } from './container-recipe.ts';
import { ignoreGone } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import type { Firewall } from './firewall.ts';
import { runHelper } from './helper-container.ts';
import { machineAddresses, openHostBait } from './host-bait.ts';
import type { HostBait } from './host-bait.ts';
import { LABEL } from './names.ts';
import type { Networks } from './network.ts';

const PROBE = readFileSync(new URL('wall-probe.py', import.meta.url), 'utf8');
const PROBE_TIMEOUT_MS = 30_000;
const NEIGHBOUR_PORT = 8080;
/** A neighbour that listens, says so, and ends by itself should everybody forget it. */
const NEIGHBOUR = `import socket,time;s=socket.create_server(("0.0.0.0",${NEIGHBOUR_PORT}));print("ready",flush=True);time.sleep(60)`;

/** Never used for anything real (RFC 5737), and not one of the closed networks: only the mail rule stops it. */
const SOME_PUBLIC_ADDRESS = '198.51.100.25';
const CLOSED_TARGETS = [
  { label: 'metadata', address: '169.254.169.254', port: 80 },
  { label: 'private', address: '10.0.0.1', port: 80 },
  { label: 'private', address: '172.16.0.1', port: 80 },
  { label: 'private', address: '192.168.0.1', port: 80 },
  { label: 'private', address: '192.168.1.1', port: 80 },
  { label: 'shared', address: '100.100.100.200', port: 80 },
  { label: 'smtp', address: SOME_PUBLIC_ADDRESS, port: 25 },
  { label: 'smtp', address: SOME_PUBLIC_ADDRESS, port: 465 },
  { label: 'smtp', address: SOME_PUBLIC_ADDRESS, port: 587 },
] as const;

/** Rules that the probe must have run into: a silent one means that its packets go another way. */
const MUST_COUNT = ['to_host', 'to_closed', 'to_workspace', 'smtp'] as const;

const Probed = z.object({ holes: z.array(z.string().max(300)).max(500), tried: WallAttempts });
type Probed = z.infer<typeof Probed>;

export type WallProof = {
  /** Tries the wall from inside. @throws AtelierError when it could not be tried at all */
  prove(image: string): Promise<WallReport>;
};

type Deps = { engine: Engine; instance: string; networks: Networks; firewall: Firewall };

export function createWallProof(deps: Deps): WallProof {
  return {
    async prove(image) {
      const refused = await deps.firewall.ensure();
      // Without a firewall nothing gets a network; what the container itself holds is tried all the same.
      const { holes, tried } = refused === null ? await proveWithNetwork(deps, image) : await runProbe(deps, { image, network: 'none', what: null });
      return { atMs: Date.now(), holes: [...new Set([...(refused === null ? [] : [`firewall: ${refused}`]), ...holes])], tried };
    },
  };
}

async function proveWithNetwork(deps: Deps, image: string): Promise<Probed> {
  const token = randomBytes(8).toString('hex');
  const names = { probe: `atelier-probe-${token}`, neighbour: `atelier-neighbour-${token}` };
  const labels = { [LABEL.instance]: deps.instance, [LABEL.helper]: 'probe' };
  const bait = await openHostBait(token);
  try {
    await deps.networks.ensure(names.probe, labels);
    await deps.networks.ensure(names.neighbour, labels);
    const neighbour = await startNeighbour(deps, { image, name: names.neighbour });
    try {
      const what = whatToTry({ bait, token, neighbour: { name: names.neighbour, address: neighbour.address } });
      const attempt = async () => {
        const before = await deps.firewall.counters();
        const probed = await runProbe(deps, { image, network: names.probe, what });
        return { ...probed, silent: silentRules(before, await deps.firewall.counters()) };
      };
      const first = await attempt();
      // Another Atelier that starts meanwhile replaces the table with the same one, and its counters.
      const { holes, tried, silent } = first.silent.length === 0 ? first : await attempt();
      return { holes: [...first.holes, ...holes, ...bait.caught(), ...silent], tried };
    } finally {
      await neighbour.remove();
    }
  } finally {
    await bait.close();
    for (const name of Object.values(names)) await deps.networks.remove(name);
  }
}

function whatToTry(about: { bait: HostBait; token: string; neighbour: { name: string; address: string } }) {
  return {
    hostAddresses: machineAddresses(),
    hostPort: about.bait.port,
    token: about.token,
    targets: [...CLOSED_TARGETS, { label: 'neighbour', address: about.neighbour.address, port: NEIGHBOUR_PORT }],
    names: [about.neighbour.name],
  };
}

async function runProbe(deps: Deps, probe: { image: string; network: string; what: ReturnType<typeof whatToTry> | null }): Promise<Probed> {
  const argument = JSON.stringify({ network: probe.what });
  const options = probeRecipe(deps, { image: probe.image, network: probe.network, command: ['python3', '-I', '-c', PROBE, argument] });
  const result = await runHelper(deps.engine, options, { timeoutMs: PROBE_TIMEOUT_MS, maxOutputBytes: MIB });
  if (result.exitCode !== 0) throw new AtelierError('upstream_failed', { part: 'probe', reason: result.output.slice(-300) });
  return Probed.parse(JSON.parse(result.output));
}

function probeRecipe(deps: Deps, about: { name?: string; image: string; network: string; command: readonly [string, ...string[]] }) {
  return hardened({
    name: about.name, image: about.image, uid: randomInt(30_000, 60_000), command: about.command,
    labels: { [LABEL.instance]: deps.instance, [LABEL.helper]: 'probe' }, env: {},
    limits: { cpus: 1, memoryBytes: 256 * MIB, diskBytes: GIB, maxProcesses: 128 },
    network: about.network, volumes: [], binds: [], logs: 'none',
  });
}

async function startNeighbour(deps: Deps, about: { image: string; name: string }): Promise<{ address: string; remove(): Promise<void> }> {
  const options = probeRecipe(deps, { ...about, network: about.name, command: ['python3', '-I', '-c', NEIGHBOUR] });
  const container = await deps.engine.createContainer({ ...options, AttachStdout: true, AttachStderr: true });
  const remove = async (): Promise<void> => await ignoreGone(container.remove({ force: true, v: true }));
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const said = new Promise<void>((resolve, reject) => {
      stream.once('data', () => resolve());
      stream.once('end', () => reject(new AtelierError('upstream_failed', { part: 'probe', reason: 'the neighbour ended' })));
      stream.once('error', reject);
    });
    said.catch(() => undefined);
    await container.start();
    await said;
    const address = (await container.inspect()).NetworkSettings.Networks[about.name]?.IPAddress ?? '';
    return { address, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Counters start anew when the table is replaced: then what they show now is what they counted since. */
function silentRules(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return MUST_COUNT.filter((name) => {
    const was = before.get(name) ?? 0;
    const is = after.get(name) ?? 0;
    return is < was ? is === 0 : is === was;
  }).map((name) => `firewall: the rule ${name} saw nothing of the probe`);
}
