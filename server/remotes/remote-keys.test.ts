import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { Capability } from '../../shared/actor.ts';
import { ACTOR_HEADER } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import { RemoteKeyId, SessionId, WorkspaceId, type MemberId } from '../../shared/ids.ts';
import { SecretBox } from '../auth/secret-box.ts';
import { systemClock as clock } from '../clock.ts';
import { PEOPLE, startGitServer, type GitServer, type Person } from '../git/git-server.fixture.ts';
import { createAskAgent } from './ask-agent.ts';
import { RemoteKeys } from './remote-keys.ts';

const caller = { address: '192.0.2.1', client: '', requestId: 'r' };
const PLACE = 'https://git.example.com';
const KEY = { place: PLACE, userName: 'marie', secret: 'the secret of marie' };
const HERS = WorkspaceId.parse('wmarie0000000');
let server: GitServer;
let keys: RemoteKeys;
let asked: unknown[];
let answer: () => Promise<void>;

before(async () => {
  server = await startGitServer();
  await server.storage.workspaces.insert(HERS, workspaceOf(PEOPLE.marie.id));
  const audit = { record: async (entry: { readonly action: string }) => void server.audited.push(entry as (typeof server.audited)[number]) };
  keys = new RemoteKeys({
    storage: server.storage, box: new SecretBox('a secret of the server for tests'), audit, clock,
    access: { enter: async () => ({ capabilities: Capability.options, secret: 'of the workspace' }) },
    ask: async (_entered, body) => {
      asked.push(body);
      await answer();
    },
  });
});
after(() => server.close());

const actor = (person: Person) => ({ memberId: PEOPLE[person].id, role: PEOPLE[person].role, sessionId: SessionId.parse('stest00000000') });
const run = (person: Person, place: string | null): Promise<void> => {
  asked = [];
  answer = async () => undefined;
  return keys.run(actor(person), { workspaceId: HERS, root: '/workspace/shop/ui', name: 'hub', place, deed: { kind: 'fetch' } }, caller);
};

function workspaceOf(memberId: MemberId): Parameters<GitServer['storage']['workspaces']['insert']>[1] {
  return { memberId, nameKey: `${memberId}/front`, name: 'front', imageId: 'base' as never, limits: { cpus: 1, memoryBytes: 1, diskBytes: 1, maxProcesses: 1 }, idleStopMs: null, uid: 20_001, createdAtMs: 1, secret: 's', wanted: 'running', stopBecause: 'member', state: {}, holds: [], copies: [], made: null, visit: null };
}

test('a key is kept encrypted, shown without its secret, and goes to one command in a workspace of its member’s', async () => {
  const saved = await keys.save(actor('marie'), KEY, caller);
  assert.deepEqual([saved.place, saved.userName, saved.lastUsedAtMs], [PLACE, 'marie', null]);
  await run('marie', PLACE);
  assert.deepEqual(asked, [{ root: '/workspace/shop/ui', name: 'hub', deed: { kind: 'fetch' }, key: KEY }]);
  const [view] = await keys.list(actor('marie'));
  assert.ok(view?.lastUsedAtMs !== null);
  const atRest = JSON.stringify([await server.storage.remoteKeys.find(), view, server.audited]);
  assert.ok(!atRest.includes(KEY.secret), atRest);
  await run('marie', 'https://other.example.com');
  assert.deepEqual(asked, [{ root: '/workspace/shop/ui', name: 'hub', deed: { kind: 'fetch' }, key: null }]);
});

test('it is its member’s own affair, in their own workspaces', async () => {
  const [view] = await keys.list(actor('marie'));
  assert.deepEqual(await keys.list(actor('paul')), []);
  await assert.rejects(keys.remove(actor('paul'), RemoteKeyId.parse(view?.id), caller), { code: 'not_found' });
  await keys.save(actor('paul'), { ...KEY, secret: 'the secret of paul' }, caller);
  // As an owner who visits.
  await assert.rejects(run('paul', PLACE), { code: 'forbidden' });
  assert.deepEqual(asked, []);
  const moved = await server.storage.remoteKeys.find({ memberId: PEOPLE.paul.id });
  const [{ id, revision, ...document } = assert.fail('none')] = moved;
  await server.storage.remoteKeys.replace(id, revision, { ...document, memberId: PEOPLE.marie.id, place: 'https://third.example.com', pairKey: 'moved' });
  await run('marie', 'https://third.example.com');
  assert.deepEqual(asked.map((body) => (body as { key: unknown }).key), [null], 'what was sealed for another is no key');
});

test('one for each place; a stagiaire without a network has none', async () => {
  await keys.save(actor('marie'), { ...KEY, userName: 'other' }, caller);
  assert.deepEqual((await keys.list(actor('marie'))).filter(({ place }) => place === PLACE).map(({ userName }) => userName), ['other']);
  const member = await server.storage.members.get(PEOPLE.sam.id);
  assert.ok(member !== null && member.limits !== null);
  const { id, revision, ...document } = member;
  await server.storage.members.replace(id, revision, { ...document, limits: { ...member.limits, network: false } });
  assert.deepEqual(await keys.list(actor('sam')), []);
  await assert.rejects(keys.save(actor('sam'), KEY, caller), { code: 'forbidden' });
});

test('what git says in the workspace is said; of a stranger’s answer only what is one of ours', async () => {
  let status = 409;
  let body = JSON.stringify({ code: 'conflict', details: { because: 'key_refused' } });
  const requests: { readonly headers: IncomingMessage['headers']; readonly text: string }[] = [];
  const agent = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
      requests.push({ headers: request.headers, text });
      response.writeHead(status).end(body);
    });
  });
  agent.listen(0, '127.0.0.1');
  await once(agent, 'listening');
  const { port } = agent.address() as AddressInfo;
  const ask = createAskAgent({ clock, hub: { httpAgent: () => Object.assign(new Agent(), { createConnection: () => connect(port, '127.0.0.1') }) } });
  const entered = { workspaceId: HERS, actor: actor('marie'), capabilities: Capability.options, secret: 'of the workspace' };
  await assert.rejects(ask(entered, { a: 1 }), (error) => error instanceof AtelierError && error.code === 'conflict' && error.details['because'] === 'key_refused');
  for (const strange of ['<html>', '{"code":"none"}', '{"code":"conflict","details":{"because":{}}}', 'x'.repeat(20_000)]) {
    body = strange;
    await assert.rejects(ask(entered, {}), { code: 'upstream_failed' });
  }
  [status, body] = [200, '{}'];
  await ask(entered, { key: 'k' });
  assert.equal(requests.at(-1)?.text, '{"key":"k"}');
  assert.ok(requests.every(({ headers }) => String(headers[ACTOR_HEADER]).length > 20));
  agent.close();
});
