import type { ContractRouterClient } from '@orpc/contract';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { WebSocket } from 'ws';

import type { filesContract } from '../features/files/contract.ts';
import type { portsContract } from '../features/ports/contract.ts';
import type { terminalContract } from '../features/terminal/contract.ts';
import { ACTOR_HEADER, AgentStatus } from '../shared/agent-protocol.ts';
import { FileName, FilePath } from '../shared/file-path.ts';
import { fromWireError } from '../shared/procedures.ts';
import { SOON_MS } from '../tests/harness/soon.ts';
import { AgentForTests } from './agent-for-tests.ts';
import { actorToken, SECRET } from './server-for-tests.ts';

type Client = ContractRouterClient<{ files: typeof filesContract; ports: typeof portsContract; terminal: typeof terminalContract }>;

let agent: AgentForTests;
before(async () => {
  agent = await AgentForTests.start();
});
after(() => agent.close());

async function status(): Promise<AgentStatus> {
  const { status: code, body } = await agent.server.request({ path: '/status', headers: { [ACTOR_HEADER]: actorToken() } });
  assert.equal(code, 200);
  return AgentStatus.parse(JSON.parse(body.toString()));
}

async function closeOf(socket: WebSocket): Promise<number> {
  socket.on('error', () => undefined);
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

test('the agent says its version in its hello and in its status', async () => {
  const now = await status();
  assert.equal(now.version, agent.version);
  assert.deepEqual(agent.server.hellos[0], { secret: SECRET, version: agent.version });
  assert.deepEqual([now.terminals, now.attachedTerminals], [0, 0]);
});

test('a request that the server did not sign is refused, upgrades before 101; the server\'s own need no actor', async () => {
  for (const headers of [{ [ACTOR_HEADER]: 'x.y' }, { [ACTOR_HEADER]: actorToken({ expiresAtMs: 1 }) }, { [ACTOR_HEADER]: actorToken({}, 'another secret of 32 characters..') }]) {
    for (const path of ['/files/content?path=/etc/passwd', '/status', '/nothing']) {
      assert.equal((await agent.server.request({ path, headers })).status, 401, path);
    }
    const socket = await agent.webSocket('/rpc', headers);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    assert.equal(response.statusCode, 401);
    socket.terminate();
  }
  const connection = await agent.server.connection();
  const request = httpRequest({ path: '/status', createConnection: () => connection }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  response.resume();
});

test('what does not exist is 404, what is no path 400', async () => {
  for (const path of ['/', '/nothing', '/files', '/files/other', '/__proto__']) assert.equal((await agent.server.request({ path })).status, 404, path);
  assert.equal((await agent.server.request({ path: '//evil/x' })).status, 400);
  assert.equal((await agent.server.request({ method: 'POST', path: '/status' })).status, 405);
});

test('one connection serves one request after the other', async () => {
  const connection = await agent.server.connection();
  const keeping = new Agent({ keepAlive: true, maxSockets: 1 });
  keeping.createConnection = () => connection;
  for (let turn = 0; turn < 3; turn += 1) {
    const request = httpRequest({ path: '/status', agent: keeping }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    for await (const _chunk of response) continue;
  }
  keeping.destroy();
});

test('procedures of every feature answer on one socket, errors with their code, streams too', async () => {
  const { client, socket } = await agent.rpc<Client>();
  const [root] = await client.files.roots();
  assert.equal(root?.path, agent.server.folder);
  const folder = FilePath.parse(agent.server.folder);
  const made = await client.files.createFile({ folder, name: FileName.parse('by rpc\n🦊') });
  assert.equal(made.kind, 'file');
  const names: string[] = [];
  for await (const piece of await client.files.list({ path: folder })) names.push(...piece.map(({ name }) => name));
  assert.ok(names.includes('by rpc\n🦊') && names.includes('config.json'));
  await assert.rejects(client.files.stat({ path: FilePath.parse('/none') }), (error) => fromWireError(error).code === 'not_found');
  await assert.rejects(client.files.stat({ path: 'relative' as FilePath }), (error) => fromWireError(error).code === 'invalid_input');
  await assert.rejects(
    async () => {
      for await (const piece of await client.files.list({ path: FilePath.parse('/etc/passwd') })) assert.fail(JSON.stringify(piece));
    },
    (error) => fromWireError(error).code === 'not_a_folder',
  );
  assert.ok(Array.isArray(await client.ports.list()));
  assert.deepEqual(await client.terminal.list(), []);
  socket.close();
});

test('an actor without capabilities may call nothing', async () => {
  const { client, socket } = await agent.rpc<Client>({ [ACTOR_HEADER]: actorToken({ capabilities: [] }) });
  for (const call of [client.files.roots(), client.ports.list(), client.terminal.list()]) {
    await assert.rejects(call, (error) => fromWireError(error).code === 'forbidden');
  }
  socket.close();
});

test('a watch that is cancelled, or whose socket goes, leaves no inotify watch behind', async () => {
  const pid = await agent.pid();
  const watches = async (): Promise<number> => {
    const infos = await Promise.all((await readdir(`/proc/${pid}/fdinfo`)).map((fd) => readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => '')));
    return infos.join('').split('\n').filter((line) => line.startsWith('inotify ')).length;
  };
  const path = FilePath.parse(agent.server.folder);
  const { client, socket } = await agent.rpc<Client>();
  const abort = new AbortController();
  const first = await client.files.watch({ paths: [path] }, { signal: abort.signal });
  assert.deepEqual((await first.next()).value, { type: 'ready' });
  assert.equal(await watches(), 1);
  abort.abort();
  while ((await watches()) > 0) await new Promise((done) => setImmediate(done));
  const second = await client.files.watch({ paths: [path] });
  await second.next();
  socket.terminate();
  await second.next().catch(() => undefined);
  while ((await watches()) > 0) await new Promise((done) => setImmediate(done));
});

test('A40 a frame that is no message closes its socket with its code, the agent and other sockets go on', async () => {
  const pid = await agent.pid();
  const other = await agent.rpc<Client>();
  const request = (body: string): string => `{"i":"1","p":{"u":"/files/stat","b":{"json":${body}}}}`;
  const frames: [string, string | Buffer, number][] = [
    ['bad JSON', '{"i":', 1007],
    ['no message', '[]', 1008],
    ['unknown type', '{"i":"1","t":99}', 1008],
    ['binary', Buffer.from('{"i":"1","t":4}'), 1008],
    ['deep nesting', request('['.repeat(100_000) + ']'.repeat(100_000)), 1008],
    ['__proto__', request('{"__proto__":{"polluted":true}}'), 1008],
    ['too large', Buffer.alloc(5 * 1024 * 1024, 'x'), 1009],
  ];
  for (const [name, frame, code] of frames) {
    const socket = await agent.webSocket('/rpc');
    await once(socket, 'open');
    const closed = closeOf(socket);
    socket.send(frame, { binary: typeof frame !== 'string' && name === 'binary' });
    assert.equal(await closed, code, name);
  }
  assert.equal((await other.client.files.roots()).length, 1);
  assert.equal(await agent.pid(), pid);
  other.socket.close();
});

test('A40 200 MB announced, invalid UTF-8 and broken framing close the socket, nothing is held for them', async () => {
  const pid = await agent.pid();
  const raw: [string, Buffer, number][] = [
    ['200 MB', Buffer.concat([Buffer.from([0x81, 0xff]), uint64(200 * 1024 * 1024), Buffer.alloc(4)]), 1009],
    ['invalid UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]), 1007],
    ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0]), 1002],
  ];
  for (const [name, bytes, code] of raw) {
    const connection = await agent.server.connection();
    connection.write(`GET /rpc HTTP/1.1\r\nhost: agent\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n${ACTOR_HEADER}: ${actorToken()}\r\n\r\n`);
    const [head] = (await once(connection, 'data')) as [Buffer];
    assert.match(head.toString(), /^HTTP\/1.1 101/);
    connection.write(bytes);
    const [close] = (await once(connection, 'data')) as [Buffer];
    assert.deepEqual([name, close[0], close.readUInt16BE(2)], [name, 0x88, code]);
    connection.destroy();
  }
  assert.equal(await agent.pid(), pid);
});

test('A40 ten thousand calls at once on one socket are answered, another socket is not kept waiting', async () => {
  const busy = await agent.rpc<Client>();
  const calm = await agent.rpc<Client>();
  const path = FilePath.parse(agent.server.folder);
  const calls = Array.from({ length: 10_000 }, () => busy.client.files.stat({ path }));
  const startedAtMs = performance.now();
  await calm.client.files.roots();
  const calmMs = performance.now() - startedAtMs;
  await Promise.all(calls);
  assert.ok(calmMs <= performance.now() - startedAtMs);
  for (const { socket } of [busy, calm]) socket.close();
});

test('bytes that are no HTTP end their connection only', async () => {
  for (const bytes of ['garbage\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET /status HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, '\0'.repeat(100)]) {
    const connection = await agent.server.connection();
    connection.on('error', () => undefined);
    connection.resume();
    const closed = new Promise((done) => connection.once('close', done));
    connection.write(bytes);
    await closed;
  }
  assert.equal((await status()).version, agent.version);
});

test('members\' programs inherit nothing of the agent\'s and go first when memory runs out', async () => {
  const { client, socket } = await agent.rpc<Client>();
  const { id } = await client.terminal.create({ size: { cols: 80, rows: 24 } });
  const pid = await agent.pid();
  const shell = (await childrenOf(pid))[0];
  assert.ok(shell !== undefined);
  const environment = await readFile(`/proc/${shell}/environ`, 'utf8');
  assert.equal(environment.includes(SECRET) || environment.includes('ATELIER_'), false);
  const score = async (of: number | string): Promise<number> => Number(await readFile(`/proc/${of}/oom_score_adj`, 'utf8'));
  assert.ok((await score(shell)) > (await score(pid)));
  assert.equal((await status()).terminals, 1);
  await client.terminal.close({ id });
  socket.close();
});

test('a server that ends and comes back is found again, with a terminal and its bytes still there', async () => {
  const { client, socket } = await agent.rpc<Client>();
  const { id } = await client.terminal.create({ size: { cols: 80, rows: 24 } });
  socket.on('error', () => undefined);
  await agent.server.stop();
  await agent.server.listen();
  const backAtMs = performance.now();
  const again = await agent.rpc<Client>();
  assert.ok(performance.now() - backAtMs < SOON_MS);
  assert.deepEqual((await again.client.terminal.list()).map((terminal) => terminal.id), [id]);
  await again.client.terminal.close({ id });
  again.socket.close();
});

test('a save that a kill cuts in two leaves the old content, and the agent is back by itself', async () => {
  const path = join(agent.server.folder, 'cut.txt');
  await writeFile(path, 'old');
  const { headers } = await agent.server.request({ path: `/files/content?path=${path}` });
  const connection = await agent.server.connection();
  const saving = httpRequest({ method: 'PUT', path: `/files/content?path=${path}`, headers: { [ACTOR_HEADER]: actorToken(), 'if-match': headers.etag, 'content-length': 1000 }, createConnection: () => connection });
  saving.on('error', () => undefined);
  saving.write('half');
  while (!(await readdir(agent.server.folder)).some((name) => name.startsWith('.atelier-save-'))) await new Promise((done) => setImmediate(done));
  const pid = await agent.pid();
  process.kill(pid, 'SIGKILL');
  while (agent.server.idleCount() > 0) await new Promise((done) => setImmediate(done));
  assert.equal((await agent.server.request({ path: '/status' })).status, 200);
  assert.notEqual(await agent.pid(), pid);
  assert.equal(await readFile(path, 'utf8'), 'old');
  const saved = await agent.server.request({ method: 'PUT', path: `/files/content?path=${path}`, headers: { 'if-match': headers.etag }, body: 'new' });
  assert.equal(saved.status, 204);
});

test('SIGTERM ends the agent and its supervisor', async () => {
  const own = await AgentForTests.start();
  assert.equal((await own.server.request({ path: '/status' })).status, 200);
  const pid = await own.pid();
  const exited = once(own.supervisor, 'exit');
  own.supervisor.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
  await assert.rejects(readFile(`/proc/${pid}/status`), /ENOENT|ESRCH/);
  await own.close();
});

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

async function childrenOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter((child) => child !== '');
}
