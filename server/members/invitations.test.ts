import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InvitationId, MemberId, ModuleId, ProjectId } from '#shared/ids.ts';
import { STRICTEST_LIMITS } from '#shared/members.ts';
import { DAY_MS } from '#shared/units.ts';

import { pairKey } from '../grants/module-rights.ts';
import { NEW_MEMBER } from './new-member.ts';
import { CALLER, invitation, PASSWORD, TeamServer, tokenIn } from './team.fixture.ts';

const CHOSEN = { name: 'Lea', password: PASSWORD, language: 'fr' as const };
const MODULE = ModuleId.parse('r000000000001');

async function addModule({ server }: TeamServer): Promise<void> {
  const projectId = ProjectId.parse('p000000000001');
  await server.storage.projects.insert(projectId, { slug: 'shop', slugKey: 'shop', title: '', state: 'live', trashedAtMs: null, createdAtMs: 0 });
  await server.storage.modules.insert(MODULE, { projectId, slug: 'api', slugKey: `${projectId}/api`, kind: 'api', description: '', state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 0 });
}

test('an invitation makes a member with its address, role, limits and grants, once', async () => {
  await using team = await TeamServer.start();
  await addModule(team);
  const { invitations } = team.members;
  const limits = { ...STRICTEST_LIMITS, terminal: true };
  const { link, invitation: made, mail } = await invitations.invite(team.owner.actor, invitation('lea@example.com', { role: 'stagiaire', limits, grants: [{ moduleId: MODULE, access: 'write' }] }), CALLER);
  assert.match(link, /^http:\/\/localhost:\d+\/invite\/[A-Za-z0-9_-]{43}$/);
  assert.deepEqual([mail, made.role, (await invitations.list()).length], ['off', 'stagiaire', 1]);
  const token = tokenIn(link);
  assert.deepEqual(await invitations.look(token, CALLER), { email: 'lea@example.com', role: 'stagiaire', language: null, expiresAtMs: made.expiresAtMs });

  assert.deepEqual(await invitations.accept(token, CHOSEN, CALLER), { email: 'lea@example.com' });
  const [lea] = await team.server.storage.members.find({ email: 'lea@example.com' });
  assert.ok(lea);
  assert.deepEqual([lea.name, lea.role, lea.language, lea.limits], ['Lea', 'stagiaire', 'fr', limits]);
  const [grant] = await team.server.storage.grants.find({ memberId: lea.id });
  assert.deepEqual([grant?.id, grant?.access, grant?.grantedBy], [`${lea.id}/${MODULE}`, 'write', team.owner.actor.memberId]);
  assert.deepEqual(await invitations.list(), []);
  await assert.rejects(invitations.accept(token, CHOSEN, CALLER), { code: 'not_found' });
  // The token is nowhere, in no form that could be used.
  const everything = JSON.stringify([await team.server.storage.audit.find(), await team.server.storage.invitations.find(), await team.server.storage.members.find()]);
  assert.ok(!everything.includes(token) && !everything.includes(PASSWORD));
  assert.ok((await team.server.audited()).includes('member.accept_invitation refused not_found'));
});

test('A10 a used, withdrawn, replaced, expired or altered invitation is refused with the same words', async () => {
  await using team = await TeamServer.start();
  const { invitations } = team.members;
  const { actor } = team.owner;
  const invite = async (email: string) => invitations.invite(actor, invitation(email, { days: 7 }), CALLER);

  const used = await invite('a@example.com');
  await invitations.accept(tokenIn(used.link), CHOSEN, CALLER);
  const withdrawn = await invite('b@example.com');
  await invitations.revoke(actor, withdrawn.invitation.id, CALLER);
  const replaced = await invite('c@example.com');
  const second = await invite('c@example.com');
  const renewed = await invitations.renew(actor, { invitationId: second.invitation.id, days: 1 }, CALLER);
  const altered = `${tokenIn(renewed.link).slice(0, -2)}AA`;
  const expired = await invite('d@example.com');
  for (const link of [used.link, withdrawn.link, replaced.link, second.link, altered]) {
    await assert.rejects(invitations.look(tokenIn(link), CALLER), { code: 'not_found', details: {} });
    await assert.rejects(invitations.accept(tokenIn(link), CHOSEN, CALLER), { code: 'not_found', details: {} });
  }
  team.server.clock.advance(7 * DAY_MS);
  for (const link of [expired.link, renewed.link]) await assert.rejects(invitations.accept(tokenIn(link), CHOSEN, { ...CALLER, address: '127.0.0.9' }), { code: 'not_found', details: {} });
  assert.deepEqual((await team.server.storage.members.find()).map(({ email }) => email), ['ada@example.com', 'a@example.com']);
  // What has expired is still shown to the owner, who can renew it.
  assert.deepEqual((await invitations.list()).map(({ email }) => email), ['c@example.com', 'd@example.com']);
});

test('A10 of many who use one link at the same moment, one becomes the member', async () => {
  await using team = await TeamServer.start();
  const { link } = await team.members.invitations.invite(team.owner.actor, invitation('lea@example.com'), CALLER);
  const tries = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => team.members.invitations.accept(tokenIn(link), { ...CHOSEN, name: `n${index}` }, CALLER)));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await team.server.storage.members.find({ email: 'lea@example.com' })).length, 1);
});

test('A10 what a crash left between the grants and the end can be accepted again, or is used', async () => {
  await using team = await TeamServer.start();
  await addModule(team);
  const { invitations } = team.members;
  const { link, invitation: made } = await invitations.invite(team.owner.actor, invitation('lea@example.com', { grants: [{ moduleId: MODULE, access: 'read' }] }), CALLER);
  const stored = await team.server.storage.invitations.get(made.id);
  assert.ok(stored);
  await invitations.accept(tokenIn(link), CHOSEN, CALLER);
  const [lea] = await team.server.storage.members.find({ email: 'lea@example.com' });
  assert.ok(lea);
  const { id, revision: _revision, ...document } = stored;
  await team.server.storage.invitations.insert(id, document);
  // The member is there: the invitation is used, whatever is left of it.
  assert.deepEqual(await invitations.list(), []);
  await assert.rejects(invitations.look(tokenIn(link), CALLER), { code: 'not_found' });
  // Only the grant is there: it can be accepted.
  await team.server.storage.members.delete(lea.id);
  assert.deepEqual(await invitations.accept(tokenIn(link), CHOSEN, CALLER), { email: 'lea@example.com' });
  assert.equal((await team.server.storage.grants.find({ pairKey: pairKey(MemberId.parse(lea.id), MODULE) })).length, 1);
});

test('an invitation to an address that became a member’s by another way leaves no grants behind', async () => {
  await using team = await TeamServer.start();
  await addModule(team);
  const { members, grants } = team.server.storage;
  const { link } = await team.members.invitations.invite(team.owner.actor, invitation('lea@example.com', { grants: [{ moduleId: MODULE, access: 'read' }] }), CALLER);
  await members.insert('m000000000009', { ...NEW_MEMBER, email: 'lea@example.com', name: 'Lea', role: 'developer', limits: null, language: null, passwordHash: null, oidcAccount: null, createdAtMs: 0 });
  await assert.rejects(team.members.invitations.accept(tokenIn(link), CHOSEN, CALLER), { code: 'not_found' });
  assert.deepEqual(await grants.find(), []);
});

test('nobody is invited twice, with a module that is not there, or by what is not open', async () => {
  await using team = await TeamServer.start();
  const { invitations } = team.members;
  const { actor } = team.owner;
  await assert.rejects(invitations.invite(actor, invitation('ada@example.com'), CALLER), { code: 'already_exists' });
  await assert.rejects(invitations.invite(actor, invitation('x@example.com', { grants: [{ moduleId: MODULE, access: 'read' }] }), CALLER), { code: 'not_found' });
  const nobody = InvitationId.parse('i00000000000z');
  await assert.rejects(invitations.revoke(actor, nobody, CALLER), { code: 'not_found' });
  await assert.rejects(invitations.renew(actor, { invitationId: nobody, days: 1 }, CALLER), { code: 'not_found' });
  const both = await Promise.all([invitations.invite(actor, invitation('y@example.com'), CALLER), invitations.invite(actor, invitation('y@example.com', { role: 'owner' }), CALLER)]);
  assert.deepEqual((await invitations.list()).map(({ id }) => id), [both[1].invitation.id]);
});

test('limits are a stagiaire’s alone, and the strictest unless said', async () => {
  await using team = await TeamServer.start();
  const invited = async (more: object) => (await team.members.invitations.invite(team.owner.actor, invitation('x@example.com', more), CALLER)).invitation.limits;
  assert.equal(await invited({ role: 'developer', limits: STRICTEST_LIMITS }), null);
  assert.deepEqual(await invited({ role: 'stagiaire', limits: null }), STRICTEST_LIMITS);
});

test('A10 trying links is limited, for one address', async () => {
  await using team = await TeamServer.start();
  const { link } = await team.members.invitations.invite(team.owner.actor, invitation('lea@example.com'), CALLER);
  const guess = { ...CALLER, address: '127.0.0.7' };
  for (let count = 0; count < 20; count += 1) await assert.rejects(team.members.invitations.look('A'.repeat(43), guess), { code: 'not_found' });
  await assert.rejects(team.members.invitations.look(tokenIn(link), guess), { code: 'too_many_requests' });
  assert.equal((await team.members.invitations.look(tokenIn(link), CALLER)).email, 'lea@example.com');
});
