import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { ModuleId, ProjectId } from '../../shared/ids.ts';
import { LEA, lea, MARIE, paul, ProjectsServer } from './projects.fixture.ts';

const NEW = { kind: 'api', description: '', templateId: null } as const;

test('an empty module has a repository at its id, main protected, and a write grant for who made it', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const id = await server.module(projectId, 'web');
  assert.ok(existsSync(server.repositories.folder(id)));
  assert.ok(server.repositories.folder(id).endsWith(`/${id}.git`));
  assert.deepEqual((await server.storage.modules.get(id))?.protectedBranches, ['main']);
  assert.deepEqual((await server.rights.granted({ id: LEA.memberId, role: 'owner' })).map(({ slug, access }) => [slug, access]), [['web', 'write']]);
  const [project] = await server.projects.list(LEA);
  assert.deepEqual(project?.modules[0]?.facts, { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false });
});

test('a module from a template begins with a commit of its creator', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const { id } = await server.projects.modules.create(lea, { ...NEW, projectId, slug: 'backend', templateId: 'python-api' });
  const [project] = await server.projects.list(LEA);
  const facts = project?.modules[0]?.facts;
  assert.equal(facts?.lastCommit?.authorEmail, 'lea@example.test');
  assert.equal(facts?.languages[0]?.name, 'Python');
  const { stdout } = await server.repositories.git(ModuleId.parse(id), ['ls-tree', '-r', '--name-only', 'main']);
  assert.match(stdout.toString(), /^README\.md$/m);
});

test('a module’s name is good, and one of a kind in its project', async () => {
  await using server = await ProjectsServer.start();
  const [shop, bank] = [await server.project('shop'), await server.project('bank')];
  await server.module(shop, 'web');
  await server.module(bank, 'web');
  const { modules } = server.projects;
  await assert.rejects(modules.create(lea, { ...NEW, projectId: shop, slug: 'web' }), { code: 'already_exists' });
  await assert.rejects(modules.create(lea, { ...NEW, projectId: shop, slug: '%2e' }), { code: 'invalid_input', details: { field: 'slug', rule: 'characters' } });
  await assert.rejects(modules.create(lea, { ...NEW, projectId: shop, slug: 'head' }), { code: 'invalid_input', details: { field: 'slug', rule: 'reserved' } });
  await assert.rejects(modules.create(lea, { ...NEW, projectId: ProjectId.parse('p000000000000'), slug: 'x' }), { code: 'not_found' });
  await server.projects.projects.archive({ ...lea, projectId: bank }, 1);
  await assert.rejects(modules.create(lea, { ...NEW, projectId: bank, slug: 'x' }), { code: 'conflict', details: { state: 'archived' } });
  assert.equal((await server.storage.modules.find()).length, 2);
});

test('what cannot be filled leaves nothing, and its name is free', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const input = { projectId, slug: 'web', kind: 'api', description: '' } as const;
  let made: ModuleId | null = null;
  const fill = async (id: ModuleId): Promise<void> => {
    made = id;
    assert.deepEqual((await server.projects.list(LEA))[0]?.modules, [], 'nobody sees it before it is filled');
    assert.ok(existsSync(server.repositories.folder(id)));
    await server.projects.sweep();
    assert.ok(existsSync(server.repositories.folder(id)), 'the sweep leaves what is being made');
    throw new Error('the bundle is broken');
  };
  await assert.rejects(server.projects.modules.createFilled(lea, input, fill), /the bundle is broken/);
  assert.ok(made !== null);
  assert.equal(existsSync(server.repositories.folder(made)), false);
  assert.deepEqual([await server.storage.modules.find(), await server.storage.grants.find()], [[], []]);
  await server.module(projectId, 'web');
  assert.ok((await server.audited()).includes('module.create failed internal'));
});

test('what a crash left half made is swept away', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const id = ModuleId.parse('r00000000half');
  await server.repositories.create(id);
  const half = { projectId, slug: 'web', slugKey: `${projectId}/web`, kind: 'api', description: '', state: 'trashed', trashedAtMs: 0, protectedBranches: [], createdAtMs: 1 } as const;
  await server.storage.modules.insert(id, { ...half, protectedBranches: [] });
  await server.projects.start();
  assert.equal(await server.storage.modules.get(id), null);
  assert.equal(existsSync(server.repositories.folder(id)), false);
});

test('a project that is archived while its module is filled takes it no more', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const fill = async (): Promise<void> => void (await server.projects.projects.archive({ ...paul, projectId }, 1));
  await assert.rejects(server.projects.modules.createFilled(lea, { projectId, slug: 'web', kind: 'api', description: '' }, fill), { code: 'conflict' });
  assert.deepEqual(await server.storage.modules.find(), []);
});

test('name, kind, words and protected branches change; the later of two owners is told', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const moduleId = await server.module(projectId, 'web');
  await server.module(projectId, 'taken');
  const { modules } = server.projects;
  const ask = { ...lea, moduleId };
  const changed = await modules.update(ask, 2, { slug: 'site', kind: 'interface', description: 'What is seen', protectedBranches: ['main', 'release', 'main'] });
  assert.deepEqual([changed.slug, changed.kind, changed.description, changed.protectedBranches], ['site', 'interface', 'What is seen', ['main', 'release']]);
  await assert.rejects(modules.update({ ...paul, moduleId }, 2, { kind: 'ai' }), { code: 'conflict', details: { revision: 3 } });
  await assert.rejects(modules.update(ask, 3, { slug: 'taken' }), { code: 'already_exists' });
  await assert.rejects(modules.update(ask, 3, { slug: '..' }), { code: 'invalid_input' });
  assert.equal((await server.rights.accessByName({ id: LEA.memberId, role: 'owner' }, { project: 'shop', module: 'site' }))?.id, moduleId);
});

test('a module goes into the trash under its typed name, comes back with its grants, and is purged for good', async () => {
  await using server = await ProjectsServer.start();
  const projectId = await server.project('shop');
  const moduleId = await server.module(projectId, 'web');
  await server.grant(MARIE, moduleId, 'write');
  const { modules } = server.projects;
  const ask = { ...lea, moduleId };
  await assert.rejects(modules.trash(ask, { revision: 2, confirmSlug: 'shop' }), { code: 'invalid_input' });
  await assert.rejects(modules.purge(ask, 'web'), { code: 'conflict' });
  await modules.trash(ask, { revision: 2, confirmSlug: 'web' });
  assert.deepEqual(await server.projects.list(MARIE), []);
  const other = await server.module(projectId, 'web');
  await assert.rejects(modules.restore(ask, 3), { code: 'already_exists' });
  await modules.update(ask, 3, { slug: 'web-old' });
  await modules.restore(ask, 4);
  assert.deepEqual((await server.projects.list(MARIE))[0]?.modules.map(({ slug, access }) => [slug, access]), [['web-old', 'write']]);
  await modules.archive(ask, 5);
  await modules.unarchive(ask, 6);
  await modules.trash(ask, { revision: 7, confirmSlug: 'web-old' });
  await assert.rejects(modules.purge(ask, 'web'), { code: 'invalid_input' });
  await modules.purge(ask, 'web-old');
  await assert.rejects(modules.purge(ask, 'web-old'), { code: 'not_found' });
  assert.equal(existsSync(server.repositories.folder(moduleId)), false);
  assert.ok(existsSync(server.repositories.folder(other)));
  assert.deepEqual(await server.storage.grants.find({ moduleId }), []);
});
