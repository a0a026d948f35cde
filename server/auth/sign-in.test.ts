import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AuthServer, OWNER } from './auth-server.fixture.ts';
import { WRONG_PASSWORDS_PER_ACCOUNT } from './attempts.ts';
import { Passwords } from './passwords.ts';

const CREDENTIALS = '/api/auth/callback/credentials';

/** Counts what is hashed while `during` runs. */
async function hashings(during: () => Promise<void>): Promise<number> {
  const verify = test.mock.method(Passwords.prototype, 'verify');
  try {
    await during();
    return verify.mock.callCount();
  } finally {
    verify.mock.restore();
  }
}

test('signing in makes a session, signing out ends it', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  assert.equal(await ada.whoAmI(), null);

  const reply = await ada.signIn();
  assert.equal(reply.status, 200);
  assert.deepEqual(reply.json, { url: '/workspaces' });
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal((await ada.whoAmI())?.role, 'owner');

  const out = await ada.signOut();
  assert.deepEqual([out.status, out.json], [200, { url: '/login' }]);
  assert.equal(ada.cookies.has('__Host-atelier.session'), false);
  assert.deepEqual(await server.storage.sessions.find(), []);
  assert.deepEqual(await server.audited(), ['setup.create_owner done', 'session.create done', 'session.end done signed_out']);
});

test('a plain form is sent on, a script gets JSON', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  const { csrfToken } = (await ada.ask('/api/auth/csrf')).json;
  const form = { csrfToken: String(csrfToken), email: ' ADA@example.com', password: OWNER.ownerPassword, callbackUrl: '/w/one?x=1#2' };
  const post = (fields: Record<string, string>) =>
    ada.ask(CREDENTIALS, {
      method: 'POST',
      headers: { origin: server.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  const sentOn = await post(form);
  assert.deepEqual([sentOn.status, sentOn.headers.location], [303, '/w/one?x=1#2']);
  const script = await post({ ...form, json: 'true' });
  assert.deepEqual([script.status, script.json], [200, { url: '/w/one?x=1#2' }]);
});

test('signing in again in the same browser ends the session before', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  await ada.signIn();
  const first = await ada.whoAmI();
  await ada.signIn();
  const second = await ada.whoAmI();
  assert.notEqual(second?.sessionId, first?.sessionId);
  assert.deepEqual((await server.storage.sessions.find()).map(({ id }) => id), [second?.sessionId]);
});

test('A1 twenty wrong passwords on one account are too many, and another address can still sign in', async () => {
  await using server = await AuthServer.start();
  const guesser = server.visitor('127.0.0.2');
  const statuses: number[] = [];
  for (let count = 1; count <= WRONG_PASSWORDS_PER_ACCOUNT; count += 1) {
    statuses.push((await guesser.signIn(OWNER.ownerEmail, `wrong ${count}`)).status);
  }
  assert.deepEqual(statuses, [...Array.from({ length: 19 }, () => 401), 429]);
  const hashed = await hashings(async () => {
    const refused = await guesser.signIn();
    assert.equal(refused.status, 429);
    assert.equal(refused.json['code'], 'too_many_requests');
    assert.ok(Number(refused.headers['retry-after']) > 60);
  });
  assert.equal(hashed, 0);
  assert.equal((await server.visitor('127.0.0.3').signIn()).status, 200);
  const audited = await server.audited();
  assert.equal(audited.filter((line) => line === 'session.create refused wrong_credentials').length, 19);
  assert.equal(audited.filter((line) => line === 'session.create refused too_many_requests').length, 2);
});

test('A1 guesses made all at once get no more tries than one after the other', async () => {
  await using server = await AuthServer.start();
  const guesser = server.visitor('127.0.0.2');
  const { csrfToken } = (await guesser.ask('/api/auth/csrf')).json;
  const guess = (count: number) =>
    guesser.ask(CREDENTIALS, {
      method: 'POST',
      headers: { origin: server.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ csrfToken, email: OWNER.ownerEmail, password: `wrong ${count}` }),
    });
  const hashed = await hashings(async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, (_, count) => guess(count)));
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([401, 429]));
  });
  assert.equal(hashed, WRONG_PASSWORDS_PER_ACCOUNT);
});

test('A2 an unknown address and a wrong password get the same answer in the same time', async () => {
  await using server = await AuthServer.start();
  const timesMs: { unknown: number[]; wrong: number[] } = { unknown: [], wrong: [] };
  const bodies = new Set<string>();
  const visitor = server.visitor();
  for (let round = 0; round < 15; round += 1) {
    for (const [kind, email] of [['unknown', 'nobody@example.com'], ['wrong', OWNER.ownerEmail]] as const) {
      const startedMs = performance.now();
      const reply = await visitor.signIn(email, 'not the password');
      timesMs[kind].push(performance.now() - startedMs);
      bodies.add(`${reply.status} ${reply.text}`);
    }
  }
  assert.deepEqual([...bodies], ['401 {"code":"wrong_credentials","details":{}}']);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const ratio = median(timesMs.unknown) / median(timesMs.wrong);
  // Without the hashing of a password it were a fiftieth.
  assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`);
});

test('a disabled member is refused like a wrong password', async () => {
  await using server = await AuthServer.start();
  const [owner] = await server.storage.members.find();
  assert.ok(owner);
  const { id, revision, ...document } = owner;
  await server.storage.members.replace(id, revision, { ...document, disabled: true });
  assert.equal((await server.visitor().signIn()).text, '{"code":"wrong_credentials","details":{}}');
});

for (const [what, password] of [
  ['of 1 MB', 'x'.repeat(1024 * 1024)],
  ['with NUL', 'correct horse\0battery'],
  ['that is empty', ''],
  ['of 129 characters', 'x'.repeat(129)],
] as const) {
  test(`A3 a password ${what} is refused without hashing`, async () => {
    await using server = await AuthServer.start();
    const hashed = await hashings(async () => {
      const reply = await server.visitor().signIn(OWNER.ownerEmail, password);
      assert.deepEqual([reply.status, reply.json['code']], [400, 'invalid_input']);
    });
    assert.equal(hashed, 0);
    assert.ok((await server.audited()).includes('session.create refused invalid_input'));
  });
}

test('A4 credentials that are objects, arrays or missing are refused', async () => {
  await using server = await AuthServer.start();
  const visitor = server.visitor();
  const hashed = await hashings(async () => {
    for (const body of [
      { email: { $ne: null }, password: { $gt: '' } },
      { email: ['ada@example.com'], password: ['x'] },
      { email: OWNER.ownerEmail },
      { email: 1, password: true },
    ]) {
      assert.equal((await visitor.post(CREDENTIALS, body)).status, 400);
    }
    const headers = { origin: server.origin, 'content-type': 'application/json' };
    for (const body of ['', '[]', 'null', '{"email":', '"x"', Buffer.from([0x7b, 0xff, 0x7d])]) {
      assert.equal((await visitor.ask(CREDENTIALS, { method: 'POST', headers, body })).status, 400);
    }
    const asText = { ...headers, 'content-type': 'text/plain' };
    const credentials = JSON.stringify({ email: OWNER.ownerEmail, password: OWNER.ownerPassword });
    assert.equal((await visitor.ask(CREDENTIALS, { method: 'POST', headers: asText, body: credentials })).status, 400);
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await visitor.ask(CREDENTIALS, { method: 'POST', headers: form, body: 'email[$ne]=&password[$gt]=' })).status, 400);
  });
  assert.equal(hashed, 0);
});

test('A5 every cookie is __Host-, Secure, HttpOnly, SameSite=Lax, for the whole host and no other', async () => {
  await using server = await AuthServer.start();
  const visitor = server.visitor();
  const lines = [
    ...((await visitor.ask('/api/auth/csrf')).headers['set-cookie'] ?? []),
    ...((await visitor.signIn()).headers['set-cookie'] ?? []),
    ...((await visitor.signOut()).headers['set-cookie'] ?? []),
  ];
  const session = lines.filter((line) => line.startsWith('__Host-atelier.session='));
  assert.equal(session.length, 2);
  for (const line of lines) {
    assert.match(line, /^__Host-/);
    for (const attribute of [/; Secure/, /; HttpOnly/, /; SameSite=Lax/, /; Path=\/(;|$)/]) assert.match(line, attribute);
    assert.doesNotMatch(line, /Domain/i);
  }
  const expires = Date.parse(/Expires=([^;]+)/.exec(session[0] ?? '')?.[1] ?? '');
  assert.ok(Math.abs(expires - Date.now() - 7 * 24 * 3_600_000) < 60_000);
});

test('A12 a callbackUrl that leads to another origin is ignored', async () => {
  await using server = await AuthServer.start();
  const hostile = [
    'https://evil', 'http://evil/', '//evil', '/\\evil', '\\\\evil', '/\t/evil', '/\n/evil', ' //evil', 'javascript:alert(1)',
    'data:text/html,x', 'evil', '', `/${'x'.repeat(3000)}`, { toString: 'x' }, ['/workspaces'], null,
  ];
  for (const callbackUrl of hostile) {
    const reply = await server.visitor().signIn(OWNER.ownerEmail, OWNER.ownerPassword, { callbackUrl });
    assert.deepEqual([reply.status, reply.json], [200, { url: '/workspaces' }], JSON.stringify(callbackUrl));
    const kept = (reply.headers['set-cookie'] ?? []).find((line) => line.startsWith('__Host-atelier.callback='));
    assert.match(kept ?? '', /=%2Fworkspaces;/);
  }
  const visitor = server.visitor();
  visitor.cookies.set('__Host-atelier.callback', 'https%3A%2F%2Fevil');
  assert.deepEqual((await visitor.signIn()).json, { url: '/workspaces' });
  assert.equal((await visitor.ask(`/api/auth/csrf?callbackUrl=${encodeURIComponent('https://evil')}`)).status, 200);
  assert.deepEqual((await server.visitor().signIn(OWNER.ownerEmail, OWNER.ownerPassword, { callbackUrl: '/w/w1?a=b' })).json, { url: '/w/w1?a=b' });
});

test('A13 a sign-in or sign-out from a foreign, null or absent Origin is refused', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  await ada.signIn();
  const host = new URL(server.origin).host;
  for (const origin of [undefined, 'null', 'http://evil', `${server.origin}.evil`, `https://${host}`, 'http://localhost:1', `http://3000--w.${host}`, `${server.origin}/`]) {
    for (const [path, body] of [[CREDENTIALS, { email: OWNER.ownerEmail, password: OWNER.ownerPassword }], ['/api/auth/signout', {}]] as const) {
      const reply = await ada.post(path, body, { origin });
      assert.deepEqual([reply.status, reply.json['code']], [403, 'origin_refused'], String(origin));
    }
  }
  assert.equal((await ada.whoAmI())?.role, 'owner');
  assert.ok((await server.audited()).includes('session.end refused origin_refused'));
});

test('without the CSRF token of the same browser nobody signs in or out', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  await ada.signIn();
  const other = await server.visitor().ask('/api/auth/csrf');
  const hashed = await hashings(async () => {
    for (const csrfToken of [undefined, '', 'x'.repeat(64), other.json['csrfToken'], { a: 1 }]) {
      assert.equal((await ada.post('/api/auth/signout', { csrfToken })).status, 403);
      const fields = { csrfToken, email: OWNER.ownerEmail, password: OWNER.ownerPassword };
      assert.equal((await ada.post(CREDENTIALS, fields)).status, 403);
    }
  });
  assert.equal(hashed, 0);
  assert.equal((await ada.whoAmI())?.role, 'owner');
});

test('next-auth endpoints that Atelier does not use do not exist', async () => {
  await using server = await AuthServer.start();
  const ada = server.visitor();
  await ada.signIn();
  for (const path of [
    '', '/', '/signin', '/signin/credentials', '/providers', '/session', '/error', '/verify-request', '/_log', '/callback', '/callback/',
    '/callback/credentials/', '/callback/github', '/csrf/', '/%63srf', '/../auth/signin', '/toString', '/__proto__',
  ]) {
    for (const method of ['GET', 'POST']) {
      const reply = await ada.ask(`/api/auth${path}`, { method, headers: { origin: server.origin } });
      assert.deepEqual([reply.status, reply.text, reply.headers['set-cookie']], [404, '{"code":"not_found","details":{}}', undefined], path);
    }
  }
  for (const [path, allow] of [[CREDENTIALS, 'POST'], ['/api/auth/signout', 'POST']] as const) {
    const reply = await ada.ask(path);
    assert.deepEqual([reply.status, reply.headers.allow], [405, allow]);
  }
  assert.equal((await ada.ask('/api/auth/csrf', { method: 'POST' })).status, 405);
});
