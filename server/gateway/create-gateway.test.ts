import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';

import { SESSION_COOKIE } from '../auth/cookies.ts';
import { HELD_BACK, METRICS_TOKEN, startGateway, WORKSPACE, type Fixture } from './gateway.fixture.ts';
import { createMetricsAccess } from './metrics.ts';

let gateway: Fixture;
before(async () => (gateway = await startGateway()));
after(() => gateway.close());

const RELAY = `/api/workspaces/${WORKSPACE}/agent`;
const SOCKETS = [`${RELAY}/rpc`, `${RELAY}/terminals/t000000000000`, '/anything', '/_next/hmr'];
const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };

test('healthz answers whatever the name', async () => {
  for (const host of [undefined, '127.0.0.1:1', 'localhost', 'monitor.internal']) {
    const answer = await gateway.ask('/healthz', host === undefined ? {} : { headers: { host } });
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), { status: 'ok' });
  }
});

test('a name that is not ours gets nothing', async () => {
  for (const host of ['evil.example.com', 'localhost:1', 'localhost.evil.com', `localhost:${gateway.port}@evil.com`]) {
    const answer = await gateway.ask('/login', { headers: { host } });
    assert.equal(answer.status, 421, host);
    assert.ok(!answer.body.includes('page /login'));
  }
});

test('A14 A37 a request with two Host headers is refused, whatever they say', async () => {
  const ours = `localhost:${gateway.port}`;
  for (const [first, second] of [[ours, 'evil.example'], ['evil.example', ours], [ours, ours], [`3000--${WORKSPACE}.${ours}`, ours]] as const) {
    for (const rest of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
      const socket = connect(gateway.port, '127.0.0.1');
      const head = `GET /healthz HTTP/1.1\r\nHost: ${first}\r\nHost: ${second}\r\nOrigin: ${gateway.origin}\r\nCookie: ${gateway.cookie('owner')}\r\n${rest === '' ? 'Connection: close\r\n' : rest}\r\n`;
      socket.setTimeout(2000, () => socket.destroy());
      socket.end(head);
      assert.match(await text(socket), /^HTTP\/1\.1 400 /, `${first} ${second} ${rest}`);
    }
  }
});

for (const origin of [undefined, 'null', 'https://evil.example', 'http://localhost', 'https://localhost:PORT', 'http://localhost:PORT.evil.example', 'http://127.0.0.1:PORT', `http://3000--${WORKSPACE}.localhost:PORT`]) {
  test(`A13 a POST with Origin ${origin} is refused`, async () => {
    const headers = { cookie: gateway.cookie('owner'), 'content-type': 'application/json', ...(origin === undefined ? {} : { origin: origin.replace('PORT', String(gateway.port)) }) };
    for (const path of ['/api/things', `${RELAY}/files/content`, '/workspaces']) {
      const answer = await gateway.ask(path, { method: 'POST', headers, body: '{"name":"x"}' });
      assert.equal(answer.status, 403, path);
      assert.equal(JSON.parse(answer.body).code, 'origin_refused');
    }
  });

  test(`A14 an upgrade with Origin ${origin} is refused before 101`, async () => {
    const headers = { ...UPGRADE, cookie: gateway.cookie('owner'), ...(origin === undefined ? {} : { origin: origin.replace('PORT', String(gateway.port)) }) };
    for (const path of SOCKETS) assert.equal((await gateway.ask(path, { headers })).status, 403, path);
  });
}

test('A13 a refusal is in the audit log', async () => {
  gateway.audited.length = 0;
  await gateway.ask('/api/things', { method: 'POST', headers: { origin: 'https://evil.example', cookie: gateway.cookie('owner') } });
  assert.deepEqual(gateway.audited.map(({ target, reason }) => ({ target, reason })), [{ target: '/api/things', reason: 'origin_refused' }]);
});

test('A15 an upgrade without a good cookie is refused', async () => {
  for (const cookie of [undefined, '__Host-atelier.session=', '__Host-atelier.session=nobody', 'atelier.session=owner', '__Host-atelier.session=__proto__']) {
    const headers = { ...UPGRADE, origin: gateway.origin, ...(cookie === undefined ? {} : { cookie }) };
    for (const path of SOCKETS) assert.equal((await gateway.ask(path, { headers })).status, 401, path);
  }
});

test('A15 Authorization and a query are no way in', async () => {
  const headers = { ...UPGRADE, origin: gateway.origin, authorization: 'Bearer owner' };
  assert.equal((await gateway.ask(`${RELAY}/rpc?token=owner&__Host-atelier.session=owner`, { headers })).status, 401);
});

const TRICKS: Record<string, string>[] = [{}, { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }, { rsc: '1' }, { 'x-matched-path': '/login', 'x-invoke-path': '/login' }, { 'next-action': 'a' }, { authorization: 'Bearer owner' }, { 'x-forwarded-host': 'localhost' }];
const PATHS = ['/', '/workspaces', '/account', '/w/x', '/team', '/api', '/api/', '/api/things', '/api/secret', '/api/openapi.json', `${RELAY}/files/content`, '/workspaces.rsc', '/login.rsc', '/login/x', '/%6cogin', '/%2e/login', '/login/%2e%2e/workspaces', '//login', '//workspaces', '/./login', '/login/../workspaces', '/login%2f..%2fworkspaces', '/login\\..\\workspaces', '/_next/data/x/workspaces.json', '/_next/image?url=/workspaces', '/LOGIN', '/Setup', '/api//things', '/api/%74hings', '/api/hello/../secret', '/api/hello%2f..%2fsecret', '/api/workspaces/../hello', '/api/auth/../things', '/api/auth/%2e%2e/things', '/_next/static/../../api/things', `/x/..${RELAY}/rpc`];

test('A16 everything protected answers 401 without a cookie, however it is asked', async () => {
  for (const path of PATHS) {
    for (const trick of TRICKS) {
      const answer = await gateway.ask(path, { headers: trick });
      assert.equal(answer.status, 401, `${path} ${JSON.stringify(trick)}`);
      assert.ok(!answer.body.includes('page '), path);
    }
  }
});

test('A18 an owner’s pages, and projects that are not there for the member, are 404 however they are asked', async () => {
  for (const path of ['/team', '/team/x', '/%74eam', '/team.rsc', '/architecture', '/audit', '/status', '/projects/secret']) {
    for (const trick of TRICKS) {
      const answer = await gateway.ask(path, { headers: { ...trick, cookie: gateway.cookie('marie'), 'x-atelier-role': 'owner' } });
      assert.equal(answer.status, 404, `${path} ${JSON.stringify(trick)}`);
      assert.ok(!answer.body.includes('page '), path);
    }
    assert.equal((await gateway.ask(path, { headers: { cookie: gateway.cookie('owner') } })).status, 200, path);
  }
  assert.equal((await gateway.ask('/projects', { headers: { cookie: gateway.cookie('marie') } })).status, 200);
});

test('an owner who is held back is led to the account, and refused everything else without being led in a circle', async () => {
  const headers = { cookie: `${SESSION_COOKIE}=${HELD_BACK}` };
  for (const path of ['/', '/workspaces', '/team', '/login', '/login?next=%2Fteam']) {
    const answer = await gateway.ask(path, { headers });
    assert.deepEqual([answer.status, answer.headers.location], [303, '/account'], path);
  }
  for (const path of ['/api/things', '/api/nothing', `${RELAY}/files/content`]) {
    const answer = await gateway.ask(path, { headers });
    assert.equal(answer.status, 403, path);
  }
  const upgrade = await gateway.ask(`${RELAY}/rpc`, { headers: { ...headers, ...UPGRADE, origin: gateway.origin } });
  assert.equal(upgrade.status, 401);
  assert.equal((await gateway.ask('/workspaces')).status, 401);
});

test('A16 paths with two readings are refused to members too', async () => {
  for (const path of ['//workspaces', '/./workspaces', '/login/%2e%2e/workspaces', '/login%2fx', '/a\\b', '/a%00b', 'http://evil.example/']) {
    assert.equal((await gateway.ask(path, { headers: { cookie: gateway.cookie('owner') } })).status, 400, path);
  }
});

test('a person without a session is led to sign in and back', async () => {
  const answer = await gateway.ask('/w/abc?file=a&b="><script>', { headers: { accept: 'text/html', 'accept-language': 'fr-BE,fr;q=0.9,en;q=0.8' } });
  assert.equal(answer.status, 401);
  assert.match(answer.body, /url=\/login\?next=%2Fw%2Fabc%3Ffile%3Da%26b%3D%22%3E%3Cscript%3E/);
  assert.match(answer.body, /lang="fr"/);
  assert.ok(!answer.body.includes('<script'));
});

test('sign-in and a page for members are given to the application, under a policy with a nonce', async () => {
  assert.equal((await gateway.ask('/login')).body, 'page /login');
  const answer = await gateway.ask('/workspaces?x=1', { headers: { cookie: gateway.cookie('marie') } });
  assert.equal(answer.body, 'page /workspaces?x=1');
  const policy = String(answer.headers['content-security-policy']);
  assert.match(policy, /script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  const again = await gateway.ask('/workspaces', { headers: { cookie: gateway.cookie('marie') } });
  assert.notEqual(again.headers['content-security-policy'], policy);
});

test('A11 the setup page is not there once there is an owner, and is where everyone is sent before', async () => {
  assert.equal((await gateway.ask('/setup', { headers: { accept: 'text/html' } })).status, 404);
  assert.equal((await gateway.ask('/setup', { headers: { cookie: gateway.cookie('owner') } })).status, 404);
  const fresh = await startGateway({ setupOpen: true });
  try {
    assert.equal((await fresh.ask('/setup')).body, 'page /setup');
    assert.match((await fresh.ask('/workspaces', { headers: { accept: 'text/html' } })).body, /url=\/setup"/);
  } finally {
    await fresh.close();
  }
});

test('A12 sign-in leads whoever is signed in on to where they wanted, within this origin', async () => {
  const { origin } = gateway;
  const goesTo = async (next: string): Promise<string | undefined> => {
    const answer = await gateway.ask(`/login?next=${encodeURIComponent(next)}`, { headers: { cookie: gateway.cookie('marie') } });
    assert.equal(answer.status, 303, next);
    return answer.headers.location;
  };
  assert.equal(await goesTo('/w/abc?file=é'), `${origin}/w/abc?file=%C3%A9`);
  for (const evil of ['', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example', '/a\r\nset-cookie: a=b']) assert.equal(await goesTo(evil), `${origin}/workspaces`, evil);
  assert.equal(await goesTo('/..//evil.example'), `${origin}//evil.example`);
});

test('metrics are for the owner and for who has the token, wherever they ask from', async () => {
  const status = async (headers: Record<string, string>): Promise<number> => (await gateway.ask('/metrics', { headers })).status;
  const address = { host: `127.0.0.1:${gateway.port}` };
  const token = { authorization: `Bearer ${METRICS_TOKEN}` };
  assert.match((await gateway.ask('/metrics', { headers: token })).body, /atelier_http_requests_total/);
  assert.equal(await status({ ...token, ...address }), 200, 'as a collector asks, without a name');
  assert.equal(await status({ cookie: gateway.cookie('owner') }), 200);
  assert.equal(await status({ cookie: gateway.cookie('marie') }), 404);
  const strangers: Record<string, string>[] = [{}, address, { host: `10.0.0.1:${gateway.port}` }, { 'x-forwarded-for': '127.0.0.1' }];
  for (const headers of strangers) assert.equal(await status(headers), 401, JSON.stringify(headers));
  for (const authorization of ['', 'Bearer', 'Bearer ', `Bearer ${METRICS_TOKEN}x`, `Bearer ${METRICS_TOKEN.slice(1)}`, `Basic ${METRICS_TOKEN}`, METRICS_TOKEN]) assert.equal(await status({ authorization }), 401, authorization);
  assert.equal(createMetricsAccess(undefined)({ headers: { authorization: 'Bearer undefined' } }), false, 'no token configured: nobody has it');
});

test('a head that is too long is refused', async () => {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}`);
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  assert.match(answer, /^HTTP\/1\.1 431/);
  socket.destroy();
});

test('bytes that are not HTTP get a 400 and the next one is served', async () => {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write('\u0016\u0003\u0001 hello\r\n\r\n');
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  assert.match(answer, /^HTTP\/1\.1 400/);
  assert.equal((await gateway.ask('/healthz')).status, 200);
});

test('A6 a download of the owner’s ends with the session that began it, and none begins for a session that has just ended', async (context) => {
  const other = await startGateway();
  context.after(() => other.close());
  const headers = { cookie: other.cookie('owner') };
  const streaming = other.ask('/api/drip', { headers }).then(
    () => 'ended',
    (error: Error) => error.message,
  );
  while (other.sockets.count(null as never) === 0) await new Promise((resolve) => setImmediate(resolve));
  other.endSession('owner');
  assert.match(await streaming, /aborted|hang up|ended/);
  other.endSessionOnceFound('marie');
  assert.equal((await other.ask('/api/drip', { headers: { cookie: other.cookie('marie') } })).status, 404);

  const third = await startGateway();
  context.after(() => third.close());
  third.endSessionOnceFound('owner');
  assert.equal((await third.ask('/api/drip', { headers })).status, 401);
});
