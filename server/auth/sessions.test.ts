import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { encode } from 'next-auth/jwt';

import { HOUR_MS, MINUTE_MS } from '#shared/units.ts';

import { AuthServer, type Visitor } from './auth-server.fixture.ts';
import { SESSION_COOKIE } from './cookies.ts';

/** The sessions whose end was told, in order. */
function endingsOf(server: AuthServer): string[] {
  const ended: string[] = [];
  server.auth.authenticator.onEnded(({ sessionId, memberId }) => ended.push(`${sessionId} ${memberId}`));
  return ended;
}

async function signedIn(server: AuthServer): Promise<{ ada: Visitor; sessionId: string; memberId: string }> {
  const ada = server.visitor();
  await ada.signIn();
  const actor = await ada.whoAmI();
  assert.ok(actor);
  return { ada, ...actor };
}

async function changeMember(server: AuthServer, change: { disabled?: boolean; role?: 'developer' }): Promise<void> {
  const [member] = await server.storage.members.find();
  assert.ok(member);
  const { id, revision, ...document } = member;
  await server.storage.members.replace(id, revision, { ...document, ...change });
}

test('a session ends twelve hours after it was last used', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId, memberId } = await signedIn(server);
  const ended = endingsOf(server);
  for (let day = 0; day < 3; day += 1) {
    server.clock.advance(12 * HOUR_MS - 1);
    assert.equal((await ada.whoAmI())?.sessionId, sessionId);
    // The sweep waits for the note that it was used.
    await server.auth.sweep();
  }
  server.clock.advance(12 * HOUR_MS);
  assert.equal(await ada.whoAmI(), null);
  assert.deepEqual(ended, [`${sessionId} ${memberId}`]);
  assert.ok((await server.audited()).includes('session.end done expired'));
});

test('a session ends seven days after it began, however much it is used', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId } = await signedIn(server);
  for (let hours = 6; hours < 7 * 24; hours += 6) {
    server.clock.advance(6 * HOUR_MS);
    assert.equal((await ada.whoAmI())?.sessionId, sessionId);
    await server.auth.sweep();
  }
  server.clock.advance(6 * HOUR_MS);
  assert.equal(await ada.whoAmI(), null);
});

test('the sweep ends expired sessions that nobody asks for, and tells', async () => {
  await using server = await AuthServer.start();
  const { sessionId, memberId } = await signedIn(server);
  server.clock.advance(6 * HOUR_MS);
  const later = await signedIn(server);
  const ended = endingsOf(server);
  server.clock.advance(6 * HOUR_MS);
  await server.auth.sweep();
  assert.deepEqual(ended, [`${sessionId} ${memberId}`]);
  assert.deepEqual((await server.storage.sessions.find()).map(({ id }) => id), [later.sessionId]);
});

test('when a session was last used is written at most once a minute', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId } = await signedIn(server);
  const writes: number[] = [];
  const written = Promise.withResolvers<void>();
  server.storage.sessions.watch((change) => {
    if (change.type !== 'replaced') return;
    writes.push(change.document.lastSeenAtMs);
    written.resolve();
  });
  const startMs = server.clock.now();
  for (let seconds = 0; seconds < 59; seconds += 1) {
    server.clock.advance(1000);
    await ada.whoAmI();
  }
  server.clock.advance(1000);
  await Promise.all([ada.whoAmI(), ada.whoAmI(), ada.whoAmI()]);
  await written.promise;
  assert.equal((await ada.whoAmI())?.sessionId, sessionId);
  assert.deepEqual(writes, [startMs + MINUTE_MS]);
});

test('the token is kept nowhere, the cookie says nothing about the member', async () => {
  await using server = await AuthServer.start({ ownerEmail: 'ada@example.com', ownerPassword: 'correct horse battery', secret: 'known' });
  const { ada, memberId } = await signedIn(server);
  const jwt = ada.cookies.get(SESSION_COOKIE) ?? '';
  const { decode } = await import('next-auth/jwt');
  const { sid, ...rest } = (await decode({ token: jwt, secret: 'known' })) ?? {};
  assert.match(String(sid), /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(Object.keys(rest).toSorted(), ['exp', 'iat', 'jti']);
  assert.doesNotMatch(JSON.stringify(await server.storage.sessions.find()), new RegExp(String(sid)));
  assert.doesNotMatch(JSON.stringify(rest), new RegExp(memberId));
});

test('a cookie that is tampered with, foreign or signed with another secret belongs to nobody', async () => {
  await using server = await AuthServer.start({ ownerEmail: 'ada@example.com', ownerPassword: 'correct horse battery', secret: 'known' });
  const { ada } = await signedIn(server);
  const jwt = ada.cookies.get(SESSION_COOKIE) ?? '';
  const { decode } = await import('next-auth/jwt');
  const payload = await decode({ token: jwt, secret: 'known' });
  const parts = jwt.split('.');
  const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
  const unsigned = [{ alg: 'none' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const hostile = [
    '', 'x', '.....', `${unsigned}.`, 'x'.repeat(10_000),
    ...parts.map((_, index) => parts.map((part, at) => (at === index ? flipped(part) : part)).join('.')),
    jwt.slice(0, -1),
    await encode({ token: payload ?? {}, secret: 'another' }),
    await encode({ token: payload ?? {}, secret: 'known', salt: 'other use' }),
    await encode({ token: { sid: 'A'.repeat(43) }, secret: 'known' }),
    await encode({ token: { sid: { $ne: null } }, secret: 'known' }),
    await encode({ token: { sub: 'm000000000000' }, secret: 'known' }),
    String(payload?.['sid']),
  ];
  for (const value of hostile) {
    const reply = await server.ask('/actor', { headers: { cookie: `${SESSION_COOKIE}=${value}` } });
    assert.deepEqual([reply.status, reply.text], [200, 'null'], value.slice(0, 80));
  }
  for (const name of ['atelier.session', `${SESSION_COOKIE}.0`, '__Host-atelier.sessions', SESSION_COOKIE.toLowerCase(), 'next-auth.session-token']) {
    assert.equal((await server.ask('/actor', { headers: { cookie: `${name}=${jwt}` } })).text, 'null', name);
  }
  assert.equal((await server.ask(`/actor?token=${jwt}`, { headers: { authorization: `Bearer ${jwt}` } })).text, 'null');
  assert.notEqual((await server.ask('/actor', { headers: { cookie: `a=b; ${SESSION_COOKIE}=${jwt}; c` } })).text, 'null');
});

test('a session that was ended is over for the next request, its sockets are told at once', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId, memberId } = await signedIn(server);
  const copy = server.visitor();
  copy.cookies.set(SESSION_COOKIE, ada.cookies.get(SESSION_COOKIE) ?? '');
  assert.equal((await copy.whoAmI())?.sessionId, sessionId);
  const ended = endingsOf(server);
  await ada.signOut();
  assert.deepEqual(ended, [`${sessionId} ${memberId}`]);
  assert.equal(await copy.whoAmI(), null);
});

test('a request that is being looked up while its session ends leaves nothing behind', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId } = await signedIn(server);
  // The cache is empty again after this write, so that the next request reads the storage.
  await changeMember(server, {});
  const cookie = { headers: { cookie: ada.cookieHeader } } as IncomingMessage;
  const inFlight = server.auth.authenticator.authenticate(cookie);
  await server.storage.sessions.delete(sessionId);
  await inFlight;
  assert.equal(await server.auth.authenticator.authenticate(cookie), null);
});

test('A6 disabling a member ends all their sessions at once', async () => {
  await using server = await AuthServer.start();
  const { ada } = await signedIn(server);
  const { ada: elsewhere } = await signedIn(server);
  const ended = endingsOf(server);
  await changeMember(server, { disabled: true });
  assert.equal(await ada.whoAmI(), null);
  assert.equal(await elsewhere.whoAmI(), null);
  await server.auth.close();
  assert.equal(ended.length, 2);
  assert.deepEqual(await server.storage.sessions.find(), []);
});

test('another role shows in the next request, and what was opened with the old one is told to close', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId, memberId } = await signedIn(server);
  const ended = endingsOf(server);
  await changeMember(server, { role: 'developer' });
  assert.deepEqual(ended, [`${sessionId} ${memberId}`]);
  assert.deepEqual(await ada.whoAmI(), { memberId, sessionId, role: 'developer' });
});

test('sessions and the secret survive a restart of the server', async () => {
  await using server = await AuthServer.start();
  const { ada, sessionId } = await signedIn(server);
  await server.restart();
  assert.equal((await ada.whoAmI())?.sessionId, sessionId);
});

test('the guard answers warm requests from memory', async () => {
  await using server = await AuthServer.start();
  const { ada } = await signedIn(server);
  const cookie = { headers: { cookie: ada.cookieHeader } } as IncomingMessage;
  await server.auth.authenticator.authenticate(cookie);
  const reads = test.mock.method(server.storage.sessions, 'find');
  for (let count = 0; count < 100; count += 1) await server.auth.authenticator.authenticate(cookie);
  assert.equal(reads.mock.callCount(), 0);
  server.clock.advance(5000);
  await server.auth.authenticator.authenticate(cookie);
  assert.equal(reads.mock.callCount(), 1);
});

test('an actor is good as long as the session and the role are', async () => {
  await using server = await AuthServer.start();
  const { authenticator } = server.auth;
  const { ada } = await signedIn(server);
  const owner = await ada.whoAmI();
  assert.ok(owner);
  assert.equal(await authenticator.stillGood(owner), true);
  await changeMember(server, { role: 'developer' });
  const developer = await ada.whoAmI();
  assert.ok(developer);
  assert.deepEqual([await authenticator.stillGood(owner), await authenticator.stillGood(developer)], [false, true]);
  server.clock.advance(12 * HOUR_MS);
  assert.equal(await authenticator.stillGood(developer), false);
});
