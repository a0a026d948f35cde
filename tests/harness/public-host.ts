import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeNamespacesOfTheDead } from './network-namespaces.ts';
import { run } from './run.ts';

/** RFC 5737's TEST-NET-2: addresses that the wall counts as public and that nobody has. (Not TEST-NET-3: mirrors of test machines live there.) */
const NETWORK = '198.51.100';
/** Four of them for each host; none that other tests expect to lead nowhere or somewhere else. */
const BLOCKS = Array.from({ length: 24 }, (_, index) => 32 + 4 * index);

const NAMESPACE = 'atelier-public-';

/** Python's HTTPServer looks its own address up in the DNS when it starts; a plain TCP server does not. */
const STATIC_SERVER = `
import functools, http.server, socketserver, sys
address, folder = sys.argv[1:]
socketserver.ThreadingTCPServer.allow_reuse_address = True
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
server = socketserver.ThreadingTCPServer((address, 80), handler)
print("ready", flush=True)
server.serve_forever()
`;

export type PublicHost = {
  /** Like `http://198.51.100.34`, serving `folder` */
  readonly url: string;
  /** What it serves; put files and bare repositories here. */
  readonly folder: string;
  stop(): Promise<void>;
};

/**
 * A machine "on the Internet": a network namespace behind a veth pair with an HTTP server of static files, which is
 * also all that git's dumb HTTP protocol needs (`git update-server-info`). Workspaces cannot reach this machine
 * itself, so what they clone has to live elsewhere. Each has an address of its own: several tests run at a time.
 * Needs root.
 */
export async function startPublicHost(): Promise<PublicHost> {
  await removeNamespacesOfTheDead({ prefix: NAMESPACE, link: 'atx' });
  const name = `${NAMESPACE}${process.pid}`;
  const [outside, inside] = [`atx${process.pid}`, `atn${process.pid}`];
  const folder = await mkdtemp(join(tmpdir(), 'atelier-public-'));
  await run(['ip', 'netns', 'add', name]);
  await run(['ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name]);
  await run(['ip', 'link', 'set', outside, 'up']);
  const block = await takeBlock(outside);
  const [hostAddress, publicAddress] = [`${NETWORK}.${block + 1}`, `${NETWORK}.${block + 2}`];
  await run(['ip', 'address', 'add', `${hostAddress}/30`, 'dev', outside, 'noprefixroute']);
  await run(['ip', '-n', name, 'address', 'add', `${publicAddress}/30`, 'dev', inside]);
  await run(['ip', '-n', name, 'link', 'set', inside, 'up']);
  await run(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  await run(['ip', '-n', name, 'route', 'add', 'default', 'via', hostAddress]);
  const server = spawn('ip', ['netns', 'exec', name, 'python3', '-c', STATIC_SERVER, publicAddress, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(server.stdout, 'data');
  return {
    url: `http://${publicAddress}`,
    folder,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      await run(['ip', 'netns', 'delete', name]);
      await run(['ip', 'link', 'delete', outside]).catch(() => undefined); // it went with the namespace
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The kernel has a route once, whoever asks for it: the first block whose route is ours. */
async function takeBlock(link: string): Promise<number> {
  for (const block of BLOCKS) {
    const isOurs = await run(['ip', 'route', 'add', `${NETWORK}.${block}/30`, 'dev', link]).then(
      () => true,
      () => false,
    );
    if (isOurs) return block;
  }
  throw new Error(`no addresses are left in ${NETWORK}.0/24`);
}
