import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SessionId, TokenId } from '../../shared/ids.ts';
import { MAX_TOKENS, NewToken } from '../../shared/tokens.ts';
import { until } from '#tests/harness/until.ts';
import { API, PEOPLE, startGitServer, UI, type GitServer, type Person } from './git-server.fixture.ts';

const caller = { address: '192.0.2.1', client: '', requestId: 'r' };
let server: GitServer;
before(async () => {
  server = await startGitServer();
  await server.grant('marie', UI, 'write');
});
after(() => server.close());

const actor = (person: Person) => ({ memberId: PEOPLE[person].id, role: PEOPLE[person].role, sessionId: SessionId.parse('stest00000000') });
const wanted = (fields: Partial<NewToken> = {}): NewToken => ({ name: 'laptop', scope: 'write', moduleIds: null, days: 30, ...fields });

test('a token is shown once, kept as a hash, and says who it stands for', async () => {
  const { token, secret } = await server.tokens.create(actor('marie'), wanted({ moduleIds: [UI, UI] }), caller);
  assert.match(secret, /^atl_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(token.moduleIds, [UI]);
  assert.ok(!JSON.stringify([await server.storage.tokens.find(), server.audited, await server.tokens.list(actor('marie'))]).includes(secret.slice(4)));
  const who = await server.tokens.authenticate(secret, '192.0.2.7');
  assert.deepEqual(who, { memberId: PEOPLE.marie.id, role: 'developer', moduleIds: [UI], scope: 'write', via: 'token', workspaceId: null, tokenId: token.id, address: '192.0.2.7' });
  await until('its use is noted', async () => (await server.tokens.list(actor('marie'))).tokens[0]?.lastUsedAddress === '192.0.2.7');
  for (const other of ['', secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), secret.replace('atl_', 'atk_')]) assert.equal(await server.tokens.authenticate(other, ''), null);
});

test('a token is its member’s own affair', async () => {
  const { token, secret } = await server.tokens.create(actor('marie'), wanted({ name: 'own' }), caller);
  assert.deepEqual((await server.tokens.list(actor('paul'))).tokens, []);
  await assert.rejects(server.tokens.revoke(actor('paul'), token.id, caller), { code: 'not_found' });
  await assert.rejects(server.tokens.revoke(actor('marie'), TokenId.parse('knone00000000'), caller), { code: 'not_found' });
  await server.tokens.revoke(actor('marie'), token.id, caller);
  assert.equal(await server.tokens.authenticate(secret, ''), null);
});

test('a token reaches no further than its member, and names are taken once', async () => {
  await assert.rejects(server.tokens.create(actor('marie'), wanted({ name: 'far', moduleIds: [UI, API] }), caller), { code: 'not_found' });
  await assert.rejects(server.tokens.create(actor('marie'), wanted(), caller), { code: 'already_exists' });
  const both = await Promise.allSettled(['x', 'x'].map((name) => server.tokens.create(actor('marie'), wanted({ name }), caller)));
  assert.deepEqual(both.map(({ status }) => status), ['fulfilled', 'rejected']);
});

test('a stagiaire has none unless they are switched on', async () => {
  assert.equal((await server.tokens.list(actor('sam'))).allowed, true);
  const { secret } = await server.tokens.create(actor('sam'), wanted(), caller);
  const member = await server.storage.members.get(PEOPLE.sam.id);
  assert.ok(member !== null && member.limits !== null);
  const { id, revision, ...document } = member;
  await server.storage.members.replace(id, revision, { ...document, limits: { ...member.limits, tokens: false } });
  assert.deepEqual(await server.tokens.list(actor('sam')), { allowed: false, tokens: [] });
  assert.equal(await server.tokens.authenticate(secret, ''), null);
  await assert.rejects(server.tokens.create(actor('sam'), wanted({ name: 'more' }), caller), { code: 'forbidden' });
});

test('there is a most of them, which expired ones do not count towards', async () => {
  for (let index = 0; index < MAX_TOKENS; index += 1) await server.tokens.create(actor('lea'), wanted({ name: `t${index}`, days: 1 }), caller);
  await assert.rejects(server.tokens.create(actor('lea'), wanted({ name: 'one more' }), caller), { code: 'limit_reached' });
  server.time.offsetMs = 2 * 86_400_000;
  assert.deepEqual((await server.tokens.list(actor('lea'))).tokens, []);
  await server.tokens.create(actor('lea'), wanted({ name: 't0' }), caller);
  assert.equal((await server.storage.tokens.find({ memberId: PEOPLE.lea.id })).length, 1);
  server.time.offsetMs = 0;
});

test('names are one line and nothing that hides', () => {
  for (const name of ['', ' ', 'x'.repeat(61), 'a\nb', 'a\u202eb', 'a\0b', 'a\u2028b']) assert.equal(NewToken.safeParse(wanted({ name })).success, false, name);
  assert.equal(NewToken.parse(wanted({ name: ' le portable de Léa ' })).name, 'le portable de Léa');
  for (const days of [0, -1, 1.5, 367]) assert.equal(NewToken.safeParse(wanted({ days })).success, false);
});
