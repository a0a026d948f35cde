import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';

import { AtelierError } from '#shared/errors.ts';
import { WorkspaceId } from '#shared/ids.ts';
import { FakeAgent } from '#tests/harness/fake-agent.ts';
import { until } from '#tests/harness/until.ts';
import { MAX_STRANGERS } from './agent-channel.ts';
import type { AgentHub } from './agent-hub.ts';
import { createAgentHub } from './create-agent-hub.ts';

const ID = WorkspaceId.parse('wabcdefghijkl');
const OTHER = WorkspaceId.parse('wbcdefghijklm');
const SECRET = 's'.repeat(43);
const STATUS = { version: 'v1', lastActivityAtMs: 5, attachedTerminals: 1, terminals: 2, ports: [3000] };
const ended: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

async function openHub(name = 'agent'): Promise<{ hub: AgentHub; folder: string; refusals: string[] }> {
  const base = await mkdtemp(join(tmpdir(), 'atelier-hub-'));
  const refusals: string[] = [];
  const hub = createAgentHub({
    log: { info: () => undefined, warn: (fields: object) => refusals.push(JSON.stringify(fields)) } as never,
    clock: { now: () => Date.now() + refusals.length * 60_000 },
  });
  const folder = join(base, name);
  await hub.listen(ID, { folder, secret: SECRET });
  ended.push(() => rm(base, { recursive: true }), () => hub.close());
  return { hub, folder, refusals };
}

function dialAgent(folder: string, options: { secret?: string; idle?: number } = {}): FakeAgent {
  const agent = new FakeAgent({ folder, secret: SECRET, version: 'v1', ...options });
  agent.http.on('request', (asked, answer) => answer.end(asked.url === '/status' ? JSON.stringify(STATUS) : `path ${asked.url}`));
  ended.push(() => agent.close());
  return agent;
}

async function dialRaw(folder: string, bytes: string | Buffer): Promise<Socket> {
  const socket = connect(join(folder, 'agent.sock'));
  ended.push(() => void socket.destroy());
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

function is(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AtelierError && error.code === code;
}

test('an agent that dials with the secret is connected, and its status can be asked', async () => {
  const { hub, folder } = await openHub();
  assert.equal(hub.connected(ID), false);
  const ready = hub.ready(ID, 5000);
  dialAgent(folder);
  await ready;
  assert.equal(hub.version(ID), 'v1');
  assert.deepEqual(await hub.status(ID), STATUS);
});

test('the socket is for any uid and its folder for its owner only', async () => {
  const { folder } = await openHub();
  assert.equal((await stat(join(folder, 'agent.sock'))).mode & 0o777, 0o666);
  assert.equal((await stat(folder)).mode & 0o777, 0o755);
});

test('whoever dials is not told where the data folder lies', async () => {
  const { folder } = await openHub();
  const line = (await readFile('/proc/net/unix', 'utf8')).split('\n').filter((text) => text.includes('agent.sock'));
  assert.ok(line.length > 0);
  assert.deepEqual(line.filter((text) => text.includes(folder)), []);
});

test('a folder deeper than a socket path may be long works', async () => {
  const { hub, folder } = await openHub('d'.repeat(150));
  assert.equal((await stat(join(folder, 'agent.sock'))).isSocket(), true);
  assert.equal(hub.connected(ID), false);
});

test('a stale socket or file in its place is replaced', async () => {
  const { hub, folder } = await openHub();
  await hub.forget(ID);
  await writeFile(join(folder, 'agent.sock'), 'stale');
  await hub.listen(ID, { folder, secret: SECRET });
  dialAgent(folder);
  await hub.ready(ID, 5000);
});

test('many requests at once go over connections of their own', async () => {
  const { hub, folder } = await openHub();
  dialAgent(folder);
  await hub.ready(ID, 5000);
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => get(hub, `/x${n}`)));
  assert.deepEqual(answers, Array.from({ length: 40 }, (_, n) => `path /x${n}`));
});

test('A40 of ten thousand that dial and say nothing a few are kept a while, the others sent away; another workspace notices nothing, and the agent comes back', async () => {
  const { hub, folder } = await openHub();
  const other = await openHub('other');
  dialAgent(other.folder);
  await other.hub.ready(ID, 5000);
  const strangers = new Set<Socket>();
  for (let batch = 0; batch < 20; batch += 1) {
    const arrived = Array.from({ length: 500 }, async () => {
      const socket = connect(join(folder, 'agent.sock'));
      strangers.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => strangers.delete(socket));
      await Promise.race(['connect', 'close'].map((event) => once(socket, event))).catch(() => undefined);
    });
    assert.equal(await get(other.hub, `/between${batch}`), `path /between${batch}`);
    await Promise.all(arrived);
  }
  await until('the others are sent away', () => strangers.size <= MAX_STRANGERS);
  for (const socket of strangers) socket.destroy();
  await until('there is room again', () => strangers.size === 0);
  dialAgent(folder);
  await hub.ready(ID, 5000);
  assert.equal(await get(hub, '/after'), 'path /after');
});

test('a wrong secret, no JSON, bytes after the hello and an endless hello are refused', async () => {
  const { hub, folder, refusals } = await openHub();
  const hello = (secret: string): string => JSON.stringify({ secret, version: 'v' });
  for (const bytes of [`${hello('x'.repeat(43))}\n`, 'GET / HTTP/1.1\r\n\r\n', `${hello(SECRET)}\nmore`, 'x'.repeat(5000), Buffer.from([0xff, 0xfe, 0x0a]), `{"__proto__":{"secret":"${SECRET}","version":"v"}}\n`]) {
    const socket = await dialRaw(folder, bytes);
    socket.resume();
    await once(socket, 'close');
  }
  assert.equal(hub.connected(ID), false);
  assert.equal(refusals.length, 6);
  assert.ok(!refusals.join().includes(SECRET));
});

test('the secret of one workspace opens no other', async () => {
  const { hub, folder } = await openHub();
  await hub.listen(OTHER, { folder: `${folder}-other`, secret: 'o'.repeat(43) });
  ended.push(() => rm(`${folder}-other`, { recursive: true }));
  const socket = await dialRaw(`${folder}-other`, `${JSON.stringify({ secret: SECRET, version: 'v' })}\n`);
  socket.resume();
  await once(socket, 'close');
  assert.equal(hub.connected(OTHER), false);
});

test('of connections that say nothing only so many stay', async () => {
  const { hub, folder } = await openHub();
  const strangers = await Promise.all(Array.from({ length: MAX_STRANGERS + 8 }, () => dialRaw(folder, '{')));
  const closed = Promise.withResolvers<void>();
  let count = 0;
  for (const socket of strangers) {
    socket.resume();
    socket.on('close', () => ((count += 1) === 8 ? closed.resolve() : undefined));
  }
  await closed.promise;
  assert.equal(hub.connected(ID), false);
});

test('idle connections that die are not handed out', async () => {
  const { hub, folder } = await openHub();
  const agent = dialAgent(folder);
  await hub.ready(ID, 5000);
  const gone = Promise.withResolvers<void>();
  hub.onChange(({ connected }) => (connected ? undefined : gone.resolve()));
  agent.close();
  await gone.promise;
  assert.equal(hub.connected(ID), false);
  await assert.rejects(hub.connect(ID), is('not_running'));
  dialAgent(folder);
  await hub.ready(ID, 5000);
  assert.equal(await get(hub, '/again'), 'path /again');
});

test('an idle connection that speaks unasked is closed', async () => {
  const { hub, folder } = await openHub();
  const socket = await dialRaw(folder, `${JSON.stringify({ secret: SECRET, version: 'v' })}\n`);
  await hub.ready(ID, 5000);
  socket.resume();
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  await once(socket, 'close');
  assert.equal(hub.connected(ID), false);
});

test('what waits for a connection ends when the agent goes', async () => {
  const { hub, folder } = await openHub();
  const socket = await dialRaw(folder, `${JSON.stringify({ secret: SECRET, version: 'v' })}\n`);
  await hub.ready(ID, 5000);
  const taken = await hub.connect(ID);
  const waiting = assert.rejects(hub.connect(ID), is('not_running'));
  socket.destroy();
  await waiting;
  taken.destroy();
});

test('forgetting a workspace ends what was handed out, and its socket', async () => {
  const { hub, folder } = await openHub();
  dialAgent(folder);
  await hub.ready(ID, 5000);
  const socket = await hub.connect(ID);
  const closed = once(socket, 'close');
  await hub.forget(ID);
  await closed;
  await assert.rejects(stat(join(folder, 'agent.sock')));
  await assert.rejects(hub.connect(ID), is('not_running'));
});

for (const [what, answer] of [
  ['no JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{{{'],
  ['another shape', 'HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{"terminals":-1}'],
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['status 000', 'HTTP/1.1 000 X\r\ncontent-length: 0\r\n\r\n'],
  ['an endless body', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(200_000)}`],
  ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(200_000)}`],
] as const) {
  test(`a status that is ${what} is upstream_failed`, async () => {
    const { hub, folder } = await openHub();
    const socket = await dialRaw(folder, `${JSON.stringify({ secret: SECRET, version: 'v' })}\n`);
    await hub.ready(ID, 5000);
    socket.once('data', () => socket.write(answer));
    await assert.rejects(hub.status(ID), is('upstream_failed'));
  });
}

test('ready gives up in its time', async () => {
  const { hub } = await openHub();
  await assert.rejects(hub.ready(ID, 10), is('timeout'));
});

function get(hub: AgentHub, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ agent: hub.httpAgent(ID), path, headers: { host: 'agent' } }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => (text += String(chunk)));
    answer.on('end', () => resolve(text));
  })
    .on('error', reject)
    .end();
  return promise;
}
