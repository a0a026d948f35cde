import { generate } from 'otplib';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import { CALLER, PASSWORD, TeamServer, tokenIn, type Joined } from '../members/team.fixture.ts';
import { SecretBox } from './secret-box.ts';
import { WRONG_CODES_PER_HOUR } from './totp.ts';

/** What the app on a phone shows at the server's time, some seconds off. */
async function codeOf(team: TeamServer, secret: string, offSeconds = 0): Promise<string> {
  return generate({ secret, epoch: Math.floor(team.server.clock.now() / SECOND_MS) + offSeconds });
}

async function turnOn(team: TeamServer, { actor }: Joined): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret, uri, setup } = await team.members.totp.begin(actor);
  assert.match(uri, /^otpauth:\/\/totp\/Atelier:/);
  const recoveryCodes = await team.members.totp.confirm(actor, { setup, code: await codeOf(team, secret) }, CALLER);
  return { secret, recoveryCodes };
}

const answer = ({ status, json }: { status: number; json: Record<string, unknown> }): unknown[] => [status, json['code'], json['details']];

test('with a second step the password alone is not enough, and a code works once', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  const { secret } = await turnOn(team, lea);
  const visitor = team.server.visitor();
  assert.deepEqual(answer(await visitor.signIn(lea.email, PASSWORD)), [401, 'code_required', {}]);
  assert.deepEqual(answer(await visitor.signIn(lea.email, PASSWORD, { code: ' ' })), [401, 'code_required', {}]);
  assert.deepEqual(answer(await visitor.signIn(lea.email, PASSWORD, { code: '000000' })), [401, 'wrong_credentials', { field: 'code' }]);
  // The code that confirmed is used up; without the password a code says nothing.
  assert.deepEqual(answer(await visitor.signIn(lea.email, PASSWORD, { code: await codeOf(team, secret) })), [401, 'wrong_credentials', { field: 'code' }]);
  team.server.clock.advance(30 * SECOND_MS);
  const code = await codeOf(team, secret);
  assert.deepEqual(answer(await visitor.signIn(lea.email, 'wrong', { code })), [401, 'wrong_credentials', {}]);
  const both = await Promise.all([visitor.signIn(lea.email, PASSWORD, { code }), team.server.visitor().signIn(lea.email, PASSWORD, { code })]);
  assert.deepEqual(both.map(({ status }) => status).toSorted((a, b) => a - b), [200, 401]);
  assert.equal((await visitor.signIn(lea.email, PASSWORD, { code })).status, 401);
});

test('a clock may be one step off, not two, and an older code is never taken after a newer one', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  const { secret } = await turnOn(team, lea);
  team.server.clock.advance(10 * MINUTE_MS);
  const trial = async (offSeconds: number) => (await team.server.visitor().signIn(lea.email, PASSWORD, { code: await codeOf(team, secret, offSeconds) })).status;
  assert.deepEqual([await trial(-90), await trial(90), await trial(30), await trial(0), await trial(-30)], [401, 401, 200, 401, 401]);
});

test('a recovery code works once, typed any way, and new ones replace them', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  const { recoveryCodes } = await turnOn(team, lea);
  const [first = '', second = ''] = recoveryCodes;
  assert.equal(new Set(recoveryCodes).size, 10);
  const trial = async (code: string) => (await team.server.visitor().signIn(lea.email, PASSWORD, { code })).status;
  assert.deepEqual([await trial(` ${first.toUpperCase().replace('-', ' ')} `), await trial(first)], [200, 401]);
  assert.deepEqual((await team.members.account.me(lea.actor)).totp, { recoveryCodesLeft: 9 });
  const prove = team.members.account.prove.bind(team.members.account);
  await assert.rejects(team.members.totp.renewRecoveryCodes(lea.actor, { password: 'wrong', prove }, CALLER), { code: 'wrong_credentials' });
  const [renewed = ''] = await team.members.totp.renewRecoveryCodes(lea.actor, { password: PASSWORD, prove }, CALLER);
  assert.deepEqual([await trial(second), await trial(renewed)], [401, 200]);
});

test('it is turned off with the password alone, and a setup is for one member, one time and a quarter of an hour', async () => {
  await using team = await TeamServer.start();
  const { totp, account } = team.members;
  const [lea, bob] = [await team.join('lea'), await team.join('bob')];
  const begun = await totp.begin(lea.actor);
  const code = await codeOf(team, begun.secret);
  await assert.rejects(totp.confirm(bob.actor, { setup: begun.setup, code }, CALLER), { code: 'invalid_input' });
  await assert.rejects(totp.confirm(lea.actor, { setup: begun.setup, code: 'abcdef' }, CALLER), { code: 'wrong_credentials' });
  await assert.rejects(totp.confirm(lea.actor, { setup: `${begun.setup}x`, code }, CALLER), { code: 'invalid_input' });
  team.server.clock.advance(15 * MINUTE_MS);
  await assert.rejects(totp.confirm(lea.actor, { setup: begun.setup, code: await codeOf(team, begun.secret) }, CALLER), { code: 'timeout' });
  await turnOn(team, lea);
  await assert.rejects(totp.begin(lea.actor), { code: 'conflict' });
  const prove = account.prove.bind(account);
  await assert.rejects(totp.disable(lea.actor, { password: 'wrong', prove }, CALLER), { code: 'wrong_credentials' });
  await totp.disable(lea.actor, { password: PASSWORD, prove }, CALLER);
  await assert.rejects(totp.renewRecoveryCodes(lea.actor, { password: PASSWORD, prove }, CALLER), { code: 'conflict' });
  assert.equal((await team.server.visitor().signIn(lea.email, PASSWORD)).status, 200);
  const audited = await team.server.audited();
  for (const line of ['member.enable_totp done', 'member.disable_totp refused', 'member.disable_totp done']) assert.ok(audited.some((entry) => entry.startsWith(line)), line);
});

test('wrong codes are limited for an account from everywhere, and the right password in between gives none back', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  const { secret } = await turnOn(team, lea);
  team.server.clock.advance(10 * MINUTE_MS);
  const statuses: number[] = [];
  for (let count = 0; count < WRONG_CODES_PER_HOUR; count += 1) {
    const visitor = team.server.visitor(`127.0.1.${(count % 5) + 1}`);
    await visitor.signIn(lea.email, PASSWORD);
    statuses.push((await visitor.signIn(lea.email, PASSWORD, { code: '123123' })).status);
  }
  assert.deepEqual([...new Set(statuses)], [401]);
  const late = await team.server.visitor('127.0.1.99').signIn(lea.email, PASSWORD, { code: await codeOf(team, secret) });
  assert.deepEqual([late.status, late.json['code']], [429, 'too_many_requests']);
});

test('secrets are kept encrypted, each for its owner alone', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  const { secret, recoveryCodes } = await turnOn(team, lea);
  const kept = JSON.stringify([await team.server.storage.members.find(), await team.server.storage.audit.find()]);
  for (const plain of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) assert.ok(!kept.includes(plain));
  const box = new SecretBox('a secret');
  const sealed = box.seal('text', 'totp m1');
  assert.equal(box.open(sealed, 'totp m1'), 'text');
  for (const wrong of [box.open(sealed, 'totp m2'), new SecretBox('another').open(sealed, 'totp m1'), box.open(`${sealed.slice(0, -3)}AAA`, 'totp m1'), box.open('v1.x.y', 'totp m1'), box.open('', 'x')]) {
    assert.equal(wrong, null);
  }
});

test('an owner who needs a second step and has none reaches their own account and nothing else', async () => {
  await using team = await TeamServer.start();
  const { owner, server } = team;
  const { owners, audit, totp } = team.members;
  const bob = await team.join('bob', { role: 'owner' });
  const lea = await team.join('lea');
  await turnOn(team, bob);
  const closed: string[] = [];
  const all = Promise.withResolvers<void>();
  server.auth.authenticator.onEnded(({ sessionId }) => {
    closed.push(sessionId);
    all.resolve();
  });
  await owners.setOwnersNeedTotp(owner.actor, true, { audit, caller: CALLER });
  await all.promise;
  assert.deepEqual(closed, [owner.actor.sessionId]);
  const as = async ({ visitor }: Joined, url: string) => {
    const request = Object.assign(Object.create(null), { url, headers: { cookie: visitor.cookieHeader } });
    return [(await server.auth.authenticator.authenticate(request)) !== null, await server.auth.authenticator.mustGoTo(request)];
  };
  for (const path of ['/account', '/account?x=1', '/api/account', '/api/account/totp/confirm']) assert.deepEqual(await as(owner, path), [true, '/account'], path);
  for (const path of ['/', '/workspaces', '/team', '/accounts', '/account/../team', '/account/x', '/api/team', '/api/accountx', '/api/workspaces/w000000000000/agent/rpc', '/login']) {
    assert.deepEqual(await as(owner, path), [false, '/account'], path);
  }
  for (const other of [bob, lea]) assert.deepEqual(await as(other, '/workspaces'), [true, null]);
  assert.deepEqual([await server.auth.authenticator.stillGood(owner.actor), await server.auth.authenticator.stillSignedIn(owner.actor)], [false, true]);
  // Signing in is possible, and the account says what is to be done.
  assert.equal((await server.visitor().signIn()).status, 200);
  assert.equal((await team.members.account.me(owner.actor)).mustSetUpTotp, true);
  await turnOn(team, owner);
  assert.deepEqual(await as(owner, '/team'), [true, null]);
  assert.equal((await totp.begin(lea.actor)).setup.startsWith('v1.'), true);
});

test('a reset can take the second step away, for whoever lost their phone', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea');
  await turnOn(team, lea);
  const make = async (dropsTotp: boolean) => tokenIn((await team.members.resets.make(team.owner.actor, { memberId: lea.actor.memberId, dropsTotp }, CALLER)).link);
  await team.members.resets.use(await make(false), PASSWORD, CALLER);
  assert.equal((await team.server.visitor().signIn(lea.email, PASSWORD)).json['code'], 'code_required');
  await team.members.resets.use(await make(true), PASSWORD, CALLER);
  assert.equal((await team.server.visitor().signIn(lea.email, PASSWORD)).status, 200);
});
