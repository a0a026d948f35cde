import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';

import { actorOf, ask, startGateway, WORKSPACE, type Answer, type Fixture } from '../gateway.fixture.ts';
import { MAX_TUNNELS } from '../relay/to-program.ts';
import { PreviewSessions } from './preview-sessions.ts';

let gateway: Fixture;
/** Waits for little of a head. */
let hasty: Fixture;
before(async () => {
  [gateway, hasty] = await Promise.all([startGateway(), startGateway({ timeouts: { connectMs: 10_000, headMs: 150 } })]);
});
after(() => Promise.all([gateway.close(), hasty.close()]));

const programs: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const program of programs.splice(0)) {
    program.close();
    if ('closeAllConnections' in program) program.closeAllConnections();
  }
});

async function listen(program: Server | TcpServer): Promise<number> {
  programs.push(program);
  program.listen(0, '127.0.0.1');
  await once(program, 'listening');
  return (program.address() as AddressInfo).port;
}

/** A program that answers every connection with these bytes and leaves it open. */
function rawProgram(bytes: string): TcpServer {
  return createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write(bytes));
  });
}

async function visit(port: number, about: { path?: string; method?: string; headers?: Record<string, string> } = {}, at = gateway): Promise<Answer> {
  const { host, cookie } = await at.enterPreview(port);
  return ask({ port: at.port, path: about.path ?? '/', method: about.method ?? 'GET', headers: { host, cookie, ...about.headers } });
}

for (const label of ['0', '65536', '99999', '3000abc', '03000', '-1', '80@evil', '', '3000--x', '1e3', '٣٠٠٠']) {
  test(`A37 the port "${label}" in a host name is refused`, async () => {
    const host = Buffer.from(`${label}--${WORKSPACE}.localhost:${gateway.port}`).toString('latin1');
    for (const path of ['/', '/.atelier/enter?code=x', '/healthz']) assert.equal((await ask({ port: gateway.port, path, headers: { host } })).status, 400, path);
  });
}

test('A37 another shape of workspace id, or more labels, is refused', async () => {
  for (const label of ['3000--wabc', '3000--WABCDEFGHIJKL..', `x.3000--${WORKSPACE}`, `3000-${WORKSPACE}`, 'login']) {
    const answer = await ask({ port: gateway.port, path: '/', headers: { host: `${label}.localhost:${gateway.port}` } });
    assert.ok(answer.status === 400, `${label} ${answer.status}`);
  }
});

test('a code becomes a cookie of that host only, and leads to the path', async () => {
  const { entered } = await gateway.enterPreview(3000);
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.location, '/start');
  assert.match(entered.headers['set-cookie']?.[0] ?? '', /^__Host-atelier\.preview=\S+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
});

test('A15 a code that was made in time opens nothing once its session has ended', async (context) => {
  const visitor = await startGateway();
  context.after(() => visitor.close());
  const { host, pathname, search } = new URL(visitor.previewEntrance(3000, 'marie'));
  visitor.endSession('marie');
  const entered = await ask({ port: visitor.port, path: pathname + search, headers: { host } });
  assert.equal(entered.status, 401);
  assert.equal(entered.headers['set-cookie'], undefined);
});

test('A15 without a cookie of this very preview nothing is shown', async () => {
  const first = await gateway.enterPreview(3000);
  const second = await gateway.enterPreview(3001);
  for (const cookie of ['', gateway.cookie('owner'), first.cookie, '__Host-atelier.preview=x']) {
    const answer = await ask({ port: gateway.port, path: '/', headers: { host: second.host, cookie, accept: 'text/html', 'accept-language': 'fr' } });
    assert.equal(answer.status, 401, cookie);
    assert.match(answer.body, /Un aperçu s’ouvre depuis un espace de travail/);
  }
});

test('who entered a preview is still there after the server was started again, until their session ends', async (context) => {
  const port = await listen(createServer((_request, response) => response.end('shown')));
  const { host, cookie } = await gateway.enterPreview(port);
  const again = await startGateway();
  context.after(() => again.close());
  const visit = (headers: Record<string, string>): Promise<Answer> => ask({ port: again.port, path: '/', headers: { host: host.replace(String(gateway.port), String(again.port)), ...headers } });
  assert.equal((await visit({ cookie })).body, 'shown');
  again.endSession('marie');
  assert.equal((await visit({ cookie })).status, 401);
});

test('A15 a cookie that was changed, or made with another key, opens nothing', async () => {
  const { host, cookie } = await gateway.enterPreview(3000);
  const [name, value = ''] = cookie.split('=', 2);
  const [text = '', signature = ''] = value.split('.');
  const owner = Buffer.from(Buffer.from(text, 'base64url').toString('utf8').replaceAll('marie', 'owner')).toString('base64url');
  const foreign = new PreviewSessions(Buffer.alloc(32, 2)).open(actorOf('marie'), { workspaceId: WORKSPACE, port: 3000 }).split(/[=;]/)[1] ?? '';
  for (const forged of [`${owner}.${signature}`, `${text}.`, text, `.${signature}`, `${text}.${signature}.x`, `${text}.${'A'.repeat(43)}`, foreign, 'x'.repeat(5000), '{}.{}']) {
    assert.equal((await ask({ port: gateway.port, path: '/', headers: { host, cookie: `${name}=${forged}` } })).status, 401, forged.slice(0, 80));
  }
});

test('A38 another member’s preview is not there, even with a code for it', async () => {
  const { host, cookie } = await gateway.enterPreview(3000, 'other');
  assert.equal((await ask({ port: gateway.port, path: '/', headers: { host, cookie } })).status, 404);
});

test('A36 the program sees its own cookies and authorization, and none of ours', async () => {
  let seen: IncomingMessage['headers'] = {};
  const port = await listen(createServer((asked, response) => response.end((seen = asked.headers) && 'ok')));
  const { host, cookie, origin } = await gateway.enterPreview(port);
  const headers = { host, cookie: `a=1; ${cookie}; ${gateway.cookie('owner')}; b=2`, authorization: 'Bearer app', 'x-forwarded-host': 'evil', 'x-forwarded-for': '9.9.9.9', 'x-atelier-actor': 'forged', origin, connection: 'close, x-hop', 'x-hop': '1' };
  const answer = await ask({ port: gateway.port, path: '/', method: 'POST', headers, body: 'x' });
  assert.equal(answer.status, 200);
  assert.equal(seen.cookie, 'a=1; b=2');
  assert.equal(seen.authorization, 'Bearer app');
  assert.equal(seen.host, `localhost:${port}`);
  assert.equal(seen.origin, `http://localhost:${port}`);
  assert.equal(seen['x-forwarded-host'], host);
  assert.equal(seen['x-forwarded-proto'], 'http');
  for (const name of ['x-forwarded-for', 'x-atelier-actor', 'x-hop']) assert.equal(seen[name], undefined, name);
  await visit(port, { headers: { authorization: 'Bearer atl_secret' } });
  assert.equal(seen.authorization, undefined);
});

test('cookies of the program stay on its host, and its redirects too', async () => {
  const port = await listen(
    createServer((request, response) => {
      response.writeHead(302, { 'set-cookie': ['a=1; Domain=localhost; Path=/', 'b=2; path=/; domain=.localhost; HttpOnly', '__Host-atelier.preview=stolen; Path=/; Secure'], location: `http://${request.headers.host}/next?x=1` });
      response.end();
    }),
  );
  const answer = await visit(port);
  assert.deepEqual(answer.headers['set-cookie'], ['a=1; Path=/', 'b=2; path=/; HttpOnly']);
  assert.equal(answer.headers.location, '/next?x=1');
});

test('a POST or a WebSocket from another site is refused, from the workspace’s own ports accepted', async () => {
  const port = await listen(createServer((_request, response) => response.end('ok')));
  const { origin } = await gateway.enterPreview(port);
  for (const [from, status] of [[origin, 200], [origin.replace(/\d+--/, '5173--'), 200], ['null', 403], [gateway.origin, 403], ['https://evil.example', 403], [origin.replace(WORKSPACE, 'w000000000000'), 403], [`${origin}.evil.example`, 403]] as const) {
    assert.equal((await visit(port, { method: 'POST', headers: { origin: from } })).status, status, from);
  }
  assert.equal((await visit(port, { method: 'POST' })).status, 403);
  assert.equal((await visit(port, { headers: { connection: 'upgrade', upgrade: 'websocket', origin: 'https://evil.example' } })).status, 403);
});

test('A39 a port without a listener is a 502 that says so in the reader’s language', async () => {
  const page = await visit(1, { headers: { accept: 'text/html', 'accept-language': 'fr' } });
  assert.equal(page.status, 502);
  assert.match(page.body, /Rien n’écoute sur le port 1</);
  const script = await visit(1);
  assert.equal(script.status, 502);
  assert.equal(JSON.parse(script.body).code, 'upstream_failed');
});

for (const [what, bytes, status] of [
  ['status 000', 'HTTP/1.1 000 X\r\ncontent-length: 0\r\n\r\n', 502],
  ['status 999', 'HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n', 502],
  ['status 101 unasked', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 502],
  ['no HTTP', 'SSH-2.0-OpenSSH_9\r\n', 502],
  ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(1_000_000)}`, 502],
  ['a million headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}`, 502],
  ['a header with a control character', 'HTTP/1.1 200 OK\r\nx: a\u0000b\r\ncontent-length: 0\r\n\r\n', 502],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 502],
  ['nothing at all', '', 504],
  ['a head that never ends', 'HTTP/1.1 200 OK\r\n', 504],
] as const) {
  test(`A39 a program that answers ${what} is a ${status}`, async () => {
    const port = await listen(rawProgram(bytes));
    const at = status === 504 ? hasty : gateway;
    assert.equal((await visit(port, {}, at)).status, status);
    assert.equal((await at.ask('/healthz')).status, 200);
  });
}

test('A39 a head sent a byte at a time is given up in time', async () => {
  const port = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
      socket.write('HTTP/1.1 200 OK\r\nx: ');
    }),
  );
  assert.equal((await visit(port, {}, hasty)).status, 504);
});

test('A39 an answer that breaks off breaks off here too, and nothing else', async () => {
  const port = await listen(createTcpServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))));
  await assert.rejects(visit(port), /aborted|hang up/);
  assert.equal((await gateway.ask('/healthz')).status, 200);
});

test('A39 an endless answer is read as fast as it is taken, and ends with its reader', async () => {
  let written = 0;
  const program = createServer((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
    };
    response.on('drain', more);
    more();
  });
  const port = await listen(program);
  const { host, cookie } = await gateway.enterPreview(port);
  const ended = new Promise((resolve) => program.on('connection', (socket) => socket.on('close', resolve)));
  const asked = request({ port: gateway.port, host: '127.0.0.1', agent: false, headers: { host, cookie } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.pause();
  let last = -1;
  while (last !== written) {
    last = written;
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(written < 64 * 1024 * 1024, `the program could write ${written} bytes that nobody read`);
  response.destroy();
  await ended;
});

test('A40 more connections into one preview than are allowed are refused, and the others go on', async () => {
  const program = createServer((_request, response) => response.end('shown'));
  program.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n');
    socket.pipe(socket);
  });
  const port = await listen(program);
  const { host, cookie, origin } = await gateway.enterPreview(port);
  const headers = { host, cookie, origin, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
  const open: Duplex[] = [];
  for (let number = 0; number < MAX_TUNNELS; number += 1) {
    const asked = request({ port: gateway.port, host: '127.0.0.1', agent: false, headers });
    asked.end();
    const [, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex];
    open.push(socket);
  }
  const see = (more: Record<string, string>): Promise<Answer> => ask({ port: gateway.port, path: '/', headers: { host, cookie, ...more } });
  assert.equal((await see(headers)).status, 429);
  assert.equal((await see({})).status, 429);
  const [first] = open;
  first?.write('still here');
  assert.equal(String((await once(first ?? assert.fail(), 'data'))[0]), 'still here');
  for (const socket of open) socket.destroy();
  while (gateway.sockets.count(WORKSPACE) > 0) await new Promise((resolve) => setImmediate(resolve));
  for (let status = 0; status !== 200; ) ({ status } = await see({}));
});

test('WebSockets of a preview work, and end with the session', async () => {
  const program = createServer();
  const sockets = new WebSocketServer({ server: program });
  sockets.on('connection', (socket) => socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary })));
  const port = await listen(program);
  const { host, cookie, origin } = await gateway.enterPreview(port, 'owner');
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/hmr`, { origin, headers: { host, cookie } });
  await once(socket, 'open');
  socket.send('hello');
  assert.equal(String((await once(socket, 'message'))[0]), 'hello');
  assert.ok(gateway.sockets.count(WORKSPACE) > 0);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  gateway.endSession('owner');
  await closed;
  assert.equal((await ask({ port: gateway.port, path: '/', headers: { host, cookie } })).status, 401);
});
