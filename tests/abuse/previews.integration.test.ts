import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';

import type { WorkspaceId } from '#shared/ids.ts';
import { MIB } from '#shared/units.ts';
import { ask, type Answer } from '#server/gateway/gateway.fixture.ts';
import { MAX_TUNNELS } from '#server/gateway/relay/to-program.ts';
import { removeWorkspaces } from '../e2e/clean-up.ts';
import { createWorkspace, Inside } from '../e2e/ide.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { removeData } from '../harness/remove-data.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

/** One real server and one real workspace, whose program and whose visitors mean no good. */
const OWNER = { email: 'owner@example.com', password: 'a long enough password' };
const METRICS_TOKEN = 'a-token-of-the-metrics-0123456789';
const NAME = 'abused';
const PORT = 8123;
/** Shows a page, echoes WebSockets at /echo, and takes them at /deaf without ever reading. */
const PROGRAM = `
const http = require('http');
const server = http.createServer((request, response) => response.end('the program of the workspace'));
const key = (request) => require('crypto').createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
server.on('upgrade', (request, socket) => {
  socket.on('error', () => socket.destroy());
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + key(request) + '\\r\\n\\r\\n');
  if (request.url === '/deaf') socket.pause(); else socket.resume();
});
server.listen(${PORT}, '127.0.0.1');
`;

let server: RunningServer;
let owner: SignedIn;
let workspaceId: WorkspaceId;
let inside: Inside;
before(async () => {
  server = await start(await mkdtemp(join(tmpdir(), 'atelier-abuse-')));
  owner = await signInOverHttp(server.url, OWNER);
  workspaceId = await createWorkspace(owner, NAME);
  inside = new Inside(workspaceId, owner);
  await inside.run(`cat > program.cjs <<'END'\n${PROGRAM}\nEND\nsetsid -f node program.cjs > program.log 2>&1 < /dev/null`);
  await until('the program listens', () => inside.run(`node -e "fetch('http://127.0.0.1:${PORT}').then((r)=>r.text()).then(console.log)"`).catch(() => null));
});
after(async () => {
  await removeWorkspaces(server, OWNER);
  await server?.stop();
  if (server !== undefined) await removeData(server.dataFolder);
});

function start(dataFolder: string, port = 0): Promise<RunningServer> {
  return startServer({ dataFolder, port, env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password, ATELIER_METRICS_TOKEN: METRICS_TOKEN } });
}

type Visitor = { readonly host: string; readonly cookie: string; readonly see: () => Promise<Answer> };

/** Enters the preview as the IDE's button does. */
async function enter(): Promise<Visitor> {
  const { url } = await owner.api.workspaces.openPreview({ workspaceId, port: PORT, path: '/' });
  const { host, port, pathname, search } = new URL(url);
  const entered = await ask({ port: Number(port), path: pathname + search, headers: { host } });
  assert.equal(entered.status, 303);
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { host, cookie, see: () => ask({ port: Number(port), path: '/', headers: { host, cookie } }) };
}

/** Open, or closed because it was refused. */
async function openSocket({ host, cookie }: Visitor, path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${new URL(server.url).port}${path}`, { origin: `http://${host}`, headers: { host, cookie }, perMessageDeflate: false });
  socket.on('error', () => undefined); // its close follows
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('close', () => resolve(socket));
  });
}

async function memoryBytes(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** What the workspace's own page needs goes on working. */
async function ideAnswers(): Promise<void> {
  await inside.run('printf here > proof.txt');
  assert.equal(await inside.text('/home/ws/proof.txt'), 'here');
  const socket = owner.webSocket(`/api/workspaces/${workspaceId}/agent/rpc`);
  await once(socket, 'open');
  socket.terminate();
}

test('A40 200 MB into a preview’s WebSocket that nobody reads are held up at the sender', async () => {
  const visitor = await enter();
  const before = await memoryBytes();
  const socket = await openSocket(visitor, '/deaf');
  const frame = Buffer.alloc(MIB);
  for (let sent = 0; sent < 200; sent += 1) socket.send(frame);
  const held = await until('the sender is held up', async () => {
    const waiting = socket.bufferedAmount;
    await ideAnswers();
    return waiting > 0 && socket.bufferedAmount === waiting && waiting;
  });
  assert.ok(held > 100 * MIB, `${held} bytes wait at the sender`);
  assert.ok((await memoryBytes()) - before < 50 * MIB, 'the server keeps nothing of it');
  assert.equal((await visitor.see()).body, 'the program of the workspace');
  socket.terminate();
});

test('A40 ten thousand frames into a preview, and frames that break the protocol, disturb nobody', async () => {
  const visitor = await enter();
  const socket = await openSocket(visitor, '/echo');
  for (let sent = 0; sent < 10_000; sent += 1) socket.send('x');
  await until('they are all on their way', () => socket.bufferedAmount === 0);
  const broken = connect(Number(new URL(server.url).port), '127.0.0.1');
  broken.on('error', () => undefined);
  broken.write(`GET /echo HTTP/1.1\r\nHost: ${visitor.host}\r\nOrigin: http://${visitor.host}\r\nCookie: ${visitor.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  await once(broken, 'data');
  broken.write(Buffer.alloc(MIB, 0xff));
  await ideAnswers();
  assert.equal((await visitor.see()).body, 'the program of the workspace');
  broken.destroy();
  socket.terminate();
});

test('A40 hundreds of WebSockets into one preview leave the workspace its own page', async () => {
  const visitor = await enter();
  const sockets = await Promise.all(Array.from({ length: 600 }, () => openSocket(visitor, '/echo')));
  const open = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
  // Those of the test before may be on their way out.
  assert.ok(open.length > MAX_TUNNELS / 2 && open.length <= MAX_TUNNELS, `${open.length} are open`);
  await ideAnswers();
  for (const socket of sockets) socket.terminate();
  await until('others get in again', async () => (await visitor.see()).status === 200);
});

test('/metrics is not for a workspace, on whatever address of this machine it asks', async () => {
  const { port } = new URL(server.url);
  const answer = await fetch(`${server.url}/metrics`);
  assert.equal(answer.status, 401, 'nor for a program of this machine');
  assert.equal((await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).status, 200);
  const addresses = ['localhost', '127.0.0.1', ...Object.values(networkInterfaces()).flatMap((all) => all ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)];
  const script = `for (const address of ${JSON.stringify(addresses)}) fetch('http://' + address + ':${port}/metrics', { signal: AbortSignal.timeout(1500) }).then((r) => console.log(address, r.status), () => console.log(address, 'nothing'))`;
  const seen = (await inside.run(`node -e "${script.replaceAll('"', '\\"')}"`)).trim().split('\n');
  assert.equal(seen.length, addresses.length);
  for (const line of seen) assert.doesNotMatch(line, / 200$/);
});

test('who looks at a preview still does after the server was killed and started again', async () => {
  const visitor = await enter();
  await server.kill();
  server = await start(server.dataFolder, Number(new URL(server.url).port));
  owner = await signInOverHttp(server.url, OWNER);
  await until('the preview is back', async () => (await visitor.see()).body === 'the program of the workspace', 30_000);
});

test('a workspace in the trash has no preview, neither for a cookie nor for a code of before', async () => {
  const visitor = await enter();
  const { url } = await owner.api.workspaces.openPreview({ workspaceId, port: PORT, path: '/' });
  const socket = await openSocket(visitor, '/echo');
  const closed = once(socket, 'close');
  await owner.api.workspaces.trash({ workspaceId, confirmName: NAME });
  await until('it is in the trash', async () => (await owner.api.workspaces.get({ workspaceId })).state.phase === 'trashed', 60_000);
  await closed;
  assert.equal((await visitor.see()).status, 409);
  const code = new URL(url);
  const late = await ask({ port: Number(code.port), path: code.pathname + code.search, headers: { host: code.host } });
  const cookie = late.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  assert.equal((await ask({ port: Number(code.port), path: '/', headers: { host: code.host, cookie } })).status, 409);
  await assert.rejects(owner.api.workspaces.openPreview({ workspaceId, port: PORT, path: '/' }));
});
