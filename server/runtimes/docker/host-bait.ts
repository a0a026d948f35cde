import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

import { BRIDGE_PREFIX } from './names.ts';

/** A real listener on every address of this machine, TCP and UDP, that no container may reach. */
export type HostBait = {
  readonly port: number;
  /** Who came, as holes. */
  caught(): string[];
  close(): Promise<void>;
};

/** @param token what the probe sends by UDP, so that strangers' packets are not taken for it */
export async function openHostBait(token: string): Promise<HostBait> {
  const caught = new Set<string>();
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    caught.add(`reached: host by TCP from ${socket.remoteAddress ?? 'somewhere'}`);
    socket.destroy();
  });
  tcp.listen({ host: '0.0.0.0', port: 0 });
  await once(tcp, 'listening');
  const address = tcp.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    if (message.toString() === token) caught.add(`reached: host by UDP from ${from.address}`);
  });
  tcp.on('error', () => undefined);
  udp.on('error', () => undefined);
  udp.bind({ address: '0.0.0.0', port });
  await once(udp, 'listening');
  return {
    port,
    caught: () => [...caught],
    async close() {
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}

/** Enough to try every rule; a machine full of bridges has hundreds. */
const MAX_ADDRESSES = 24;

/**
 * Addresses of this machine: those of its own interfaces first, then some of the bridges'. Not the
 * loopback's, which a container has one of its own of, and not link-local ones.
 */
export function machineAddresses(): string[] {
  const interfaces = Object.entries(networkInterfaces()).toSorted(([a], [b]) => Number(a.startsWith(BRIDGE_PREFIX)) - Number(b.startsWith(BRIDGE_PREFIX)));
  const all = interfaces.flatMap(([, addresses]) => addresses ?? []);
  const reachable = all.filter((found) => !found.internal && !found.address.startsWith('fe80'));
  return [...new Set(reachable.map((found) => found.address))].slice(0, MAX_ADDRESSES);
}
