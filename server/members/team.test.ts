import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemberId, ModuleId, TokenId } from '#shared/ids.ts';
import { DEFAULT_LIMITS } from '#shared/workspaces.ts';
import { STRICTEST_LIMITS } from '#shared/members.ts';
import { DAY_MS, HOUR_MS } from '#shared/units.ts';

import { pairKey } from '../grants/module-rights.ts';
import { CALLER, invitation, PASSWORD, TeamServer, tokenIn } from './team.fixture.ts';

/** The sessions that are told of while `during` runs, and those whose sockets close shortly after. */
async function ended(team: TeamServer, { count, during }: { count: number; during: () => Promise<unknown> }): Promise<string[]> {
  const told: string[] = [];
  const all = Promise.withResolvers<void>();
  const end = team.server.auth.authenticator.onEnded(({ sessionId }) => {
    told.push(sessionId);
    if (told.length === count) all.resolve();
  });
  await during();
  if (count > 0) await all.promise;
  end();
  return told;
}

test('A6 disabling a member ends their sessions at once, and enabling lets them sign in again', async () => {
  await using team = await TeamServer.start();
  const { team: useCases } = team.members;
  const lea = await team.join('lea');
  const about = await team.about(lea.actor.memberId);
  const told = await ended(team, { count: 1, during: () => useCases.setDisabled(team.owner.actor, { ...about, disabled: true }, CALLER) });
  assert.deepEqual(told, [lea.actor.sessionId]);
  assert.equal(await lea.visitor.whoAmI(), null);
  assert.equal((await lea.visitor.signIn(lea.email, PASSWORD)).status, 401);
  await useCases.setDisabled(team.owner.actor, { ...(await team.about(lea.actor.memberId)), disabled: false }, CALLER);
  assert.equal((await lea.visitor.signIn(lea.email, PASSWORD)).status, 200);
  const audited = await team.server.audited();
  for (const line of ['member.disable done', 'member.enable done', 'session.end done disabled']) assert.ok(audited.includes(line), line);
});

test('A9 a lowered role closes what is open, also when the member was last heard of before another change', async () => {
  await using team = await TeamServer.start();
  const { team: useCases, account } = team.members;
  const lea = await team.join('lea');
  await account.update(lea.actor, { name: 'Lea L.', language: null }, CALLER);
  const about = await team.about(lea.actor.memberId);
  assert.deepEqual(await ended(team, { count: 1, during: () => useCases.setRole(team.owner.actor, { ...about, role: 'stagiaire' }, CALLER) }), [lea.actor.sessionId]);
  assert.equal(await team.server.auth.authenticator.stillGood(lea.actor), false);
  assert.deepEqual([(await lea.visitor.whoAmI())?.role, (await team.member(about.memberId)).limits], ['stagiaire', STRICTEST_LIMITS]);
  // Switching something off closes too; what only concerns the name does not.
  const limits = { ...STRICTEST_LIMITS, terminal: true };
  assert.equal((await ended(team, { count: 1, during: async () => useCases.setLimits(team.owner.actor, { ...(await team.about(about.memberId)), limits }, CALLER) })).length, 1);
  await useCases.setRole(team.owner.actor, { ...(await team.about(about.memberId)), role: 'developer' }, CALLER);
  assert.equal((await team.member(about.memberId)).limits, null);
});

test('A8 when a stagiaire’s access ends their sessions end and signing in is refused', async () => {
  await using team = await TeamServer.start();
  const { clock } = team.server;
  const lea = await team.join('lea', { role: 'stagiaire', limits: { ...STRICTEST_LIMITS, expiresAtMs: clock.now() + HOUR_MS } });
  clock.advance(HOUR_MS - 1);
  team.members.standings.look();
  assert.ok(await lea.visitor.whoAmI());
  const out: unknown[] = [];
  team.members.standings.onOut((who) => out.push(who));
  const told = await ended(team, {
    count: 1,
    during: async () => {
      clock.advance(1);
      assert.equal(await lea.visitor.whoAmI(), null);
      team.members.standings.look();
      team.members.standings.look();
    },
  });
  assert.deepEqual([told, out], [[lea.actor.sessionId], [{ memberId: lea.actor.memberId, standing: 'expired' }]]);
  const refused = await lea.visitor.signIn(lea.email, PASSWORD);
  assert.deepEqual([refused.status, refused.json['code'], refused.json['details']], [403, 'forbidden', { because: 'expired' }]);
  assert.equal((await lea.visitor.signIn(lea.email, 'wrong')).json['code'], 'wrong_credentials');
  assert.ok((await team.server.audited()).includes('session.end done access_ended'));
});

test('A8 a stagiaire’s access ends by itself, without anyone asking', async () => {
  await using team = await TeamServer.start();
  const lea = await team.join('lea', { role: 'stagiaire' });
  const limits = { ...STRICTEST_LIMITS, expiresAtMs: team.server.clock.now() + 30 };
  const about = await team.about(lea.actor.memberId);
  // The timer is real; only the clock stands still until it has been set.
  const told = await ended(team, {
    count: 1,
    during: async () => {
      await team.members.team.setLimits(team.owner.actor, { ...about, limits }, CALLER);
      team.server.clock.advance(30);
    },
  });
  assert.deepEqual(new Set(told), new Set([lea.actor.sessionId]));
});

test('outside their hours a stagiaire is refused, and let in when the hour comes', async () => {
  await using team = await TeamServer.start();
  const { clock } = team.server;
  const minute = Math.floor((clock.now() % DAY_MS) / 60_000);
  const day = ((new Date(clock.now()).getUTCDay() + 6) % 7) + 1;
  const hours = { days: [day === 7 ? 1 : day + 1], fromMinute: minute === 1439 ? 1438 : minute, toMinute: 1440, timeZone: 'UTC' };
  const { link } = await team.members.invitations.invite(team.owner.actor, invitation('lea@example.com', { role: 'stagiaire', limits: { ...STRICTEST_LIMITS, hours } }), CALLER);
  await team.members.invitations.accept(tokenIn(link), { name: 'Lea', password: PASSWORD, language: null }, CALLER);
  const visitor = team.server.visitor();
  assert.deepEqual((await visitor.signIn('lea@example.com', PASSWORD)).json, { code: 'forbidden', details: { because: 'outside_hours' } });
  clock.advance(DAY_MS);
  assert.equal((await visitor.signIn('lea@example.com', PASSWORD)).status, 200);
});

test('there is always an owner: the last one cannot be lowered, disabled or removed, by two at once neither', async () => {
  await using team = await TeamServer.start();
  const { team: useCases } = team.members;
  const { actor } = team.owner;
  const self = await team.about(actor.memberId);
  await assert.rejects(useCases.setRole(actor, { ...self, role: 'developer' }, CALLER), { code: 'limit_reached', details: { because: 'last_owner' } });
  await assert.rejects(useCases.setDisabled(actor, { ...self, disabled: true }, CALLER), { code: 'forbidden' });
  await assert.rejects(useCases.remove(actor, { ...self, confirmEmail: team.owner.email }, CALLER), { code: 'forbidden' });
  const bob = await team.join('bob', { role: 'owner' });
  // Shared: each may lower the other, and whoever is second is kept.
  const both = await Promise.allSettled([
    useCases.setRole(actor, { ...(await team.about(bob.actor.memberId)), role: 'developer' }, CALLER),
    useCases.setRole(bob.actor, { ...self, role: 'developer' }, CALLER),
  ]);
  assert.deepEqual(both.map(({ status }) => status), ['fulfilled', 'rejected']);
  // Handed over: the one who hands over is lowered once another owner is there.
  await useCases.setRole(actor, { ...(await team.about(bob.actor.memberId)), role: 'owner' }, CALLER);
  await useCases.setRole(actor, { ...self, role: 'developer' }, CALLER);
  // A disabled owner is none to rely on.
  await assert.rejects(useCases.setRole(bob.actor, { ...(await team.about(bob.actor.memberId)), role: 'stagiaire' }, CALLER), { code: 'limit_reached' });
});

test('the later of two owners who change one member is told; what the member changes does not count', async () => {
  await using team = await TeamServer.start();
  const { team: useCases, account } = team.members;
  const lea = await team.join('lea');
  const about = await team.about(lea.actor.memberId);
  await account.update(lea.actor, { name: 'Lea L.', language: 'fr' }, CALLER);
  const quota = { ...DEFAULT_LIMITS, workspaces: 2 };
  await useCases.setQuota(team.owner.actor, { ...about, quota }, CALLER);
  await assert.rejects(useCases.setQuota(team.owner.actor, { ...about, quota: null }, CALLER), { code: 'conflict' });
  assert.deepEqual((await team.member(about.memberId)).quota, quota);
  await assert.rejects(useCases.setLimits(team.owner.actor, { ...(await team.about(about.memberId)), limits: STRICTEST_LIMITS }, CALLER), { code: 'invalid_input' });
  await assert.rejects(useCases.setRole(team.owner.actor, { memberId: MemberId.parse('m00000000000z'), edition: 0, role: 'owner' }, CALLER), { code: 'not_found' });
});

test('a removed member loses sessions, tokens, grants and the address, and keeps what they did', async () => {
  await using team = await TeamServer.start();
  const { storage } = team.server;
  const { team: useCases, invitations, views } = team.members;
  const lea = await team.join('lea');
  const { memberId } = lea.actor;
  const moduleId = ModuleId.parse('r000000000001');
  const key = pairKey(memberId, moduleId);
  await storage.grants.insert(key, { memberId, moduleId, pairKey: key, access: 'read', grantedBy: memberId, grantedAtMs: 0 });
  await storage.tokens.insert(TokenId.parse('k000000000001'), { memberId, name: 't', tokenHash: 'h', scope: 'read', moduleIds: null, createdAtMs: 0, expiresAtMs: 1, lastUsedAtMs: null, lastUsedAddress: '' });
  const about = await team.about(memberId);
  await assert.rejects(useCases.remove(team.owner.actor, { ...about, confirmEmail: 'other@example.com' }, CALLER), { code: 'invalid_input' });
  await storage.preferences.insert(`${memberId}-settings`, { memberId, text: '{}' });
  await useCases.remove(team.owner.actor, { ...about, confirmEmail: lea.email }, CALLER);
  assert.equal(await lea.visitor.whoAmI(), null);
  assert.deepEqual([await storage.grants.find({ memberId }), await storage.tokens.find({ memberId }), await storage.preferences.find({ memberId }), await storage.sessions.find({ memberId })], [[], [], [], []]);
  const gone = await team.member(memberId);
  assert.deepEqual([gone.email, gone.name, gone.disabled, gone.passwordHash], [`removed:${memberId}`, 'lea', true, null]);
  await assert.rejects(useCases.setDisabled(team.owner.actor, { memberId, edition: gone.edition, disabled: false }, CALLER), { code: 'not_found' });
  await assert.rejects(team.members.resets.make(team.owner.actor, { memberId, dropsTotp: false }, CALLER), { code: 'not_found' });
  assert.deepEqual((await views.view()).members.map(({ email }) => email), ['ada@example.com']);
  // The address is free; what a crash left is cleared at the next start.
  await invitations.invite(team.owner.actor, invitation(lea.email), CALLER);
  await storage.grants.insert(key, { memberId, moduleId, pairKey: key, access: 'read', grantedBy: memberId, grantedAtMs: 0 });
  await useCases.repair();
  assert.deepEqual(await storage.grants.find({ memberId }), []);
});

test('a reset link works once, ends all sessions, and the present password works until then', async () => {
  await using team = await TeamServer.start();
  const { resets } = team.members;
  const lea = await team.join('lea');
  const { memberId } = lea.actor;
  const first = await resets.make(team.owner.actor, { memberId, dropsTotp: false }, CALLER);
  const { link } = await resets.make(team.owner.actor, { memberId, dropsTotp: false }, CALLER);
  await assert.rejects(resets.look(tokenIn(first.link), CALLER), { code: 'not_found' });
  assert.deepEqual(await resets.look(tokenIn(link), CALLER), { email: lea.email, dropsTotp: false });
  assert.equal((await team.server.visitor().signIn(lea.email, PASSWORD)).status, 200);
  const next = 'a third horse battery';
  const uses = await Promise.allSettled([resets.use(tokenIn(link), next, CALLER), resets.use(tokenIn(link), 'mallory horse battery', CALLER)]);
  assert.equal(uses.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal(await lea.visitor.whoAmI(), null);
  assert.equal((await team.server.visitor().signIn(lea.email, PASSWORD)).status, 401);
  await assert.rejects(resets.use(tokenIn(link), next, CALLER), { code: 'not_found' });
  const late = await resets.make(team.owner.actor, { memberId, dropsTotp: false }, CALLER);
  team.server.clock.advance(DAY_MS);
  await assert.rejects(resets.use(tokenIn(late.link), next, CALLER), { code: 'not_found' });
});

test('the team is live: a member who comes, a role that changes', async () => {
  await using team = await TeamServer.start();
  const control = new AbortController();
  const live = team.members.views.watch(control.signal);
  const names = async () => (await live.next()).value?.members.map(({ name, role }: { name: string; role: string }) => `${name} ${role}`);
  assert.deepEqual(await names(), ['ada owner']);
  const lea = await team.join('lea');
  const seen: string[] = [];
  const until = async (what: string) => {
    while (!seen.includes(what)) seen.push(...(await names() ?? []));
  };
  await until('lea developer');
  await team.members.team.setRole(team.owner.actor, { ...(await team.about(lea.actor.memberId)), role: 'stagiaire' }, CALLER);
  await until('lea stagiaire');
  control.abort();
});
