import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '#shared/errors.ts';

import { ConfigError } from '../config.ts';
import { AuthServer, OWNER } from './auth-server.fixture.ts';

const ada = { email: 'ada@example.com', name: 'Ada', password: OWNER.ownerPassword, language: null };
const caller = { address: '127.0.0.1', client: '', requestId: 'r' };

const says = (code: string) => (error: unknown) => error instanceof AtelierError && error.code === code;

test('the code of the console makes the first owner, who can sign in', async () => {
  await using server = await AuthServer.start({});
  const { setup } = server.auth;
  assert.match(setup.code, /^[3-9A-Z]{8}$/);
  assert.equal(await setup.open(), true);
  const typed = ` ${setup.code.slice(0, 4).toLowerCase()}-${setup.code.slice(4)}`;
  assert.deepEqual(await server.auth.members.setup.createOwner({ ...ada, code: typed }, caller), { email: ada.email });
  assert.equal(await setup.open(), false);
  const visitor = server.visitor();
  assert.equal((await visitor.signIn()).status, 200);
  assert.equal((await visitor.whoAmI())?.role, 'owner');
});

test('A11 once there is an owner the setup does not exist, not even with the code, not after a restart', async () => {
  await using server = await AuthServer.start({});
  const { code } = server.auth.setup;
  await server.auth.members.setup.createOwner({ ...ada, code }, caller);
  const again = { ...ada, email: 'eve@example.com' };
  await assert.rejects(server.auth.members.setup.createOwner({ ...again, code }, caller), says('not_found'));
  await server.restart();
  assert.equal(await server.auth.members.setup.open(), false);
  await assert.rejects(server.auth.members.setup.createOwner({ ...again, code: server.auth.setup.code }, caller), says('not_found'));
  assert.equal((await server.storage.members.find()).length, 1);
});

test('A11 of two owners made at the same time exactly one is', async () => {
  await using server = await AuthServer.start({});
  const { code } = server.auth.setup;
  const emails = ['ada@example.com', 'eve@example.com', 'ada@example.com'];
  const results = await Promise.allSettled(emails.map((email) => server.auth.members.setup.createOwner({ ...ada, email, code }, caller)));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 2);
  for (const { reason } of refused) assert.ok(says('not_found')(reason));
  assert.deepEqual((await server.storage.members.find()).map(({ role }) => role), ['owner']);
});

test('A11 another code is refused, and after a few tries every code is for a while', async () => {
  await using server = await AuthServer.start({});
  const create = (code: string, address = caller.address) => server.auth.members.setup.createOwner({ ...ada, code }, { ...caller, address });
  for (const code of ['', 'AAAAAAAA', `${server.auth.setup.code}A`, server.auth.setup.code.slice(1), 'x'.repeat(64)]) {
    await assert.rejects(create(code), says('wrong_credentials'));
  }
  await assert.rejects(create(server.auth.setup.code), says('too_many_requests'));
  assert.deepEqual(await server.storage.members.find(), []);
  await create(server.auth.setup.code, '127.0.0.9');
  assert.equal((await server.storage.members.find()).length, 1);
  const audited = await server.audited();
  assert.equal(audited.filter((line) => line === 'setup.create_owner refused wrong_credentials').length, 5);
  assert.deepEqual(audited.slice(-2), ['setup.create_owner refused too_many_requests', 'setup.create_owner done']);
});

test('the configured owner is made once, and later values change nothing', async () => {
  await using server = await AuthServer.start();
  assert.equal(await server.auth.setup.open(), false);
  await server.restart({ ownerEmail: 'eve@example.com', ownerPassword: 'short' });
  assert.deepEqual((await server.storage.members.find()).map(({ email, name }) => [email, name]), [['ada@example.com', 'ada']]);
  assert.equal((await server.visitor().signIn()).status, 200);
});

test('a configured owner that cannot be is a clear error', async () => {
  await assert.rejects(AuthServer.start({ ownerEmail: 'nobody', ownerPassword: 'short' }), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.problems.length, 2);
    assert.match(error.problems[0] ?? '', /^ATELIER_OWNER_EMAIL /);
    assert.match(error.problems[1] ?? '', /^ATELIER_OWNER_PASSWORD /);
    return true;
  });
});
