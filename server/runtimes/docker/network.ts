import { readFile } from 'node:fs/promises';

import { AtelierError } from '../../../shared/errors.ts';
import { engineReason, ignoreInUse, orNull } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { bridgeName } from './names.ts';
import { DEFAULT_POOLS, formatAddress, formatSubnet, freeSubnets, hostRoutes, parseSubnet } from './subnets.ts';
import type { Subnet } from './subnets.ts';

const MAX_ATTEMPTS = 20;

export type Networks = {
  /** A bridge of its own for one workspace; an existing one is left alone. @throws AtelierError limit_reached (no free /28) */
  ensure(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  /** What is not there is fine. */
  remove(name: string): Promise<void>;
};

/** @param deps.pools where the /28 networks are taken from */
export function createNetworks(deps: { engine: Engine; pools?: readonly Subnet[] }): Networks {
  const { engine, pools = DEFAULT_POOLS } = deps;
  // One at a time: two would pick the same free subnet.
  let queue: Promise<unknown> = Promise.resolve();

  async function create(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    if ((await orNull(engine.getNetwork(name).inspect())) !== null) return;
    const mtu = await uplinkMtu();
    let attempts = 0;
    for (const subnet of freeSubnets(pools, [...(await hostRoutes()), ...(await engineSubnets(engine))])) {
      try {
        await engine.createNetwork(bridgeNetwork({ name, labels, subnet, mtu }));
        return;
      } catch (error) {
        // Another Atelier or person on this engine was quicker, or the engine knows a network that we cannot see.
        if (!/overlap/i.test(engineReason(error))) throw error;
        attempts += 1;
        if (attempts === MAX_ATTEMPTS) break;
      }
    }
    throw new AtelierError('limit_reached', { part: 'networks' });
  }

  return {
    async ensure(name, labels) {
      const created = queue.then(async () => await create(name, labels));
      queue = created.catch(() => undefined);
      await created;
    },
    async remove(name) {
      await ignoreInUse(engine.getNetwork(name).remove());
    },
  };
}

function bridgeNetwork(network: { name: string; labels: Readonly<Record<string, string>>; subnet: Subnet; mtu: number | null }) {
  return {
    Name: network.name,
    CheckDuplicate: true,
    Driver: 'bridge',
    Internal: false,
    Attachable: false,
    EnableIPv6: false,
    Labels: { ...network.labels },
    IPAM: { Driver: 'default', Config: [{ Subnet: formatSubnet(network.subnet), Gateway: formatAddress(network.subnet.base + 1) }] },
    Options: {
      'com.docker.network.bridge.name': bridgeName(network.name),
      'com.docker.network.bridge.enable_icc': 'false',
      'com.docker.network.bridge.enable_ip_masquerade': 'true',
      ...(network.mtu === null ? {} : { 'com.docker.network.driver.mtu': String(network.mtu) }),
    },
  };
}

async function engineSubnets(engine: Engine): Promise<Subnet[]> {
  const networks = await engine.listNetworks();
  const texts = networks.flatMap((network) => network.IPAM?.Config ?? []).map((config) => config.Subnet ?? '');
  return texts.filter((text) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text)).map(parseSubnet);
}

/** A bridge with larger packets than the way out takes loses the large ones on some networks. */
async function uplinkMtu(): Promise<number | null> {
  const routes = await readFile('/proc/net/route', 'utf8').catch(() => '');
  const [uplink] = routes.split('\n').map((line) => line.split('\t')).find((fields) => fields[1] === '00000000' && fields[7] === '00000000') ?? [];
  if (uplink === undefined || !/^[\w.@:-]{1,15}$/.test(uplink)) return null;
  const mtu = Number(await readFile(`/sys/class/net/${uplink}/mtu`, 'utf8').catch(() => ''));
  return Number.isInteger(mtu) && mtu >= 1280 && mtu <= 9000 ? mtu : null;
}
