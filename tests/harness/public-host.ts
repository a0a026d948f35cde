import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeNamespacesOfTheDead } from './network-namespaces.ts';
import { run } from './run.ts';

/** RFC 5737's TEST-NET-2: an address that the wall counts as public and that nobody has. (Not TEST-NET-2: mirrors of test machines live there.) */
const NETWORK = '198.51.100';
const HOST_ADDRESS = `${NETWORK}.1`;
const PUBLIC_ADDRESS = `${NETWORK}.10`;

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
  /** `http://198.51.100.10`, serving `folder` */
  readonly url: string;
  /** What it serves; put files and bare repositories here. */
  readonly folder: string;
  stop(): Promise<void>;
};

/**
 * A machine "on the Internet": a network namespace behind a veth pair with an HTTP server of static files, which is
 * also all that git's dumb HTTP protocol needs (`git update-server-info`). Workspaces cannot reach this machine
 * itself, so what they clone has to live elsewhere. Needs root.
 */
export async function startPublicHost(): Promise<PublicHost> {
  await removeNamespacesOfTheDead({ prefix: NAMESPACE, link: 'atx' });
  const name = `${NAMESPACE}${process.pid}`;
  const [outside, inside] = [`atx${process.pid}`, `atn${process.pid}`];
  const folder = await mkdtemp(join(tmpdir(), 'atelier-public-'));
  await run(['ip', 'netns', 'add', name]);
  await run(['ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name]);
  await run(['ip', 'address', 'add', `${HOST_ADDRESS}/24`, 'dev', outside]);
  await run(['ip', 'link', 'set', outside, 'up']);
  await run(['ip', '-n', name, 'address', 'add', `${PUBLIC_ADDRESS}/24`, 'dev', inside]);
  await run(['ip', '-n', name, 'link', 'set', inside, 'up']);
  await run(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  await run(['ip', '-n', name, 'route', 'add', 'default', 'via', HOST_ADDRESS]);
  const server = spawn('ip', ['netns', 'exec', name, 'python3', '-c', STATIC_SERVER, PUBLIC_ADDRESS, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(server.stdout, 'data');
  return {
    url: `http://${PUBLIC_ADDRESS}`,
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
