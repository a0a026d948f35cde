import type { Surroundings } from '../../runtimes/runtime.ts';
import type { Inside } from './inside.ts';
import type { Subject } from './subject.ts';
import type { Tally } from './tally.ts';

type Target = { readonly label: string; readonly address: string; readonly port: number };

/** Never used for anything real (RFC 5737), and in no closed network: only the mail rule stops it. */
const SOME_PUBLIC_ADDRESS = '198.51.100.25';
const CLOSED: readonly Target[] = [
  ...[80, 443].map((port) => ({ label: 'metadata', address: '169.254.169.254', port })),
  ...['10.0.0.1', '10.255.255.1', '172.16.0.1', '172.31.255.1', '192.168.0.1', '192.168.1.1', '100.64.0.1', '100.100.100.200'].map((address) => ({ label: 'private network', address, port: 80 })),
  ...[25, 465, 587].map((port) => ({ label: 'mail', address: SOME_PUBLIC_ADDRESS, port })),
];
const HOST_PORTS = [22, 80, 443, 2375, 2376, 5432, 27_017];
const SERVICE_PORTS = [22, 80, 3000, 5000, 5173, 8000, 8080];
const MAX_HOST_ADDRESSES = 8;
const MAX_OTHERS = 40;
const ENGINE_SOCKETS = ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/run/podman/podman.sock', '/var/run/crio/crio.sock'];
/** How /proc/net/tcp writes 127.0.0.11: where the engine answers names for this container alone. */
const ENGINE_RESOLVER = '0B00007F';

/** The machine, private networks, metadata and mail. */
export async function probeNetwork(inside: Inside, { hostAddresses }: Surroundings, tally: Tally): Promise<void> {
  const hosts = hostAddresses.slice(0, MAX_HOST_ADDRESSES).flatMap((address) => HOST_PORTS.map((port) => ({ label: 'this machine', address, port })));
  const { tried, ipv6 } = await inside.look('network', { targets: [...hosts, ...CLOSED], gatewayPorts: HOST_PORTS, paths: [] }, 'nobody');
  count(tried, tally);
  tally.tried('an IPv6 address', ipv6.length === 0 ? null : `on ${ipv6.join(', ')}`);
}

/** Other workspaces by address, the engine's sockets, and what listens in here. */
export async function probePorts(inside: Inside, subject: Subject, about: { tally: Tally; surroundings: Surroundings }): Promise<void> {
  const { tally, surroundings } = about;
  const targets = surroundings.otherAddresses.slice(0, MAX_OTHERS).flatMap((address) => SERVICE_PORTS.map((port) => ({ label: 'another workspace', address, port })));
  const { tried, there } = await inside.look('network', { targets, gatewayPorts: [], paths: ENGINE_SOCKETS }, 'nobody');
  count(tried, tally);
  for (const path of ENGINE_SOCKETS) tally.tried(`the engine at ${path}`, there.includes(path) ? 'it is there' : null);
  const { listening, sockets } = await inside.look('ports', {}, 'nobody');
  for (const { address, port, uid } of listening) {
    const isOwn = uid === subject.workspace.uid || address === ENGINE_RESOLVER;
    tally.tried(`who listens on port ${port}`, isOwn ? null : `a program of uid ${uid}`);
  }
  for (const path of sockets) tally.tried(`the socket ${path}`, /docker|containerd|podman|crio/.test(path) ? 'it belongs to an engine' : null);
}

function count(tried: readonly (Target & { readonly answer: 'open' | 'refused' | null })[], tally: Tally): void {
  // A refusal is an answer, too: the packets got there and back.
  for (const { label, address, port, answer } of tried) tally.tried(`${label}, ${address} port ${port}`, answer);
}
