import { onError } from '@orpc/server';
import { OpenAPIHandler } from '@orpc/openapi/node';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AuthServer, OWNER, type Reply, type Visitor } from '#server/auth/auth-server.fixture.ts';
import { describeClient } from '#server/auth/client-name.ts';
import { toWireError } from '#shared/procedures.ts';

import { createMembersFeature } from './index.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The feature behind `/api`, on a real server. */
async function start(config?: Partial<typeof OWNER>): Promise<AuthServer> {
  const server = await AuthServer.start(config);
  const feature = createMembersFeature({ members: server.auth.members });
  const handler = new OpenAPIHandler(feature.router, {
    clientInterceptors: [
      onError((error) => {
        throw toWireError(error);
      }),
    ],
  });
  server.more = async (request, response) => {
    const actor = await server.auth.authenticator.authenticate(request);
    const client = describeClient(request.headers['user-agent']);
    const caller = { address: request.socket.remoteAddress ?? '', client, requestId: 'r' };
    return (await handler.handle(request, response, { prefix: '/api', context: { actor, caller } })).matched;
  };
  return server;
}

async function signedIn(server: AuthServer): Promise<{ ada: Visitor; sessionId: string }> {
  const ada = server.visitor();
  await ada.post('/api/auth/callback/credentials', { email: OWNER.ownerEmail, password: OWNER.ownerPassword }, { 'user-agent': FIREFOX });
  const actor = await ada.whoAmI();
  assert.ok(actor);
  return { ada, sessionId: actor.sessionId };
}

function send(visitor: Visitor, request: `${'POST' | 'PATCH' | 'DELETE'} /api/${string}`, body: object = {}): Promise<Reply> {
  const [method, path = ''] = request.split(' ');
  return visitor.ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

test('the setup is open until its code has made an owner', async () => {
  await using server = await start({});
  const visitor = server.visitor();
  assert.deepEqual((await visitor.ask('/api/setup')).json, { open: true });
  const owner = { code: server.auth.setup.code, email: 'ADA@example.com ', name: ' Ada ', password: OWNER.ownerPassword, language: 'fr' };
  for (const wrong of [{ ...owner, password: 'short' }, { ...owner, email: { $ne: null } }, { ...owner, name: '' }, { ...owner, code: 'x'.repeat(65) }]) {
    assert.equal((await send(visitor, 'POST /api/setup', wrong)).status, 400);
  }
  const refused = await send(visitor, 'POST /api/setup', { ...owner, code: 'AAAAAAAA' });
  assert.deepEqual([refused.status, refused.json['code']], [401, 'wrong_credentials']);
  const made = await send(visitor, 'POST /api/setup', owner);
  assert.deepEqual([made.status, made.json], [200, { email: 'ada@example.com' }]);
  assert.deepEqual((await visitor.ask('/api/setup')).json, { open: false });
  const again = await send(visitor, 'POST /api/setup', owner);
  assert.deepEqual([again.status, again.json['code']], [404, 'not_found']);
  await visitor.signIn();
  const { json } = await visitor.ask('/api/account');
  assert.deepEqual([json['email'], json['name'], json['role'], json['language']], ['ada@example.com', 'Ada', 'owner', 'fr']);
});

test('without a session there is no account', async () => {
  await using server = await start();
  for (const path of ['/api/account', '/api/account/sessions', '/api/account/sessions/live']) {
    const reply = await server.visitor().ask(path);
    assert.deepEqual([reply.status, reply.json['code']], [401, 'not_signed_in'], path);
  }
});

test('a member changes their name and language', async () => {
  await using server = await start();
  const { ada, sessionId } = await signedIn(server);
  const reply = await send(ada, 'PATCH /api/account', { name: ' Ada L. ', language: 'fr', role: 'owner', email: 'x@example.com', disabled: true });
  assert.equal(reply.status, 200);
  assert.deepEqual(reply.json, { id: 'm000000000000', email: OWNER.ownerEmail, name: 'Ada L.', role: 'owner', language: 'fr', sessionId, limits: null, hasPassword: true, totp: null, mustSetUpTotp: false });
  assert.deepEqual((await ada.ask('/api/account')).json, reply.json);
  for (const wrong of [{ name: '', language: 'fr' }, { name: 'Ada', language: 'de' }, { name: 'x'.repeat(81), language: null }]) {
    assert.equal((await send(ada, 'PATCH /api/account', wrong)).status, 400);
  }
});

test('A7 changing the password ends all other sessions and only the new one works', async () => {
  await using server = await start();
  const { ada, sessionId } = await signedIn(server);
  const elsewhere = [await signedIn(server), await signedIn(server)];
  const ended: string[] = [];
  server.auth.authenticator.onEnded((session) => ended.push(session.sessionId));

  const next = 'another horse battery';
  const reply = await send(ada, 'POST /api/account/password', { current: OWNER.ownerPassword, next });
  assert.deepEqual([reply.status, reply.json], [200, { endedSessions: 2 }]);
  assert.deepEqual(ended.toSorted(), elsewhere.map((other) => other.sessionId).toSorted());
  for (const other of elsewhere) assert.equal(await other.ada.whoAmI(), null);
  assert.equal((await ada.whoAmI())?.sessionId, sessionId);
  assert.equal((await server.visitor().signIn()).status, 401);
  assert.equal((await server.visitor().signIn(OWNER.ownerEmail, next)).status, 200);
  assert.doesNotMatch(JSON.stringify([await server.storage.audit.find(), await server.storage.members.find()]), /horse battery/);
});

test('the password is not changed without the current one, and guesses are limited', async () => {
  await using server = await start();
  const { ada } = await signedIn(server);
  const change = (current: string, next = 'another horse battery') => send(ada, 'POST /api/account/password', { current, next });
  assert.equal((await change(OWNER.ownerPassword, 'short')).status, 400);
  assert.equal((await change('x'.repeat(129))).status, 400);
  const statuses = new Set<number>();
  for (let count = 0; count < 19; count += 1) statuses.add((await change(`wrong ${count}`)).status);
  assert.deepEqual([...statuses], [401]);
  assert.equal((await change('wrong')).status, 429);
  assert.equal((await change(OWNER.ownerPassword)).status, 429);
  assert.ok((await server.audited()).includes('member.change_password refused wrong_credentials'));
});

test('a member sees and revokes their own sessions, nobody else\'s', async () => {
  await using server = await start();
  const { ada, sessionId } = await signedIn(server);
  const { ada: phone, sessionId: phoneId } = await signedIn(server);
  const [owner] = await server.storage.members.find();
  assert.ok(owner);
  const { id: _id, revision: _revision, ...document } = owner;
  await server.storage.members.insert('m00000000000b', { ...document, email: 'bob@example.com', role: 'developer' });
  const bob = server.visitor();
  await bob.signIn('bob@example.com');

  const list = JSON.parse((await ada.ask('/api/account/sessions')).text) as Record<string, unknown>[];
  assert.deepEqual(
    list.map(({ id, current, client, address }) => [id, current, client, address]),
    [[sessionId, true, 'Firefox, Linux', '127.0.0.1'], [phoneId, false, 'Firefox, Linux', '127.0.0.1']],
  );
  assert.deepEqual(Object.keys(list[0] ?? {}).toSorted(), ['address', 'client', 'createdAtMs', 'current', 'id', 'lastSeenAtMs']);

  const foreign = await send(bob, `DELETE /api/account/sessions/${phoneId}`);
  assert.deepEqual([foreign.status, foreign.json['code']], [404, 'not_found']);
  assert.equal((await phone.whoAmI())?.sessionId, phoneId);
  assert.ok((await server.audited()).includes('session.end refused not_found'));

  const ended: string[] = [];
  server.auth.authenticator.onEnded((session) => ended.push(session.sessionId));
  assert.equal((await send(ada, `DELETE /api/account/sessions/${phoneId}`)).status, 200);
  assert.deepEqual(ended, [phoneId]);
  assert.equal(await phone.whoAmI(), null);
  assert.equal((await send(ada, `DELETE /api/account/sessions/${phoneId}`)).status, 404);
  assert.equal((await send(ada, 'DELETE /api/account/sessions/nonsense')).status, 400);
});

test('the list of sessions is live, and ends with the session that watches', async () => {
  await using server = await start();
  const { ada, sessionId } = await signedIn(server);
  const actor = await ada.whoAmI();
  assert.ok(actor);
  const live = server.auth.members.account.watchSessions(actor, undefined);
  const ids = async () => (await live.next()).value?.map(({ id }) => id);
  assert.deepEqual(await ids(), [sessionId]);
  const more = ids();
  const { ada: phone, sessionId: phoneId } = await signedIn(server);
  assert.deepEqual(await more, [sessionId, phoneId]);
  const fewer = ids();
  await phone.signOut();
  assert.deepEqual(await fewer, [sessionId]);
  const last = live.next();
  await ada.signOut();
  assert.equal((await last).done, true);
});

test('the live list of sessions ends when the reader goes', async () => {
  await using server = await start();
  const { ada } = await signedIn(server);
  const actor = await ada.whoAmI();
  assert.ok(actor);
  const control = new AbortController();
  const live = server.auth.members.account.watchSessions(actor, control.signal);
  await live.next();
  const waiting = live.next();
  control.abort();
  assert.equal((await waiting).done, true);
});
