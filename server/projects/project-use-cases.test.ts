import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { ModuleId, ProjectId } from '../../shared/ids.ts';
import { PROJECT_TRASH_MS } from '../../shared/projects.ts';
import { LEA, lea, MARIE, paul, ProjectsServer } from './projects.fixture.ts';

test('a project is made once, under a name that is one, and shows at once', async () => {
  await using server = await ProjectsServer.start();
  const { projects } = server.projects;
  await server.project('shop');
  const named = await projects.create(lea, { slug: 'personal-cash', title: 'Personal cash' });
  assert.equal(named.title, 'Personal cash');
  assert.deepEqual((await server.projects.list(LEA)).map(({ slug, title }) => [slug, title]), [['personal-cash', 'Personal cash'], ['shop', 'shop']]);
  await assert.rejects(projects.create(lea, { slug: 'shop' }), { code: 'already_exists' });
  await assert.rejects(projects.create(lea, { slug: '.git' }), { code: 'invalid_input', details: { field: 'slug', rule: 'characters' } });
  await assert.rejects(projects.create(lea, { slug: 'git' }), { code: 'invalid_input', details: { field: 'slug', rule: 'reserved' } });
  assert.deepEqual(await server.audited(), [
    'project.create done',
    'project.create done',
    'project.create refused already_exists',
    'project.create refused invalid_input',
    'project.create refused invalid_input',
  ]);
});

test('a renamed project keeps its modules and repositories, and its new address is in every clone address', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const moduleId = await server.module(projectId, 'web');
  const folder = server.repositories.folder(moduleId);
  const renamed = await server.projects.projects.rename({ ...lea, projectId }, { revision: 1, slug: 'boutique', title: 'Boutique' });
  assert.deepEqual([renamed.slug, renamed.title, renamed.revision], ['boutique', 'Boutique', 2]);
  const { modules } = await server.projects.get(LEA, 'boutique');
  assert.equal(modules[0]?.cloneUrl, 'https://atelier.test/git/boutique/web.git');
  assert.equal(server.repositories.folder(moduleId), folder);
  assert.ok(existsSync(folder));
  await assert.rejects(server.projects.get(LEA, 'shop'), { code: 'not_found' });
  await server.project('shop');
  await assert.rejects(server.projects.projects.rename({ ...lea, projectId }, { revision: 2, slug: 'shop' }), { code: 'already_exists' });
});

test('the later of two owners is told, and nothing is changed', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const { projects } = server.projects;
  await projects.rename({ ...lea, projectId }, { revision: 1, title: 'By Lea' });
  await assert.rejects(projects.rename({ ...paul, projectId }, { revision: 1, title: 'By Paul' }), { code: 'conflict', details: { revision: 2 } });
  await assert.rejects(projects.archive({ ...paul, projectId }, 1), { code: 'conflict' });
  await assert.rejects(projects.trash({ ...paul, projectId }, { revision: 1, confirmSlug: 'shop' }), { code: 'conflict' });
  const both = await Promise.allSettled([projects.archive({ ...lea, projectId }, 2), projects.rename({ ...paul, projectId }, { revision: 2, title: 'Paul' })]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const gone = ProjectId.parse('p000000000000');
  await assert.rejects(projects.rename({ ...lea, projectId: gone }, { revision: 1, title: 'x' }), { code: 'not_found' });
});

test('what is archived is nobody’s until it is not, and comes out of the trash as it went in', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const moduleId = await server.module(projectId, 'web');
  await server.grant(MARIE, moduleId);
  const { projects } = server.projects;
  const ask = { ...lea, projectId };
  assert.equal((await server.projects.list(MARIE)).length, 1);
  await projects.archive(ask, 1);
  assert.deepEqual(await server.projects.list(MARIE), []);
  assert.deepEqual(await server.projects.list(LEA), []);
  await projects.archive(ask, 2);
  await projects.trash(ask, { revision: 2, confirmSlug: 'shop' });
  await assert.rejects(projects.archive(ask, 3), { code: 'conflict', details: { state: 'trashed' } });
  assert.equal((await projects.restore(ask, 3)).state, 'archived');
  await projects.unarchive(ask, 4);
  assert.equal((await server.projects.list(MARIE)).length, 1);
});

test('the trash takes a typed name, frees it, and gives everything back until its day', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const moduleId = await server.module(projectId, 'web');
  await server.grant(MARIE, moduleId);
  const { projects } = server.projects;
  const ask = { ...lea, projectId };
  await assert.rejects(projects.trash(ask, { revision: 1, confirmSlug: 'Shop' }), { code: 'invalid_input', details: { field: 'confirmSlug', rule: 'confirm' } });
  await assert.rejects(projects.purge(ask, 'shop'), { code: 'conflict' });
  await assert.rejects(projects.restore(ask, 1), { code: 'conflict' });
  await projects.trash(ask, { revision: 1, confirmSlug: 'shop' });
  const { projects: shown } = await server.projects.views.overview();
  assert.deepEqual(shown.map(({ state, purgeAtMs }) => [state, purgeAtMs]), [['trashed', server.nowMs + PROJECT_TRASH_MS]]);
  assert.deepEqual(await server.rights.granted({ id: MARIE.memberId, role: 'developer' }), []);
  const other = await server.project('shop');
  await assert.rejects(projects.restore(ask, 2), { code: 'already_exists' });
  await projects.rename({ ...lea, projectId: other }, { revision: 1, slug: 'shop-two' });
  await projects.restore(ask, 2);
  assert.deepEqual((await server.projects.list(MARIE)).map(({ slug, modules }) => [slug, modules.map((module) => module.slug)]), [['shop', ['web']]]);
});

test('a purge by hand leaves nothing: no repository, grant, reach, service or proposal', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const kept = await server.project('kept');
  const [web, api, other] = [await server.module(projectId, 'web'), await server.module(projectId, 'backend'), await server.module(kept, 'other')];
  await server.grant(MARIE, web);
  await server.grant(MARIE, other);
  await server.projects.grants.setReach(lea, { fromModuleId: web, toModuleId: api });
  await server.projects.grants.setReach(lea, { fromModuleId: other, toModuleId: web });
  const { services, proposals, grants, reaches, modules, projects } = server.storage;
  await services.insert('v1', { moduleId: web, workspaceId: 'w000000000000' as never, memberId: MARIE.memberId, port: 1, sharedAtMs: 1 });
  await proposals.insert('q000000000001', { moduleId: web, memberId: MARIE.memberId, kind: 'proposal', branch: 'b', target: 'main', title: '', description: '', approvals: [], state: 'open', words: '', taken: null, headCommit: '', createdAtMs: 1, updatedAtMs: 1, decidedBy: null });
  const ask = { ...lea, projectId };
  await server.projects.projects.trash(ask, { revision: 1, confirmSlug: 'shop' });
  await assert.rejects(server.projects.projects.purge(ask, 'kept'), { code: 'invalid_input' });
  await server.projects.projects.purge(ask, 'shop');
  for (const id of [web, api]) assert.equal(existsSync(server.repositories.folder(id)), false);
  assert.ok(existsSync(server.repositories.folder(other)));
  assert.deepEqual((await grants.find()).map(({ moduleId }) => moduleId), [other, other]);
  assert.deepEqual([await reaches.find(), await services.find(), await proposals.find()], [[], [], []]);
  assert.deepEqual([(await modules.find()).length, (await projects.find()).length], [1, 1]);
  assert.ok((await server.audited()).includes('project.purge done'));
});

test('the sweep purges what is due, not an hour earlier, and what a crash left half gone', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const web = await server.module(projectId, 'web');
  await server.projects.projects.trash({ ...lea, projectId }, { revision: 1, confirmSlug: 'shop' });
  server.nowMs += PROJECT_TRASH_MS - 3_600_000;
  await server.projects.sweep();
  assert.ok(existsSync(server.repositories.folder(web)));
  server.nowMs += 3_600_000;
  await assert.rejects(server.projects.projects.restore({ ...lea, projectId }, 2), { code: 'conflict' });
  assert.deepEqual((await server.projects.views.overview()).projects, []);
  await server.projects.sweep();
  assert.equal(existsSync(server.repositories.folder(web)), false);
  assert.deepEqual(await server.storage.projects.find(), []);
  assert.equal((await server.audited()).at(-1), 'project.purge done');
});

test('a purge that is cut off is ended by the next sweep and cannot be restored in between', async () => {
  let broken = true;
  await using server = await ProjectsServer.start((repositories) => ({
    ...repositories,
    remove: async (id) => {
      if (broken) throw new Error('the disk is away');
      await repositories.remove(id);
    },
  }));
  const projectId = await server.project('shop');
  const moduleId = ModuleId.parse(await server.module(projectId, 'web'));
  await server.projects.modules.trash({ ...lea, moduleId }, { revision: 2, confirmSlug: 'web' });
  await assert.rejects(server.projects.modules.purge({ ...lea, moduleId }, 'web'), /the disk is away/);
  const half = await server.storage.modules.get(moduleId);
  await assert.rejects(server.projects.modules.restore({ ...lea, moduleId }, half?.revision ?? 0), { code: 'conflict' });
  await server.projects.start();
  assert.notEqual(await server.storage.modules.get(moduleId), null, 'a disk that is away does not keep the server from starting');
  broken = false;
  await server.projects.sweep();
  assert.equal(await server.storage.modules.get(moduleId), null);
  assert.equal(existsSync(server.repositories.folder(moduleId)), false);
});
