import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemberId, ModuleId } from '../../shared/ids.ts';
import { lea, MARIE, paul, ProjectsServer, SAM } from '../projects/projects.fixture.ts';

const MARIE_ID = MARIE.memberId;

test('a grant is given, changed and taken back, and what is so already stays so', async () => {
  await using server = await ProjectsServer.start();
  const moduleId = await server.module(await server.project('shop'), 'web');
  const { grants } = server.projects;
  const given = await grants.set(lea, { memberId: MARIE_ID, moduleId, access: 'read', revision: null });
  assert.deepEqual(given, { memberId: MARIE_ID, moduleId, access: 'read', revision: 1, grantedAtMs: server.nowMs });
  assert.deepEqual(await grants.set(paul, { memberId: MARIE_ID, moduleId, access: 'read', revision: null }), given);
  const more = await grants.set(lea, { memberId: MARIE_ID, moduleId, access: 'write', revision: 1 });
  assert.deepEqual([more.access, more.revision], ['write', 2]);
  assert.deepEqual((await grants.list({ memberId: MARIE_ID })).map(({ access }) => access), ['write']);
  await grants.remove(lea, { memberId: MARIE_ID, moduleId, revision: 2 });
  await grants.remove(lea, { memberId: MARIE_ID, moduleId, revision: 2 });
  assert.deepEqual(await grants.list({ memberId: MARIE_ID }), []);
  assert.equal((await grants.list({ moduleId })).length, 1, 'the creator’s');
  assert.deepEqual((await server.audited()).slice(-5), ['grant.set done', 'grant.set done', 'grant.set done', 'grant.remove done', 'grant.remove done']);
});

test('the later of two owners who edit one grant is told what it is now', async () => {
  await using server = await ProjectsServer.start();
  const moduleId = await server.module(await server.project('shop'), 'web');
  const { grants } = server.projects;
  const pair = { memberId: MARIE_ID, moduleId };
  await grants.set(lea, { ...pair, access: 'write', revision: null });
  await assert.rejects(grants.set(paul, { ...pair, access: 'read', revision: null }), { code: 'conflict', details: { access: 'write' } });
  await grants.set(lea, { ...pair, access: 'read', revision: 1 });
  await assert.rejects(grants.remove(paul, { ...pair, revision: 1 }), { code: 'conflict', details: { access: 'read' } });
  await grants.remove(lea, { ...pair, revision: 2 });
  await assert.rejects(grants.set(paul, { ...pair, access: 'write', revision: 2 }), { code: 'conflict', details: { access: 'none' } });
  const both = await Promise.allSettled([grants.set(lea, { ...pair, access: 'read', revision: null }), grants.set(paul, { ...pair, access: 'write', revision: null })]);
  assert.deepEqual(both.map(({ status }) => status), ['fulfilled', 'rejected']);
});

test('a grant needs a member who is here and a module that is not in the trash', async () => {
  await using server = await ProjectsServer.start();
  const moduleId = await server.module(await server.project('shop'), 'web');
  const { grants, modules } = server.projects;
  const { id, revision, ...sam } = (await server.storage.members.get(SAM.memberId)) ?? assert.fail('no Sam');
  await server.storage.members.replace(id, revision, { ...sam, removedAtMs: 1 });
  const wrong = { access: 'read', revision: null } as const;
  await assert.rejects(grants.set(lea, { ...wrong, memberId: SAM.memberId, moduleId }), { code: 'not_found', details: { what: 'member' } });
  await assert.rejects(grants.set(lea, { ...wrong, memberId: MemberId.parse('m000000000000'), moduleId }), { code: 'not_found' });
  await assert.rejects(grants.set(lea, { ...wrong, memberId: MARIE_ID, moduleId: ModuleId.parse('r000000000000') }), { code: 'not_found' });
  await modules.trash({ ...lea, moduleId }, { revision: 2, confirmSlug: 'web' });
  await assert.rejects(grants.set(lea, { ...wrong, memberId: MARIE_ID, moduleId }), { code: 'not_found', details: { what: 'module' } });
});

test('which module may reach which is set and taken back as often as one likes', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const [web, api] = [await server.module(projectId, 'web'), await server.module(projectId, 'backend')];
  const { grants } = server.projects;
  const reach = { fromModuleId: web, toModuleId: api };
  await Promise.all([grants.setReach(lea, reach), grants.setReach(paul, reach)]);
  assert.deepEqual(await grants.listReaches(), [reach]);
  await server.grant(MARIE, web);
  assert.deepEqual((await server.rights.neighbours({ id: MARIE_ID, role: 'developer' })).map(({ slug }) => slug), ['backend']);
  await assert.rejects(grants.setReach(lea, { fromModuleId: web, toModuleId: web }), { code: 'invalid_input' });
  await assert.rejects(grants.setReach(lea, { fromModuleId: web, toModuleId: ModuleId.parse('r000000000000') }), { code: 'not_found' });
  await grants.removeReach(lea, reach);
  await grants.removeReach(lea, reach);
  assert.deepEqual(await grants.listReaches(), []);
});
