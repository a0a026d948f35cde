import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { WebSocket } from 'ws';

import { filesContract } from '#features/files/contract.ts';
import { portsContract } from '#features/ports/contract.ts';
import { terminalContract } from '#features/terminal/contract.ts';
import { DEFAULT_LIMITS } from '#features/workspaces/contract.ts';
import { signInOverHttp, HttpClient, type SignedIn } from '#tests/harness/http.ts';
import { removeData } from '#tests/harness/remove-data.ts';
import { startServer, type RunningServer } from '#tests/harness/server.ts';
import { SOON_MS } from '#tests/harness/soon.ts';
import { until } from '#tests/harness/until.ts';
import { ask } from './gateway/gateway.fixture.ts';

const OWNER = { email: 'owner@example.com', password: 'a long enough password' };
const agentContract = { files: filesContract, ports: portsContract, terminal: terminalContract };

let server: RunningServer;
let owner: SignedIn;
let workspaceId = '';
let socket: WebSocket;
let agent: ContractRouterClient<typeof agentContract>;

before(async () => {
  server = await startServer();
  const anyone = new HttpClient(server.url);
  await anyone.api.members.setup.createOwner({ code: server.setupCode ?? '', email: OWNER.email, name: 'Owner', password: OWNER.password, language: null });
  owner = await signInOverHttp(server.url, OWNER);
  const created = await owner.api.workspaces.create({ name: 'first', imageId: 'base', limits: DEFAULT_LIMITS, idleStopMs: null });
  workspaceId = created.id;
  await owner.api.workspaces.start({ workspaceId });
  await until('the workspace runs', async () => {
    const { state } = await owner.api.workspaces.get({ workspaceId });
    if (state.phase === 'failed') throw new Error(JSON.stringify(state));
    return state.phase === 'running' && state.agentConnected;
  }, 60_000);
  await connectAgent();
});

after(async () => {
  socket?.close();
  await owner?.api.workspaces.trash({ workspaceId, confirmName: 'first' });
  await until('the workspace is gone', async () => (await owner.api.workspaces.get({ workspaceId })).state.phase === 'trashed');
  await owner?.api.workspaces.purge({ workspaceId, confirmName: 'first' });
  await until('nothing of it is left', async () => (await owner.api.workspaces.list()).length === 0);
  assert.equal(await server?.stop(), 0);
  // It was started a second time on a folder that was there, which the harness leaves alone.
  await removeData(server.dataFolder);
});

async function connectAgent(): Promise<void> {
  socket = owner.webSocket(`/api/workspaces/${workspaceId}/agent/rpc`);
  await once(socket, 'open');
  agent = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

/** Types a line into a new terminal. */
async function type(line: string): Promise<WebSocket> {
  const terminal = await agent.terminal.create({ size: { cols: 80, rows: 24 } });
  const typed = owner.webSocket(`/api/workspaces/${workspaceId}/agent/terminals/${terminal.id}?cols=80&rows=24`);
  await once(typed, 'open');
  typed.send(Buffer.from(`${line}\n`));
  return typed;
}

test('A11 the setup is closed once there is an owner', async () => {
  assert.equal((await owner.fetch('/setup')).status, 404);
});

test('the OpenAPI document is made from the real contracts', async () => {
  const document = (await (await owner.fetch('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, Record<string, unknown>> };
  assert.match(document.openapi, /^3\./);
  assert.ok(document.paths['/workspaces/{workspaceId}/previews']?.['post'] !== undefined);
});

test('a file written through the gateway is read back, and a second writer is told', async () => {
  const path = `/api/workspaces/${workspaceId}/agent/files/content?path=${encodeURIComponent('/home/ws/hello.txt')}`;
  const created = await owner.fetch(path, { method: 'PUT', body: 'hello', headers: { 'if-none-match': '*', 'content-type': 'text/plain' } });
  assert.equal(created.status, 204, await created.text());
  const read = await owner.fetch(path);
  assert.equal(await read.text(), 'hello');
  assert.equal(read.headers.get('etag'), created.headers.get('etag'));
  const stale = await owner.fetch(path, { method: 'PUT', body: 'other', headers: { 'if-match': '"stale"' } });
  assert.equal(stale.status, 412);
  assert.equal(((await stale.json()) as { code: string }).code, 'changed_since');
});

test('A36 a program shows in a preview on its own host, and never sees Atelier’s cookies', async () => {
  const program = `python3 -c "
import http.server
class H(http.server.BaseHTTPRequestHandler):
  def do_GET(self):
    body=('COOKIE='+str(self.headers.get('cookie'))+' HOST='+str(self.headers.get('host'))+' AUTH='+str(self.headers.get('authorization'))).encode()
    self.send_response(200); self.send_header('set-cookie','app=1; Domain=localhost; Path=/'); self.end_headers(); self.wfile.write(body)
http.server.HTTPServer(('127.0.0.1',8123),H).serve_forever()"`;
  const terminal = await type(program);
  await until('the port is noticed', async () => (await agent.ports.list()).some(({ port }) => port === 8123));
  const { url } = await owner.api.workspaces.openPreview({ workspaceId, port: 8123, path: '/page?x=1' });
  const entrance = new URL(url);
  const open = (path: string, headers: Record<string, string> = {}) => ask({ port: Number(entrance.port), path, headers: { host: entrance.host, ...headers } });

  assert.equal((await open('/page', { cookie: owner.cookies.header })).status, 401);
  const entered = await open(`${entrance.pathname}${entrance.search}`);
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.location, '/page?x=1');
  const preview = entered.headers['set-cookie']?.[0] ?? '';
  assert.match(preview, /^__Host-atelier\.preview=[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  assert.equal((await open(`${entrance.pathname}${entrance.search}`)).status, 401, 'a code works once');

  const page = await open('/page?x=1', { cookie: `${preview.split(';')[0]}; app=2; ${owner.cookies.header}`, authorization: 'Bearer of-the-app' });
  assert.equal(page.status, 200);
  assert.equal(page.body, 'COOKIE=app=2 HOST=localhost:8123 AUTH=Bearer of-the-app');
  assert.deepEqual(page.headers['set-cookie'], ['app=1; Path=/']);
  terminal.close();
});

test('a revoked session loses its sockets, and is told 401 after', async () => {
  const second = await signInOverHttp(server.url, OWNER);
  const rpc = second.webSocket(`/api/workspaces/${workspaceId}/agent/rpc`);
  await once(rpc, 'open');
  const closed = once(rpc, 'close');
  const { sessionId } = await second.api.members.account.me();
  const revokedAtMs = performance.now();
  await owner.api.members.account.revokeSession({ sessionId });
  await closed;
  assert.ok(performance.now() - revokedAtMs < SOON_MS);
  assert.equal((await second.fetch('/api/account')).status, 401);
});

test('workspaces outlive the server, killed or stopped, and their agents come back', async () => {
  await server.kill();
  server = await startServer({ dataFolder: server.dataFolder, port: Number(new URL(server.url).port) });
  assert.equal(server.setupCode, null);
  await until('the agent is back', async () => (await owner.api.workspaces.get({ workspaceId })).state.phase === 'running');
  await until('it answers', () => connectAgent().then(() => true, () => false));
  assert.ok((await agent.terminal.list()).length > 0);
});
