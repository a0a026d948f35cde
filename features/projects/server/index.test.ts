import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';

import type { ApiContext } from '#server/api.ts';
import { CALLER, LEA, MARIE, ProjectsServer, SAM } from '#server/projects/projects.fixture.ts';
import type { Actor } from '#shared/actor.ts';

import type { ProjectView, projectsContract } from '../contract.ts';
import type { projectsOwnerContract } from '../owner-contract.ts';
import { createProjectsFeature } from './index.ts';

type Client = ContractRouterClient<typeof projectsContract & typeof projectsOwnerContract>;

function as(server: ProjectsServer, actor: Actor): Client {
  const context: ApiContext = { actor, caller: CALLER };
  const client: unknown = createRouterClient(createProjectsFeature({ projects: server.projects }).router, { context });
  return client as Client;
}

test('an owner makes, changes, grants and puts away; each answers with what it is now', async () => {
  await using server = await ProjectsServer.start();
  const lea = as(server, LEA);
  const shop = await lea.create({ slug: 'shop', title: 'Shop' });
  const web = await lea.modules.create({ projectId: shop.id, slug: 'web', kind: 'interface', description: 'Seen', templateId: 'react-interface' });
  const api = await lea.modules.create({ projectId: shop.id, slug: 'backend', kind: 'api', description: '', templateId: null });
  assert.equal(web.cloneUrl, 'https://atelier.test/git/shop/web.git');
  assert.deepEqual(web.grants.map(({ memberId, access }) => [memberId, access]), [[LEA.memberId, 'write']]);
  assert.ok(web.facts.hasCommits);
  const grant = await lea.grants.set({ memberId: MARIE.memberId, moduleId: web.id, access: 'write', revision: null });
  await lea.reaches.set({ fromModuleId: web.id, toModuleId: api.id });
  const changed = await lea.modules.update({ moduleId: web.id, revision: web.revision, kind: 'service' });
  assert.deepEqual([changed.kind, changed.grants.length, changed.reaches], ['service', 2, [api.id]]);
  const overview = await lea.overview();
  assert.deepEqual(overview.projects[0]?.modules.map(({ slug }) => slug), ['backend', 'web']);
  assert.deepEqual(overview.people.map(({ name }) => name), ['lea', 'marie', 'paul', 'sam']);
  await lea.grants.remove({ memberId: MARIE.memberId, moduleId: web.id, revision: grant.revision });
  await lea.reaches.remove({ fromModuleId: web.id, toModuleId: api.id });
  assert.deepEqual([await lea.reaches.list(), (await lea.grants.list({ memberId: MARIE.memberId })).length], [[], 0]);
  const trashed = await lea.modules.trash({ moduleId: api.id, revision: api.revision, confirmSlug: 'backend' });
  await lea.modules.restore({ moduleId: api.id, revision: trashed.revision });
  const archived = await lea.archive({ projectId: shop.id, revision: shop.revision });
  const gone = await lea.trash({ projectId: shop.id, revision: archived.revision, confirmSlug: 'shop' });
  assert.deepEqual(await lea.purge({ projectId: gone.id, confirmSlug: 'shop' }), {});
  assert.deepEqual((await lea.overview()).projects, []);
  assert.equal((await lea.templates()).length, 6);
});

test('A20 a member learns of the granted modules and of nothing beside them', async () => {
  await using server = await ProjectsServer.start();
  const lea = as(server, LEA);
  const shop = await lea.create({ slug: 'shop' });
  const bank = await lea.create({ slug: 'bank' });
  const module = async (projectId: typeof shop.id, slug: string) => lea.modules.create({ projectId, slug, kind: 'api', description: `marker-${slug}`, templateId: null });
  const [web, secret, vault] = [await module(shop.id, 'web'), await module(shop.id, 'secret'), await module(bank.id, 'vault')];
  await lea.grants.set({ memberId: SAM.memberId, moduleId: web.id, access: 'write', revision: null });
  await lea.reaches.set({ fromModuleId: web.id, toModuleId: secret.id });
  const sam = as(server, SAM);
  const list = await sam.list();
  assert.deepEqual(list.map(({ slug, modules }) => [slug, modules.map(({ slug: name, access }) => [name, access])]), [['shop', [['web', 'propose']]]]);
  assert.deepEqual(await sam.get({ slug: 'shop' }), list[0]);
  const seen = JSON.stringify([list, await (await sam.watch()).next()]);
  for (const word of ['secret', 'vault', 'bank', secret.id, vault.id, 'marie', 'lea']) assert.equal(seen.includes(word), false, word);
  for (const slug of ['bank', 'none', '..', '%2e', '']) await assert.rejects(sam.get({ slug }), { code: 'not_found' }, slug);
  assert.deepEqual(await as(server, MARIE).list(), []);
  const exists = async (actor: Actor) => Promise.all(['shop', 'bank', 'none', '..'].map((slug) => server.projects.exists(actor, slug)));
  assert.deepEqual([await exists(SAM), await exists(MARIE), await exists(LEA)], [[true, false, false, false], [false, false, false, false], [true, true, false, false]]);
});

test('lists follow grants, names and pushes, and end with their request', async () => {
  await using server = await ProjectsServer.start();
  const lea = as(server, LEA);
  const shop = await lea.create({ slug: 'shop' });
  const web = await lea.modules.create({ projectId: shop.id, slug: 'web', kind: 'api', description: '', templateId: null });
  const abort = new AbortController();
  const lists = await as(server, MARIE).watch(undefined, { signal: abort.signal });
  assert.deepEqual((await lists.next()).value, []);
  const next = async (): Promise<readonly ProjectView[]> => {
    const { value } = await lists.next();
    return Array.isArray(value) ? value : assert.fail('the list ended');
  };
  const granted = next();
  await lea.grants.set({ memberId: MARIE.memberId, moduleId: web.id, access: 'read', revision: null });
  assert.equal((await granted)[0]?.modules[0]?.access, 'read');
  const pushed = next();
  await server.repositories.commitFiles(web.id, { files: [{ path: 'a.py', content: Buffer.from('print()\n') }], message: 'Print', author: { name: 'Marie', email: 'm@example.test' } });
  assert.equal((await pushed)[0]?.modules[0]?.facts.lastCommit?.subject, 'Print');
  abort.abort();
  assert.equal((await lists.next()).done, true);
});

test('what the contract does not allow never reaches a use case', async () => {
  await using server = await ProjectsServer.start();
  const lea = as(server, LEA);
  const shop = await lea.create({ slug: 'shop' });
  const valid = { projectId: shop.id, slug: 'web', kind: 'api', description: '', templateId: null } as const;
  for (const wrong of [{ kind: 'Api' }, { templateId: '../etc' }, { templateId: 'python-api/..' }, { slug: 'x'.repeat(401) }, { slug: { $ne: null } }, { description: 'x'.repeat(301) }, { projectId: 'shop' }]) {
    await assert.rejects(lea.modules.create({ ...valid, ...wrong } as typeof valid), { code: 'BAD_REQUEST' }, JSON.stringify(wrong));
  }
  for (const slug of ['..', '.git', '%2e', 'аpi', 'x'.repeat(255), 'git', 'con', '-rf']) await assert.rejects(lea.create({ slug }), { code: 'invalid_input' }, slug);
  await assert.rejects(lea.grants.set({ memberId: MARIE.memberId, moduleId: 'r000000000000' as never, access: 'owner' as never, revision: null }), { code: 'BAD_REQUEST' });
  const web = await lea.modules.create(valid);
  for (const branch of ['-x', 'a..b', 'x.lock', 'a b', '']) {
    await assert.rejects(lea.modules.update({ moduleId: web.id, revision: web.revision, protectedBranches: [branch] }), { code: 'BAD_REQUEST' }, branch);
  }
});
