import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';

import { DOOR_ADDRESS } from '../shared/agent-protocol.ts';
import { Door } from './door.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

type World = { readonly port: number; readonly dial: (halfOpen?: boolean) => Promise<Socket>; readonly lines: string[]; readonly door: Door };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, DOOR_ADDRESS);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function open(onConnection: ((socket: Socket) => void) | null, maxConnections?: number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-door-'));
  ended.push(() => rm(folder, { recursive: true }));
  const socketPath = join(folder, 'server.sock');
  if (onConnection !== null) {
    const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      ended.push(() => socket.destroy());
      onConnection(socket);
    }).listen(socketPath);
    await once(server, 'listening');
    ended.push(() => server.close());
  }
  const port = await freePort();
  const lines: string[] = [];
  const say = (_fields: object, message: string): void => void lines.push(message);
  const door = new Door({ socketPath, address: { host: DOOR_ADDRESS, port }, log: { info: say, warn: say, error: say }, maxConnections });
  ended.push(() => door.close());
  door.start();
  const dial = async (halfOpen = false): Promise<Socket> => {
    for (;;) {
      const socket = connect({ host: DOOR_ADDRESS, port, allowHalfOpen: halfOpen });
      ended.push(() => socket.destroy());
      if (await once(socket, 'connect').then(() => true, () => false)) {
        socket.on('error', () => socket.destroy());
        return socket;
      }
    }
  };
  return { port, dial, lines, door };
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test('bytes pass both ways as they are, and a half that ends leaves the other open', async () => {
  const { dial } = await open((socket) => {
    void textOf(socket).then((text) => socket.end(`heard ${text}`));
  });
  const socket = await dial(true);
  socket.end('any \0 bytes');
  assert.equal(await textOf(socket), 'heard any \0 bytes');
});

test('a reader that does not read holds the other side back', async () => {
  let written = 0;
  const { dial } = await open((socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) written += 65_536;
    };
    socket.on('drain', more);
    more();
  });
  const socket = await dial();
  socket.pause();
  let last = -1;
  while (last !== written) {
    last = written;
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(written < 32 * 1024 * 1024, `${written} bytes were taken that nobody read`);
});

test('an end that breaks breaks the other', async () => {
  const taken = Promise.withResolvers<Socket>();
  const { dial } = await open((socket) => taken.resolve(socket));
  const socket = await dial();
  socket.write('x');
  const server = await taken.promise;
  const over = once(server, 'end');
  server.resume();
  socket.resetAndDestroy();
  await over;
});

test('only so many connections are open at once, and one that ends makes room', async () => {
  const { dial } = await open((socket) => void socket.on('end', () => socket.end()).resume().write('.'), 3);
  const first = await dial();
  const three = [first, await dial(), await dial()];
  await Promise.all(three.map((socket) => once(socket, 'data')));
  const refused = await dial();
  refused.resume();
  await once(refused, 'close');
  first.destroy();
  for (;;) {
    const next = await dial();
    const answer = await Promise.race([once(next, 'data').then(() => true), once(next, 'close').then(() => false)]);
    if (answer) break;
  }
});

test('without a server a connection ends, and nothing else', async () => {
  const { dial } = await open(null);
  for (const socket of [await dial(), await dial()]) {
    socket.resume();
    await once(socket, 'close');
  }
});

test('an address that is taken is said once and had when it is free', async (context) => {
  const { port, lines, door, dial } = await open((socket) => void socket.end('here'));
  assert.equal(await textOf(await dial()), 'here');
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const socketPath = '/nowhere';
  const said: string[] = [];
  const second = new Door({ socketPath, address: { host: DOOR_ADDRESS, port }, log: { info: (_f, m) => void said.push(m), warn: (_f, m) => void said.push(m), error() {} } });
  ended.push(() => second.close());
  second.start();
  const settle = async (satisfied: () => boolean): Promise<void> => {
    while (!satisfied()) await new Promise((resolve) => setImmediate(resolve));
  };
  await settle(() => said.length === 1);
  for (let turn = 0; turn < 3; turn += 1) {
    context.mock.timers.tick(5000);
    for (let tick = 0; tick < 20; tick += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(said.length, 1);
  door.close();
  await settle(() => {
    context.mock.timers.tick(5000);
    return said.length === 2;
  });
  assert.deepEqual(said, ['door: cannot listen, neighbours and git have no way out', 'door: listens now']);
  assert.deepEqual(lines, []);
});
