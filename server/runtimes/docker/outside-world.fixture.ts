import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';

import { removeNamespacesOfTheDead } from '#tests/harness/network-namespaces.ts';

const run = promisify(execFile);

/** TEST-NET-2 (RFC 5737): nobody has it, and it is not one of the closed networks. */
const ROUTER = '198.51.100.129';
export const PUBLIC_ADDRESS = '198.51.100.130';
/** Addresses of the same machine that a workspace must not reach: private, private, link-local, shared. */
export const CLOSED_ADDRESSES = ['10.77.77.77', '192.168.177.77', '169.254.77.77', '100.77.77.77'] as const;
export const OPEN_PORTS = [80, 443, 22] as const;
export const MAIL_PORTS = [25, 465, 587] as const;

const LISTENER = `
  const { createServer } = require('node:net');
  const ports = process.argv.slice(1).map(Number);
  let waiting = ports.length;
  for (const port of ports) {
    createServer((socket) => { socket.on('error', () => undefined); socket.end('hello'); })
      .listen(port, '0.0.0.0', () => { waiting -= 1; if (waiting === 0) console.log('ready'); });
  }`;

const NAMESPACE = 'atelier-wall-';

/**
 * A machine outside of this one: a network namespace with a public address and some closed ones, and a real
 * listener on each of the ports, so that "cannot be reached" is said of something that this machine reaches.
 * Needs root.
 */
export async function startOutsideWorld(): Promise<{ close(): Promise<void> }> {
  await removeNamespacesOfTheDead({ prefix: NAMESPACE, link: 'atw' });
  const name = `${NAMESPACE}${process.pid}`;
  const [near, far] = [`atw${process.pid}`, `atf${process.pid}`];
  await run('ip', ['netns', 'add', name]);
  await run('ip', ['link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name]);
  await run('ip', ['address', 'add', `${ROUTER}/30`, 'dev', near]);
  await run('ip', ['link', 'set', near, 'up']);
  await run('ip', ['-n', name, 'address', 'add', `${PUBLIC_ADDRESS}/30`, 'dev', far]);
  for (const address of CLOSED_ADDRESSES) await run('ip', ['-n', name, 'address', 'add', `${address}/32`, 'dev', far]);
  await run('ip', ['-n', name, 'link', 'set', far, 'up']);
  await run('ip', ['-n', name, 'route', 'add', 'default', 'via', ROUTER]);
  for (const address of CLOSED_ADDRESSES) await run('ip', ['route', 'add', `${address}/32`, 'via', PUBLIC_ADDRESS]);
  const ports = [...OPEN_PORTS, ...MAIL_PORTS].map(String);
  const listener = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', LISTENER, ...ports], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(listener.stdout, 'data');
  assert.match(String(said), /^ready/);
  return {
    async close() {
      const gone = once(listener, 'exit');
      listener.kill('SIGKILL');
      await gone;
      // Its end of the pair goes with the namespace, and the routes go with the pair.
      await run('ip', ['link', 'delete', near]);
      await run('ip', ['netns', 'delete', name]);
    },
  };
}

/** What this machine itself hears from an address: the control of every "cannot". */
export async function hears(address: string, port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host: address, port, timeout: 5000 });
  socket.once('data', (data) => resolve(String(data)));
  socket.once('error', (error) => resolve(error.message));
  socket.once('timeout', () => resolve('timeout'));
  socket.once('close', () => resolve('closed'));
  const heard = await promise;
  socket.destroy();
  return heard;
}
