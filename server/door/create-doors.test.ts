import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';

import { gitTokenOf } from '../workspaces/git-token.ts';
import { MAX_CALLS } from './create-doors.ts';
import { API, DoorWorld, LEA, MARIE, PAUL, secretOf, VAULT, WEB } from './door.fixture.ts';

let world: DoorWorld;
before(async () => (world = await DoorWorld.start()));
after(() => world.close());
afterEach(async () => {
  for (const { id } of await world.storage.services.find()) await world.storage.services.delete(id);
});

const API_HOST = 'api.shop.internal';

async function shared(answer: (request: IncomingMessage) => string): Promise<number> {
  const port = await world.run(createServer((request, response) => response.end(answer(request))));
  await world.share(PAUL, API, port);
  return port;
}

/** What a raw request is answered, until the connection ends. */
async function raw(bytes: string, of = world): Promise<string> {
  const socket = await of.dial(MARIE);
  socket.write(bytes);
  return text(socket);
}

test('the socket is beside the agent’s, for any uid', async () => {
  assert.equal((await stat(world.socketOf(MARIE))).mode & 0o777, 0o666);
});

test('a neighbour’s service answers by its name, body and all', async () => {
  const port = await world.run(createServer((request, response) => void text(request).then((body) => response.end(`${request.method} ${request.url} ${body}`))));
  await world.share(PAUL, API, port);
  const answer = await world.ask(MARIE, API_HOST, { method: 'POST', path: '/quotes?x=1', body: 'hello' });
  assert.deepEqual([answer.status, answer.body], [200, 'POST /quotes?x=1 hello']);
  assert.equal((await world.ask(MARIE, 'API.shop.internal:80')).status, 200);
  // Whoever holds the module may call its service too.
  assert.equal((await world.ask(PAUL, API_HOST)).status, 200);
});

test('A38 what does not exist and what may not be reached are one answer, and on record', async () => {
  const port = await shared(() => 'secret');
  await world.share(LEA, VAULT, port);
  const answers = await Promise.all(['vault.shop.internal', 'nothing.shop.internal', 'api.nowhere.internal'].map((host) => world.ask(MARIE, host)));
  const [first] = answers;
  assert.equal(first?.status, 404);
  assert.match(first?.body ?? '', /There is nothing.*\nIl n’y a rien/);
  for (const answer of answers) assert.deepEqual({ ...answer, headers: { ...answer.headers, date: '' } }, { ...first, headers: { ...first?.headers, date: '' } });
  // Reach goes one way.
  assert.equal((await world.ask(PAUL, 'web.shop.internal')).status, 404);
  assert.ok((await world.audited()).includes('service.call vault.shop.internal refused'));
});

for (const [host, path, status] of [
  ['atelier.internal', '/', 404], ['atelier.internal', '/api/account', 404], ['atelier.internal', '/metrics', 404], ['atelier.internal', '/healthz', 404],
  ['localhost:3000', '/api/workspaces', 404], ['127.0.0.1', '/metrics', 404], ['ide.example.com', '/login', 404], [`3000--${PAUL.workspaceId}.localhost`, '/', 404],
  [PAUL.workspaceId, '/', 404], ['agent', '/status', 404], ['.internal', '/', 404], ['a.b.c.internal', '/', 404], ['api.shop.internal.', '/', 404],
  ['api.shop.internal:3000', '/', 404], ['..shop.internal', '/', 404], ['%61pi.shop.internal', '/', 404], ['__proto__.constructor.internal', '/', 404],
  ['git.atelier.internal', '/git/shop/web.git', 404], ['api.shop.internal@evil', '/', 404], ['', '/', 404],
  ['atelier.internal', 'http://api.shop.internal/', 404], [API_HOST, 'http://localhost:3000/api/account', 404], [API_HOST, '//localhost/', 200], [API_HOST, '*', 404],
] as const) {
  test(`the door leads from ${host || 'no name'} ${path} to nothing of the server: ${status}`, async () => {
    if (status === 200) await shared((request) => request.url ?? '');
    assert.equal((await world.ask(MARIE, host, { path, method: path === '*' ? 'OPTIONS' : 'GET' })).status, status);
  });
}

test('CONNECT, two hosts, no host and what is no HTTP are refused', async () => {
  await shared(() => 'here');
  assert.match(await raw(`CONNECT ${API_HOST}:80 HTTP/1.1\r\nHost: ${API_HOST}\r\n\r\n`), /^HTTP\/1.1 404 /);
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\nHost: atelier.internal\r\nConnection: close\r\n\r\n`), /^HTTP\/1.1 400 /);
  assert.match(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.match(await raw('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.match(await raw('SSH-2.0-OpenSSH_9\r\n\r\n'), /^HTTP\/1.1 400 /);
});

test('a request that can be read in two ways is refused, and nothing is smuggled behind one', async () => {
  const seen: string[] = [];
  await shared((request) => {
    seen.push(`${request.method} ${request.url}`);
    return 'ok';
  });
  const head = `Host: ${API_HOST}\r\n`;
  for (const bytes of [
    `POST / HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n${head}\r\n`,
    `POST / HTTP/1.1\r\n${head}Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd`,
    `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    `POST / HTTP/1.1\r\n${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    `GET / HTTP/1.1\n${head}X: a\n\n`,
    `GET / HTTP/1.1\r\n${head}X: a\u0000b\r\n\r\n`,
    `GET / HTTP/1.1\r\n${head}Content-Length: +4\r\n\r\nabcd`,
  ]) assert.match(await raw(bytes), /^HTTP\/1.1 400 /, bytes);
  assert.deepEqual(seen, []);
  const smuggled = `GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  await raw(`GET /first HTTP/1.1\r\n${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`);
  assert.deepEqual(seen, ['GET /first']);
});

test('a head that is too large or too slow is given up, of a request and of an answer', async () => {
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1.1 431 /);
  const hasty = await DoorWorld.start({ headMs: 300 });
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\n`, hasty), /^HTTP\/1.1 408 /);
  assert.match(await raw('', hasty), /^(HTTP\/1.1 408 |$)/);
  await hasty.share(PAUL, API, await hasty.run(createTcpServer((socket) => void socket.on('error', () => socket.destroy()).once('data', () => socket.write('HTTP/1.1 200 OK\r\n')))));
  assert.equal((await hasty.ask(MARIE, API_HOST)).status, 504);
  await hasty.close();
});

test('of many connections only so many stay, others’ doors are not theirs', async () => {
  await shared(() => 'here');
  const sockets = await Promise.all(Array.from({ length: 200 }, () => world.dial(MARIE)));
  const closed = sockets.map((socket) => once(socket.resume(), 'close'));
  assert.equal((await world.ask(PAUL, API_HOST)).status, 200);
  await Promise.all(closed);
  assert.equal((await world.ask(MARIE, API_HOST)).status, 200);
});

test('one caller takes only so much of a service’s room', async () => {
  await world.share(PAUL, API, await world.run(createServer((request, response) => void (request.url === '/slow' ? response.write('.') : response.end('here')))));
  const sockets = await Promise.all(Array.from({ length: MAX_CALLS }, () => world.dial(MARIE)));
  const begun = sockets.map((socket) => once(socket, 'data'));
  for (const socket of sockets) socket.write(`GET /slow HTTP/1.1\r\nHost: ${API_HOST}\r\n\r\n`);
  await Promise.all(begun);
  assert.equal((await world.ask(MARIE, API_HOST)).status, 429);
  assert.equal((await world.ask(PAUL, API_HOST)).body, 'here');
  for (const socket of sockets) socket.destroy();
  while ((await world.ask(MARIE, API_HOST)).status !== 200);
});

test('the service sees what was asked and nothing of who asked; whoever asked sees nothing of where it is', async () => {
  let seen: IncomingMessage['headers'] = {};
  const port = await world.run(
    createServer((request, response) => {
      seen = request.headers;
      response.writeHead(302, { location: `http://${request.headers.host}/next`, 'x-own': '1', 'x-atelier-actor': 'x', 'set-cookie': ['a=1; Domain=shop.internal', '__Host-atelier.session=x; Path=/'] }).end();
    }),
  );
  await world.share(PAUL, API, port);
  const headers = {
    authorization: 'Bearer of-the-app', cookie: 'a=1; __Host-atelier.session=stolen', 'x-forwarded-for': '9.9.9.9', 'x-forwarded-user': 'root',
    'x-atelier-actor': 'forged', forwarded: 'for=9.9.9.9', 'x-own': '2', connection: 'close, x-hop', 'x-hop': '1',
  };
  const answer = await world.ask(MARIE, API_HOST, { headers });
  assert.deepEqual(seen, { authorization: 'Bearer of-the-app', cookie: 'a=1', 'x-own': '2', host: `localhost:${port}`, 'x-forwarded-host': API_HOST, 'x-forwarded-proto': 'http', connection: 'close' });
  assert.equal(answer.headers['location'], '/next');
  assert.deepEqual(answer.headers['set-cookie'], ['a=1']);
  const said = JSON.stringify(answer);
  for (const secret of [PAUL.workspaceId, PAUL.actor.memberId, 'paul', 'actor', String(port)]) assert.ok(!said.includes(secret), secret);
});

test('nobody shares it, its workspace is stopped: not running; nothing listens, nonsense: a bad gateway', async () => {
  assert.equal((await world.ask(MARIE, API_HOST)).status, 503);
  const port = await shared(() => 'here');
  await world.setWanted(PAUL, 'stopped');
  const stopped = await world.ask(MARIE, API_HOST);
  assert.equal(stopped.status, 503);
  assert.match(stopped.body, /^Nobody runs this service right now.\nPersonne ne fait tourner/);
  await world.setWanted(PAUL, 'running');
  assert.equal((await world.ask(MARIE, API_HOST)).body, 'here');
  await world.share(PAUL, API, 1);
  assert.equal((await world.ask(MARIE, API_HOST)).status, 502);
  for (const [bytes, status] of [['HTTP/1.1 000 X\r\ncontent-length: 0\r\n\r\n', 502], ['HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n', 502], ['SSH-2.0\r\n\r\n', 502], [`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`, 502]] as const) {
    await world.share(PAUL, API, await world.run(createTcpServer((socket) => void socket.on('error', () => socket.destroy()).once('data', () => socket.write(bytes)))));
    assert.equal((await world.ask(MARIE, API_HOST)).status, status, bytes.slice(0, 30));
  }
  assert.ok(port > 0);
});

test('the newest share counts, and the one before it when that is taken back', async () => {
  await world.grant(LEA.actor.memberId, API, 'write');
  await shared(() => 'of paul');
  await world.share(LEA, API, await world.run(createServer((_request, response) => response.end('of lea')), LEA.workspaceId));
  assert.equal((await world.ask(MARIE, API_HOST)).body, 'of lea');
  await world.services.stop({ ...LEA, caller: { address: '', client: '', requestId: '' } }, API);
  assert.equal((await world.ask(MARIE, API_HOST)).body, 'of paul');
  await world.grant(LEA.actor.memberId, API, null);
});

async function openWebSocket(): Promise<{ socket: WebSocket; closed: Promise<unknown> }> {
  const program = createServer();
  const sockets = new WebSocketServer({ server: program });
  sockets.on('connection', (socket) => socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary })));
  await world.share(PAUL, API, await world.run(program));
  const socket = new WebSocket(`ws+unix:${world.socketOf(MARIE)}:/live`, { headers: { host: API_HOST } });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send('hello');
  assert.equal(String((await once(socket, 'message'))[0]), 'hello');
  return { socket, closed: once(socket, 'close') };
}

for (const [what, end, undo] of [
  ['the reach is taken back', () => world.storage.reaches.delete(`${WEB}/${API}`), () => world.reach(WEB, API)],
  ['the caller loses the module that reaches', () => world.grant(MARIE.actor.memberId, WEB, null), () => world.grant(MARIE.actor.memberId, WEB, 'write')],
  ['the sharer may only read', () => world.grant(PAUL.actor.memberId, API, 'read'), () => world.grant(PAUL.actor.memberId, API, 'write')],
  ['the share is stopped', () => world.services.stop({ ...PAUL, caller: { address: '', client: '', requestId: '' } }, API), () => undefined],
  ['another port is shared', () => world.share(PAUL, API, 1), () => undefined],
  ['the caller is disabled', () => disable(MARIE, true), () => disable(MARIE, false)],
  ['the sharer is disabled', () => disable(PAUL, true), () => disable(PAUL, false)],
  ['the sharing workspace stops', () => world.setWanted(PAUL, 'stopped'), () => world.setWanted(PAUL, 'running')],
  ['the calling workspace stops', () => world.setWanted(MARIE, 'stopped'), () => world.setWanted(MARIE, 'running')],
] as const) {
  test(`A22 a WebSocket of a service passes, and closes when ${what}`, async () => {
    const { closed } = await openWebSocket();
    await end();
    await closed;
    await undo();
    while (world.doors.openRelays > 0) await new Promise((resolve) => setImmediate(resolve));
  });
}

test('A6 an answer that is on its way breaks off when the right to it ends', async () => {
  await world.share(PAUL, API, await world.run(createServer((_request, response) => void response.write('first'))));
  const socket = await world.dial(MARIE);
  socket.write(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\n\r\n`);
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await world.storage.reaches.delete(`${WEB}/${API}`);
  await closed;
  await world.reach(WEB, API);
});

async function disable({ actor }: typeof MARIE, disabled: boolean): Promise<void> {
  const present = await world.storage.members.get(actor.memberId);
  if (present !== null) await world.storage.members.replace(actor.memberId, present.revision, { ...present, disabled });
}

test('an upgrade to another protocol goes on as a plain request, a refused one says why', async () => {
  await shared((request) => `plain ${String(request.headers.upgrade)}`);
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: ${API_HOST}\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`), /plain undefined/);
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: vault.shop.internal\r\n${upgrade}`), /^HTTP\/1.1 404 [^]*There is nothing/);
  assert.match(await raw(`GET /git/ HTTP/1.1\r\nHost: atelier.internal\r\n${upgrade}`), /^HTTP\/1.1 404 /);
});

test('git is asked with the workspace’s own token, for what its member was granted', async () => {
  const basic = (token: string): string => `Basic ${Buffer.from(`workspace:${token}`).toString('base64')}`;
  const path = '/git/shop/web.git/info/refs?service=git-upload-pack';
  const ask = (authorization: string | undefined, from = MARIE) => world.ask(from, 'atelier.internal', { path, headers: authorization === undefined ? {} : { authorization } });
  const refused = await ask(undefined);
  assert.deepEqual([refused.status, refused.headers['www-authenticate']], [401, 'Basic realm="Atelier"']);
  const token = gitTokenOf(secretOf(MARIE.workspaceId));
  for (const wrong of [basic(''), basic(gitTokenOf(secretOf(PAUL.workspaceId))), basic(secretOf(MARIE.workspaceId)), `Basic ${token.slice(1)}`, 'Basic', basic(`${token}x`)]) {
    assert.equal((await ask(wrong)).status, 401, wrong);
  }
  assert.deepEqual(world.gitAsked, []);
  assert.equal((await ask(basic(token))).body, 'git');
  await world.grant(LEA.actor.memberId, API, 'read');
  assert.equal((await ask(basic(gitTokenOf(secretOf(LEA.workspaceId))), LEA)).body, 'git');
  await world.grant(LEA.actor.memberId, API, null);
  assert.deepEqual(world.gitAsked.map(({ memberId, role, moduleIds, scope, via, workspaceId }) => ({ memberId, role, moduleIds, scope, via, workspaceId })), [
    { memberId: MARIE.actor.memberId, role: 'developer', moduleIds: [WEB], scope: 'write', via: 'workspace', workspaceId: MARIE.workspaceId },
    { memberId: LEA.actor.memberId, role: 'owner', moduleIds: [API], scope: 'write', via: 'workspace', workspaceId: LEA.workspaceId },
  ]);
});

test('a workspace that is being stopped still reaches git, with its token, and no neighbour; one that is stopped reaches nothing', async () => {
  const path = '/git/shop/web.git/info/refs?service=git-upload-pack';
  const headers = { authorization: `Basic ${Buffer.from(`x:${gitTokenOf(secretOf(MARIE.workspaceId))}`).toString('base64')}` };
  const before = await world.storage.workspaces.get(MARIE.workspaceId);
  assert.ok(before !== null);
  const put = async (about: { readonly wanted: 'running' | 'stopped'; readonly state: unknown }): Promise<void> => {
    const { id, revision, ...present } = (await world.storage.workspaces.get(MARIE.workspaceId)) ?? before;
    await world.storage.workspaces.replace(id, revision, { ...present, ...about });
  };
  const ask = async (): Promise<number[]> => [(await world.ask(MARIE, 'atelier.internal', { path, headers })).status, (await world.ask(MARIE, API_HOST)).status];
  await put({ wanted: 'stopped', state: { phase: 'stopping' } });
  assert.deepEqual(await ask(), [200, 404]);
  await put({ wanted: 'stopped', state: { phase: 'stopped' } });
  assert.deepEqual(await ask(), [404, 404]);
  await put({ wanted: 'running', state: before.state });
});

test('listening again keeps the door, forgetting removes it and ends what is open', async () => {
  await world.doors.listen(MARIE.workspaceId, world.socketOf(MARIE).replace('/server.sock', ''));
  const socket = await world.dial(MARIE);
  const closed = once(socket.resume(), 'close');
  await world.doors.forget(MARIE.workspaceId);
  await closed;
  await assert.rejects(stat(world.socketOf(MARIE)));
  await world.doors.listen(MARIE.workspaceId, world.socketOf(MARIE).replace('/server.sock', ''));
  assert.equal((await world.ask(MARIE, API_HOST)).status, 503);
});

test('A19 who may read a module may not answer for it', async () => {
  await world.grant(MARIE.actor.memberId, API, 'read');
  await assert.rejects(world.share(MARIE, API, 3000), { code: 'forbidden' });
  await world.grant(MARIE.actor.memberId, API, null);
  await assert.rejects(world.share(MARIE, API, 3000), { code: 'not_found' });
});
