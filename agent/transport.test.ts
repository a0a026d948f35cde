import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { AGENT_SOCKET } from '../shared/agent-protocol.ts';
import { SECRET, ServerForTests } from './server-for-tests.ts';
import { MAX_DIAL_DELAY_MS, Transport } from './transport.ts';

const log = { info() {}, warn() {}, error() {} };
let server: ServerForTests;
let transport: Transport;
before(async () => {
  server = await ServerForTests.create();
});
after(() => server.close());
afterEach(() => transport.close());

function start(): Socket[] {
  const given: Socket[] = [];
  transport = new Transport({ socketPath: join(server.folder, AGENT_SOCKET), hello: { secret: SECRET, version: 'v1' }, log, onConnection: (socket) => given.push(socket) });
  transport.start();
  return given;
}

async function until(satisfied: () => boolean): Promise<void> {
  while (!satisfied()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets what the sockets already have under way happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('a few connections are kept, each with its hello, and one that is used is replaced', async () => {
  await server.listen();
  const given = start();
  await until(() => server.idleCount() === 4 && given.length === 4);
  assert.deepEqual(new Set(server.hellos.map((hello) => JSON.stringify(hello))), new Set([JSON.stringify({ secret: SECRET, version: 'v1' })]));
  const [first] = given;
  assert.ok(first);
  transport.inUse(first);
  transport.inUse(first);
  await until(() => server.idleCount() === 5);
  // The end of a used one changes nothing.
  first.destroy();
  await until(() => first.closed);
  assert.equal(given.length, 5);
});

test('a server that comes back is found again within a second, however long it was away', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const dialled = start();
  await until(() => server.idleCount() === 4);
  await server.stop();
  await until(() => dialled.every((socket) => socket.closed));
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await settle();
    context.mock.timers.tick(MAX_DIAL_DELAY_MS);
  }
  await settle();
  await server.listen();
  context.mock.timers.tick(MAX_DIAL_DELAY_MS);
  await until(() => server.idleCount() === 4);
  assert.ok(MAX_DIAL_DELAY_MS < 1000);
});

test('a server that refuses every connection is not dialled in a busy loop', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const dialled = start();
  for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 100) {
    await settle();
    server.dropConnections();
    await until(() => dialled.every((socket) => socket.closed));
    context.mock.timers.tick(100);
  }
  assert.ok(dialled.length >= 4 * 10 && dialled.length <= 4 * 35, `${dialled.length} connections in 10 s`);
});

test('what is there but no socket is tried again, not given up', async () => {
  await server.stop();
  await writeFile(join(server.folder, AGENT_SOCKET), '');
  start();
  await rm(join(server.folder, AGENT_SOCKET));
  await server.listen();
  await until(() => server.idleCount() === 4);
});
