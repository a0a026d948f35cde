import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';

import { ACTOR_HEADER, ActorToken } from '#shared/agent-protocol.ts';
import { MIB } from '#shared/units.ts';
import { SOON_MS } from '#tests/harness/soon.ts';
import { SECRET, startGateway, WORKSPACE, type Fixture, type Name } from '../gateway.fixture.ts';

let gateway: Fixture;
before(async () => (gateway = await startGateway()));
after(() => gateway.close());

const RELAY = `/api/workspaces/${WORKSPACE}/agent`;

function open(path = '/rpc', name: Name = 'owner'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${gateway.port}${RELAY}${path}`, { origin: gateway.origin, headers: { host: `localhost:${gateway.port}`, cookie: gateway.cookie(name) }, perMessageDeflate: false });
}

async function refusedWith(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

test('the agent gets the path, the content’s headers and who asks, and nothing of the browser’s secrets', async () => {
  const headers = { cookie: `${gateway.cookie('marie')}; other=1`, authorization: 'Bearer x', 'x-forwarded-for': '1.2.3.4', [ACTOR_HEADER]: 'forged', 'if-match': '"e"', range: 'bytes=0-1', origin: gateway.origin, 'content-type': 'text/plain' };
  const answer = await gateway.ask(`${RELAY}/files/content?path=%2Fhome%2Fws%2F..%2Fa`, { method: 'PUT', body: 'hello', headers });
  const seen = JSON.parse(answer.body) as { method: string; url: string; headers: Record<string, string>; bytes: number };
  assert.equal(seen.url, '/files/content?path=%2Fhome%2Fws%2F..%2Fa');
  assert.equal(seen.bytes, 5);
  assert.deepEqual(Object.keys(seen.headers).toSorted((a, b) => a.localeCompare(b)), ['connection', 'content-length', 'content-type', 'host', 'if-match', 'range', ACTOR_HEADER]);
  const [payload = '', mac] = (seen.headers[ACTOR_HEADER] ?? '').split('.');
  assert.equal(mac, createHmac('sha256', SECRET).update(payload).digest('base64url'));
  const token = ActorToken.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  assert.equal(token.memberId, 'mmarie0000000');
  assert.ok(token.expiresAtMs > Date.now() && token.expiresAtMs <= Date.now() + 60_000);
});

test('what an agent answers cannot act on the IDE’s origin', async () => {
  const answer = await gateway.ask(`${RELAY}/files/page`, { headers: { cookie: gateway.cookie('owner') } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['set-cookie'], undefined);
  assert.equal(answer.headers['content-type'], 'application/octet-stream');
  assert.match(String(answer.headers['content-security-policy']), /sandbox/);
  assert.equal(answer.headers['content-encoding'], undefined);
  assert.equal(answer.headers.etag, '"1"');
});

test('a text that the agent packed is passed on as it is, and said to be packed', async () => {
  const answer = await gateway.ask(`${RELAY}/files/packed`, { headers: { cookie: gateway.cookie('owner') } });
  assert.deepEqual([answer.headers['content-encoding'], answer.body], ['gzip', 'packed']);
});

test('an agent that answers status 000 or breaks off is a 502', async () => {
  for (const path of ['/files/broken', '/files/reset']) {
    const answer = await gateway.ask(`${RELAY}${path}`, { headers: { cookie: gateway.cookie('owner') } });
    assert.equal(answer.status, 502);
    assert.deepEqual(JSON.parse(answer.body), { code: 'upstream_failed', details: {} });
  }
});

test('what the server alone may ask is not reachable, nor is another path than the agent’s', async () => {
  for (const path of ['/status', '/ports', '/ports/3000', '', '/', '/files/../status', '/%73tatus', '/files//content', '/files/./content', '//status', '/status/']) {
    const answer = await gateway.ask(`${RELAY}${path}`, { headers: { cookie: gateway.cookie('owner') } });
    assert.ok(answer.status === 404 || answer.status === 400, `${path} ${answer.status}`);
  }
  const tunnel = connect(gateway.port, '127.0.0.1');
  tunnel.on('error', () => tunnel.destroy());
  tunnel.write(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: localhost:${gateway.port}\r\ncookie: ${gateway.cookie('owner')}\r\n\r\n`);
  let said = '';
  tunnel.on('data', (data) => (said += String(data)));
  await once(tunnel, 'close');
  assert.ok(!said.includes('200'));
});

test('A17 another member’s workspace is not there', async () => {
  assert.equal((await gateway.ask(`${RELAY}/files/content`, { headers: { cookie: gateway.cookie('other') } })).status, 404);
  assert.equal((await gateway.ask(`/api/workspaces/w000000000000/agent/rpc`, { headers: { cookie: gateway.cookie('owner') } })).status, 404);
  assert.equal(await refusedWith(open('/rpc', 'other')), 404);
});

test('an agent’s refusal of an upgrade arrives as a status and nothing else', async () => {
  const socket = open('/terminals/none');
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number; headers: Record<string, string> }];
  socket.on('error', () => undefined);
  socket.terminate();
  assert.equal(response.statusCode, 404);
  assert.equal(response.headers['set-cookie'], undefined);
});

/** The client's end of a spliced connection, whose other end echoes every byte. */
async function openRaw(): Promise<Duplex> {
  const asked = request({ host: '127.0.0.1', port: gateway.port, path: `${RELAY}/terminals/raw`, agent: false, headers: { host: `localhost:${gateway.port}`, origin: gateway.origin, cookie: gateway.cookie('owner'), connection: 'upgrade', upgrade: 'websocket' } });
  asked.end();
  const [, socket] = (await once(asked, 'upgrade')) as [unknown, Duplex];
  return socket;
}

test('100 MB come back byte for byte', async () => {
  const socket = await openRaw();
  const chunk = randomBytes(MIB);
  const [expected, received] = [createHash('sha256'), createHash('sha256')];
  let bytes = 0;
  const all = Promise.withResolvers<void>();
  socket.on('data', (data: Buffer) => {
    received.update(data);
    bytes += data.length;
    if (bytes === 100 * MIB) all.resolve();
  });
  for (let count = 0; count < 100; count += 1) {
    const numbered = Buffer.from(chunk);
    numbered.writeUInt32BE(count);
    expected.update(numbered);
    if (!socket.write(numbered)) await once(socket, 'drain');
  }
  await all.promise;
  assert.equal(received.digest('hex'), expected.digest('hex'));
  socket.destroy();
});

test('a client that does not read is not read from either: the server holds a bounded part', async () => {
  const socket = await openRaw();
  socket.pause();
  let taken = 0;
  let stuck = false;
  while (!stuck && taken < 60 * MIB) {
    const chunk = Buffer.alloc(64 * 1024);
    taken += chunk.length;
    if (socket.write(chunk)) continue;
    // Not drained although the loop turned many times: everything in between is full.
    stuck = await Promise.race([once(socket, 'drain').then(() => false), turns(2000).then(() => true)]);
  }
  assert.ok(stuck, 'the gateway went on reading');
  socket.destroy();
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('small frames and the end of a connection pass in order, with the close code', async () => {
  const socket = open('/rpc');
  await once(socket, 'open');
  const got: string[] = [];
  socket.on('message', (data: Buffer) => got.push(data.toString()));
  for (let count = 0; count < 1000; count += 1) socket.send(String(count));
  while (got.length < 1000) await once(socket, 'message');
  assert.deepEqual(got, Array.from({ length: 1000 }, (_, count) => String(count)));
  socket.close(4000, 'done');
  const [code] = await once(socket, 'close');
  assert.equal(code, 4000);
});

for (const [what, send, code] of [
  ['a frame of 200 MB', (socket: WebSocket) => rawOf(socket).write(Buffer.concat([Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x0b, 0xeb, 0xc2, 0x00]), Buffer.alloc(1000)])), 1009],
  ['text that is not UTF-8', (socket: WebSocket) => rawOf(socket).write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe])), 1007],
  ['a reserved opcode', (socket: WebSocket) => rawOf(socket).write(Buffer.from([0x83, 0x80, 0, 0, 0, 0])), 1002],
] as const) {
  test(`A40 ${what} ends that connection with ${code}, and no other`, async () => {
    const [hostile, innocent] = [open('/terminals/a'), open('/terminals/b')];
    await Promise.all([once(hostile, 'open'), once(innocent, 'open')]);
    hostile.on('error', () => undefined);
    send(hostile);
    const [closedWith] = await once(hostile, 'close');
    assert.equal(closedWith, code);
    innocent.send('still here');
    assert.equal(String((await once(innocent, 'message'))[0]), 'still here');
    innocent.terminate();
  });
}

test('a client that resets, at any moment, takes nothing else down', async () => {
  for (let count = 0; count < 20; count += 1) {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${RELAY}/rpc HTTP/1.1\r\nhost: localhost:${gateway.port}\r\norigin: ${gateway.origin}\r\ncookie: ${gateway.cookie('owner')}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    if (count % 2 === 0) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  assert.equal((await gateway.ask('/healthz')).status, 200);
});

test('the end of a session closes its sockets, and others stay', async () => {
  const [marie, owner] = [open('/terminals/a', 'marie'), open('/terminals/b', 'owner')];
  await Promise.all([once(marie, 'open'), once(owner, 'open')]);
  marie.on('error', () => undefined);
  const endedAtMs = performance.now();
  const closed = once(marie, 'close');
  gateway.endSession('marie');
  assert.equal((await closed)[0], 1006);
  assert.ok(performance.now() - endedAtMs < SOON_MS);
  assert.equal(await refusedWith(open('/terminals/a', 'marie')), 401);
  owner.send('x');
  assert.equal(String((await once(owner, 'message'))[0]), 'x');
  owner.terminate();
});

test('a connection is counted as long as it is open', async () => {
  const own = await startGateway();
  try {
    const socket = new WebSocket(`ws://127.0.0.1:${own.port}${RELAY}/rpc`, { origin: own.origin, headers: { host: `localhost:${own.port}`, cookie: own.cookie('owner') } });
    await once(socket, 'open');
    assert.equal(own.sockets.count(WORKSPACE), 1);
    socket.close();
    await once(socket, 'close');
    while (own.sockets.count(WORKSPACE) !== 0) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    await own.close();
  }
});

test('a workspace whose agent is gone is not running', async () => {
  const own = await startGateway();
  try {
    own.agent.close();
    while (own.hub.connected(WORKSPACE)) await new Promise((resolve) => setImmediate(resolve));
    const answer = await own.ask(`${RELAY}/files/content`, { headers: { cookie: own.cookie('owner') } });
    assert.equal(answer.status, 409);
    assert.equal(JSON.parse(answer.body).code, 'not_running');
  } finally {
    await own.close();
  }
});

function rawOf(socket: WebSocket): { write(data: Buffer): void } {
  return (socket as unknown as { _socket: { write(data: Buffer): void } })._socket;
}
