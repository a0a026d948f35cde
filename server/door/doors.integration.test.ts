import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { buildAgent } from '#agent/build.ts';
import { Actor } from '#shared/actor.ts';
import { DOOR_ADDRESS, DOOR_HOST, MAX_DOOR_CONNECTIONS } from '#shared/agent-protocol.ts';
import { ImageId, ModuleId, ProjectId } from '#shared/ids.ts';
import type { GrantAccess } from '#shared/projects.ts';
import { SOON_MS } from '#tests/harness/soon.ts';
import { until } from '#tests/harness/until.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import { pairKey } from '../grants/module-rights.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import type { Ran, RuntimeFixture } from '../runtimes/docker/runtime.fixture.ts';
import type { WorkspacePlan } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { gitTokenOf } from '../workspaces/git-token.ts';
import type { Doors } from './create-doors.ts';
import { createRealDoors, type RealDoors } from './real-doors.fixture.ts';
import type { Services } from './services.ts';

const SHOP = ProjectId.parse('p000000000001');
const WEB = ModuleId.parse('r000000000001');
const API = ModuleId.parse('r000000000002');
const VAULT = ModuleId.parse('r000000000003');
const MARIE = Actor.parse({ memberId: 'mmarie0000000', sessionId: 'smarie0000000', role: 'developer' });
const PAUL = Actor.parse({ memberId: 'mpaul00000000', sessionId: 'spaul00000000', role: 'developer' });
const CALLER = { address: '', client: 'test', requestId: '' };
const MARKER = 'marker-of-paul-7f3a';
const NODE = '/opt/agent/node';

/** A server that says what it heard and echoes WebSocket messages; it prints, and has something in its environment. */
const PROGRAM = `
console.log('log ' + process.env.MARKER);
const http = require('node:http'), { createHash } = require('node:crypto');
const server = http.createServer((asked, answer) => {
  let body = '';
  asked.on('data', (chunk) => (body += chunk));
  asked.on('end', () => answer.end(JSON.stringify({ method: asked.method, url: asked.url, headers: asked.headers, body })));
});
server.on('upgrade', (asked, socket) => {
  const accept = createHash('sha1').update(asked.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Yes\\r\\nupgrade: websocket\\r\\nconnection: upgrade\\r\\nsec-websocket-accept: ' + accept + '\\r\\n\\r\\n');
  socket.on('error', () => undefined);
  socket.on('data', (frame) => {
    if ((frame[0] & 15) !== 1) return socket.destroy();
    const text = Buffer.from(frame.subarray(6, 6 + (frame[1] & 127)).map((byte, at) => byte ^ frame[2 + (at % 4)]));
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
});
server.listen(8000, '127.0.0.1');
`;

const WEB_SOCKET = `
const socket = new WebSocket('ws://api.shop.internal/live');
socket.onopen = () => socket.send('hello');
socket.onmessage = ({ data }) => console.log('heard ' + data);
socket.onerror = () => undefined;
socket.onclose = () => process.exit(0);
`;

/** Opens so many connections at once and says how many are still open a moment after the last was taken. */
const CROWD = `
import select, socket, sys
family, address, count = (socket.AF_UNIX, sys.argv[1], int(sys.argv[2])) if sys.argv[1].startswith('/') else (socket.AF_INET, (sys.argv[1], 80), int(sys.argv[2]))
open_ones = []
for _ in range(count):
    one = socket.socket(family)
    one.settimeout(10)
    try:
        one.connect(address)
        open_ones.append(one)
    except OSError:
        one.close()
kept, quiet = list(open_ones), 0
while quiet < 3:
    poll = select.poll()
    for one in kept: poll.register(one, select.POLLIN | select.POLLHUP)
    told = {fd for fd, _ in poll.poll(500)}
    quiet = 0 if told else quiet + 1
    kept = [one for one in kept if one.fileno() not in told]
print(len(kept))
`;

suite('doors of real workspaces', () => {
  let fixture: RuntimeFixture;
  let storage: Storage;
  let hub: AgentHub;
  let doors: Doors;
  let services: Services;
  let marie: WorkspacePlan;
  let paul: WorkspacePlan;
  let real: RealDoors | undefined;

  const grant = async (actor: Actor, moduleId: ModuleId, access: GrantAccess): Promise<void> => {
    const key = pairKey(actor.memberId, moduleId);
    await storage.grants.insert(key, { memberId: actor.memberId, moduleId, pairKey: key, access, grantedBy: actor.memberId, grantedAtMs: 1 });
  };
  const start = async (actor: Actor, { name, hosts }: { name: string; hosts: readonly string[] }): Promise<WorkspacePlan> => {
    await storage.members.insert(actor.memberId, { ...NEW_MEMBER, email: `${name}@example.test`, name, role: 'developer', language: null, passwordHash: '', createdAtMs: 1 });
    const plan = fixture.plan({ hosts: [DOOR_HOST, ...hosts] });
    const { workspaceId: id, uid, limits, agent } = plan;
    await storage.workspaces.insert(id, {
      memberId: actor.memberId, name, nameKey: `${actor.memberId}/${name}`, imageId: ImageId.parse('base'), limits, idleStopMs: null, uid, createdAtMs: 1,
      secret: agent.secret, wanted: 'running', stopBecause: 'member', state: null, holds: [], copies: [], made: null, visit: null,
    });
    await hub.listen(id, { folder: fixture.runtime.socketFolder(id), secret: agent.secret });
    await fixture.runtime.apply(plan);
    await hub.ready(id, 30_000);
    return plan;
  };
  const run = (plan: WorkspacePlan, ...command: string[]): Promise<Ran> => fixture.exec(plan, command);
  const out = async (plan: WorkspacePlan, ...command: string[]): Promise<string> => {
    const { exitCode, output } = await run(plan, ...command);
    assert.equal(exitCode, 0, output);
    return output.trim();
  };
  const curl = (plan: WorkspacePlan, ...args: string[]): Promise<string> => out(plan, 'curl', '-sS', '--max-time', '20', ...args);
  const status = (plan: WorkspacePlan, ...args: string[]): Promise<string> => curl(plan, '-o', '/dev/null', '-w', '%{http_code}', ...args);
  const share = (port: number): Promise<void> => services.share({ actor: PAUL, caller: CALLER, workspaceId: paul.workspaceId }, { moduleId: API, port });

  before(async () => {
    const agentBundleFolder = join(import.meta.dirname, '../../dist/agent');
    await buildAgent(agentBundleFolder);
    real = await createRealDoors({ agentBundleFolder });
    ({ fixture, storage, hub, doors } = real);
    const { repositories } = real;
    services = doors.services({ enter: async () => ({ capabilities: ['ports'], secret: '' }) });

    await storage.projects.insert(SHOP, { slug: 'shop', slugKey: 'shop', title: 'Shop', state: 'live', trashedAtMs: null, createdAtMs: 1 });
    for (const [id, slug] of [[WEB, 'web'], [API, 'api'], [VAULT, 'vault']] as const) {
      const named = { slug, slugKey: `${SHOP}/${slug}`, kind: 'api' as const, description: '' };
      await storage.modules.insert(id, { ...named, projectId: SHOP, state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
      await repositories.create(id);
      const files = [{ path: 'README.md', content: Buffer.from(`# ${slug}\n`) }];
      await repositories.commitFiles(id, { files, message: 'Begin', author: { name: 'Lea', email: 'lea@example.test' } });
    }
    await grant(MARIE, WEB, 'write');
    await grant(PAUL, API, 'write');
    await storage.reaches.insert(`${WEB}/${API}`, { fromModuleId: WEB, toModuleId: API, pairKey: `${WEB}/${API}` });
    marie = await start(MARIE, { name: 'marie', hosts: ['web.shop.internal', 'api.shop.internal'] });
    paul = await start(PAUL, { name: 'paul', hosts: ['api.shop.internal'] });
    await out(paul, 'sh', '-c', 'mkdir -p ~/src && echo "$1" > ~/src/secret.py && printf %s "$2" > ~/src/server.cjs', 'sh', MARKER, PROGRAM);
    await out(paul, 'sh', '-c', `MARKER=${MARKER} nohup ${NODE} ~/src/server.cjs > ~/src/server.log 2>&1 &`);
    await until('the colleague’s server listens', async () => (await hub.status(paul.workspaceId)).ports.includes(8000));
    await share(8000);
  });
  after(async () => {
    await real?.dispose();
  });

  test('the colleague’s running server answers by its name, without any network', async () => {
    const heard = JSON.parse(await curl(marie, '-X', 'POST', '--data', 'quote', '-H', 'Authorization: Bearer app', 'http://api.shop.internal/quotes?x=1')) as Record<string, unknown> & { headers: Record<string, string> };
    assert.deepEqual([heard['method'], heard['url'], heard['body'], heard.headers['authorization']], ['POST', '/quotes?x=1', 'quote', 'Bearer app']);
    for (const name of Object.keys(heard.headers)) assert.ok(!/marie|workspace|actor|forwarded-for/.test(`${name} ${heard.headers[name]}`), name);
    assert.equal((await services.view(MARIE, marie.workspaceId)).neighbours[0]?.state, 'answers');
  });

  test('a WebSocket passes, and closes when the reach is taken back', async () => {
    const talking = out(marie, NODE, '-e', WEB_SOCKET);
    await until('the WebSocket is open', () => doors.openRelays === 1);
    const takenAtMs = performance.now();
    await storage.reaches.delete(`${WEB}/${API}`);
    assert.equal(await talking, 'heard hello');
    const tookMs = performance.now() - takenAtMs;
    assert.ok(tookMs < SOON_MS, `${tookMs} ms`);
    assert.equal(await status(marie, 'http://api.shop.internal/'), '404');
    await storage.reaches.insert(`${WEB}/${API}`, { fromModuleId: WEB, toModuleId: API, pairKey: `${WEB}/${API}` });
    assert.equal(await status(marie, 'http://api.shop.internal/'), '200');
  });

  test('A38 what may not be reached has no name, and asking for it is as asking for nothing', async () => {
    assert.notEqual((await run(marie, 'getent', 'hosts', 'vault.shop.internal')).exitCode, 0);
    assert.notEqual((await run(paul, 'getent', 'hosts', 'web.shop.internal')).exitCode, 0);
    const at = `http://${DOOR_ADDRESS}/`;
    const asked = (host: string) => curl(marie, '-i', '-H', `Host: ${host}`, at).then((text) => text.replace(/^date:.*$/im, ''));
    assert.equal(await asked('vault.shop.internal'), await asked('nothing.shop.internal'));
    assert.match(await asked('vault.shop.internal'), /^HTTP\/1.1 404 /);
    assert.equal(await status(paul, '-H', 'Host: web.shop.internal', at), '404');
  });

  test('A20 source, environment and logs of the neighbour are nowhere in the caller’s container', async () => {
    assert.equal(await out(paul, 'cat', '/home/ws/src/server.log'), `log ${MARKER}`);
    const said = await curl(marie, '-i', 'http://api.shop.internal/');
    for (const secret of [MARKER, paul.workspaceId, PAUL.memberId, paul.agent.secret]) assert.ok(!said.includes(secret));
    const search = `grep -rslI --exclude-dir=proc --exclude-dir=sys -e ${MARKER.replace('-', '[-]')} / 2>/dev/null; cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -e ${MARKER.replace('-', '[-]')}; true`;
    assert.equal(await out(marie, 'sh', '-c', search), '');
    assert.match(await out(paul, 'sh', '-c', search), /secret\.py/);
  });

  test('the door leads to nothing else of the server, whoever is asked for and however', async () => {
    const at = `http://${DOOR_ADDRESS}`;
    for (const host of ['localhost', 'localhost:3000', DOOR_HOST, 'agent', paul.workspaceId, `8000--${paul.workspaceId}.localhost`, '169.254.169.254']) {
      for (const path of ['/', '/api/account', '/metrics', '/healthz', '/login', '/status', '/rpc', '/w/x']) assert.equal(await status(marie, '-H', `Host: ${host}`, `${at}${path}`), '404', `${host}${path}`);
    }
    assert.equal(await status(marie, '--request-target', 'http://localhost:3000/api/account', '-H', 'Host: api.shop.internal', `${at}/`), '404');
    assert.match((await run(marie, 'curl', '-sS', '--proxytunnel', '--proxy', `${at}:80`, 'http://api.shop.internal/')).output, /404/);
    assert.equal(await status(marie, '-H', `X: ${'x'.repeat(20_000)}`, `${at}/`), '431');
    assert.equal(await status(marie, '-H', 'Transfer-Encoding: chunked', '-H', 'Content-Length: 3', '--data', 'abc', 'http://api.shop.internal/'), '400');
    assert.equal(await status(marie, '--unix-socket', '/run/agent/server.sock', 'http://localhost/metrics'), '404');
  });

  test('a member’s own program has port 80 of the loopback; the door is no port of theirs', async () => {
    assert.ok(!(await hub.status(marie.workspaceId)).ports.includes(80));
    await out(marie, 'sh', '-c', 'cd /tmp && nohup python3 -I -m http.server --bind 127.0.0.1 80 >/dev/null 2>&1 &');
    await until('it listens', async () => (await hub.status(marie.workspaceId)).ports.includes(80));
    assert.match(await curl(marie, 'http://127.0.0.1/'), /Directory listing/);
    assert.equal(await status(marie, 'http://api.shop.internal/'), '200');
  });

  for (const way of [DOOR_ADDRESS, '/run/agent/server.sock']) {
    test(`of 10,000 connections to ${way} only so many stay, and nobody else notices`, { timeout: 120_000 }, async () => {
      const before = readdirSync('/proc/self/fd').length;
      const crowds = Promise.all([1, 2].map(() => out(marie, 'python3', '-I', '-c', CROWD, way, '5000')));
      let most = 0;
      const counting = setInterval(() => (most = Math.max(most, readdirSync('/proc/self/fd').length - before)), 20);
      try {
        assert.equal(await status(paul, 'http://api.shop.internal/'), '200');
        const kept = (await crowds).map(Number);
        assert.ok(kept.reduce((sum, one) => sum + one, 0) <= 2 * MAX_DOOR_CONNECTIONS, kept.join());
      } finally {
        clearInterval(counting);
      }
      assert.ok(most < 2 * MAX_DOOR_CONNECTIONS + 100, `${most} files were open`);
      await until('the caller’s own requests pass again', async () => (await run(marie, 'curl', '-sf', '--max-time', '5', 'http://api.shop.internal/')).exitCode === 0);
      assert.equal((await hub.status(marie.workspaceId)).version.length > 0, true);
    });
  }

  test('plain git clones and pushes through the door, what is granted and nothing else', async () => {
    const config = (plan: WorkspacePlan) => ['env', 'GIT_CONFIG_COUNT=1', `GIT_CONFIG_KEY_0=http.http://${DOOR_HOST}/.extraHeader`, `GIT_CONFIG_VALUE_0=Authorization: Bearer ${gitTokenOf(plan.agent.secret)}`, 'GIT_TERMINAL_PROMPT=0'];
    const git = (...args: string[]) => [...config(marie), 'git', ...args];
    await out(marie, ...git('clone', '-q', `http://${DOOR_HOST}/git/shop/web.git`, '/home/ws/web'));
    assert.equal(await out(marie, 'cat', '/home/ws/web/README.md'), '# web');
    await out(marie, 'sh', '-c', 'cd /home/ws/web && echo more >> README.md && git -c user.name=Marie -c user.email=marie@example.test commit -qam More');
    await out(marie, ...git('-C', '/home/ws/web', 'push', '-q'));
    await out(marie, ...git('clone', '-q', `http://${DOOR_HOST}/git/shop/web.git`, '/home/ws/again'));
    assert.match(await out(marie, 'cat', '/home/ws/again/README.md'), /more/);
    for (const name of ['api', 'vault', 'nothing']) assert.match((await run(marie, ...git('ls-remote', `http://${DOOR_HOST}/git/shop/${name}.git`))).output, /not found/i, name);
    // Without the workspace's own token, and with another's.
    assert.notEqual((await run(marie, 'env', 'GIT_TERMINAL_PROMPT=0', 'git', 'ls-remote', `http://${DOOR_HOST}/git/shop/web.git`)).exitCode, 0);
    assert.notEqual((await run(marie, ...config(paul), 'git', 'ls-remote', `http://${DOOR_HOST}/git/shop/web.git`)).exitCode, 0);
  });

  test('a workspace that stops is not running for its neighbours', async () => {
    await fixture.runtime.stop(paul.workspaceId);
    assert.equal(await status(marie, 'http://api.shop.internal/'), '503');
    assert.equal((await services.view(MARIE, marie.workspaceId)).neighbours[0]?.state, 'not_running');
  });
});
