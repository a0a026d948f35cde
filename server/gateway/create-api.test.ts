import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';

import { startGateway, type Fixture } from './gateway.fixture.ts';
import { MAX_BODY_BYTES } from './read-json.ts';

let gateway: Fixture;
before(async () => (gateway = await startGateway()));
after(() => gateway.close());

const as = (name: 'owner' | 'marie'): Record<string, string> => ({ cookie: gateway.cookie(name) });
const save = (body: string | Buffer, headers: Record<string, string> = {}) =>
  gateway.ask('/api/things', { method: 'POST', body, headers: { ...as('marie'), origin: gateway.origin, 'content-type': 'application/json', ...headers } });

test('a public procedure answers anyone, one for members needs a session', async () => {
  assert.deepEqual(JSON.parse((await gateway.ask('/api/hello')).body), { hello: 'world' });
  const refused = await gateway.ask('/api/conflict');
  assert.equal(refused.status, 401);
  assert.deepEqual(JSON.parse(refused.body), { defined: true, code: 'not_signed_in', status: 401, message: 'not_signed_in', data: {} });
});

test('A18 what is the owner’s does not exist for others', async () => {
  assert.equal((await gateway.ask('/api/secret')).status, 401);
  assert.equal((await gateway.ask('/api/secret', { headers: as('marie') })).status, 404);
  assert.equal((await gateway.ask('/api/secret', { headers: as('owner') })).status, 200);
});

test('an error of ours arrives with its status and details, any other says nothing', async () => {
  const conflict = await gateway.ask('/api/conflict', { headers: as('marie') });
  assert.equal(conflict.status, 409);
  assert.deepEqual(JSON.parse(conflict.body).data, { revision: 3 });
  const broken = await gateway.ask('/api/broken', { headers: as('marie') });
  assert.equal(broken.status, 500);
  assert.ok(!broken.body.includes('DETAIL'));
  assert.equal(JSON.parse(broken.body).code, 'internal');
});

test('another method on a known path is 405, an unknown path 404', async () => {
  assert.equal((await gateway.ask('/api/things', { headers: as('marie') })).status, 405);
  assert.equal((await gateway.ask('/api/nothing', { headers: as('marie') })).status, 404);
});

test('a call works, and takes only what its contract names', async () => {
  assert.deepEqual(JSON.parse((await save('{"name":"a","extra":1}')).body), { name: 'a', keys: ['name'] });
});

for (const [what, body, status, headers] of [
  ['bad JSON', '{"name":', 400],
  ['no JSON object', '"text"', 400],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
  ['100,000 brackets', '['.repeat(100_000) + ']'.repeat(100_000), 400],
  ['100,000 nested objects', `${'{"name":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400],
  ['another type', 'name=x', 400, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['multipart', '--x\r\n', 400, { 'content-type': 'multipart/form-data; boundary=x' }],
  ['a form disguised as text', '{"name":"x"}', 400, { 'content-type': 'text/plain' }],
  ['a body above 1 MB', `{"name":"${'x'.repeat(MAX_BODY_BYTES)}"}`, 413],
] as const) {
  test(`A40 ${what} is refused and others are served`, async () => {
    const answer = await save(body, { ...headers });
    assert.equal(answer.status, status);
    assert.equal(JSON.parse(answer.body).defined, true);
    assert.equal((await gateway.ask('/api/hello')).status, 200);
  });
}

test('A40 a chunked body above 1 MB is cut off there', async () => {
  const answer = await save('', { 'transfer-encoding': 'chunked' });
  assert.equal(answer.status, 400);
  const big = await save(Buffer.alloc(3 * MAX_BODY_BYTES, 0x20), { 'transfer-encoding': 'chunked' });
  assert.equal(big.status, 413);
});

test('A40 a body that says 200 MB is refused without being read', async () => {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(`POST /api/things HTTP/1.1\r\nhost: localhost:${gateway.port}\r\norigin: ${gateway.origin}\r\ncookie: ${gateway.cookie('marie')}\r\ncontent-type: application/json\r\ncontent-length: 200000000\r\n\r\n{`);
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  assert.match(answer, /^HTTP\/1\.1 413/);
  socket.destroy();
});

test('A40 __proto__ and constructor keys change nothing', async () => {
  const answer = await save('{"name":"a","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  assert.equal(answer.status, 200);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  assert.equal((await gateway.ask('/api/hello?__proto__[polluted]=1&a[__proto__][polluted]=1')).status, 200);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('a stream ends with the session that opened it', async () => {
  const streaming = gateway.ask('/api/live', { headers: as('marie') }).then(
    () => 'ended',
    (error: Error) => error.message,
  );
  while (gateway.sockets.count(null as never) === 0) await new Promise((resolve) => setImmediate(resolve));
  gateway.endSession('marie');
  assert.match(await streaming, /aborted|hang up|ended/);
});

test('a stream whose session ends in the instant before it is registered does not begin', async (context) => {
  const other = await startGateway();
  context.after(() => other.close());
  other.endSessionOnceFound('marie');
  const answer = await other.ask('/api/live', { headers: { cookie: other.cookie('marie') } });
  assert.equal(answer.status, 401);
  assert.equal(other.sockets.count(null as never), 0);
});

test('A18 the OpenAPI document names to each role what it may call, and to nobody else anything', async () => {
  assert.equal((await gateway.ask('/api/openapi.json')).status, 401);
  const document = JSON.parse((await gateway.ask('/api/openapi.json', { headers: as('owner') })).body);
  assert.deepEqual(Object.keys(document.paths).toSorted((a, b) => a.localeCompare(b)), ['/broken', '/conflict', '/hello', '/live', '/secret', '/things']);
  const others = (await gateway.ask('/api/openapi.json', { headers: { cookie: gateway.cookie('other') } })).body;
  assert.ok(!others.includes('secret') && others.includes('/things'), others);
});
