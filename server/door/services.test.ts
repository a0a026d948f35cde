import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';

import { MemberId, ModuleId, WorkspaceId } from '#shared/ids.ts';
import type { ServicesView } from '#shared/services.ts';
import { API, CALLER, DoorWorld, LEA, MARIE, PAUL, VAULT, WEB } from './door.fixture.ts';

let world: DoorWorld;
beforeEach(async () => (world = await DoorWorld.start()));
afterEach(() => world.close());

const view = ({ actor, workspaceId }: typeof MARIE, of = workspaceId): Promise<ServicesView> => world.services.view(actor, of);
const ask = (who: typeof MARIE) => ({ ...who, caller: CALLER });

test('a member sees what to answer for, and of a neighbour its name and whether it answers', async () => {
  assert.deepEqual(await view(MARIE), {
    own: [{ moduleId: WEB, projectSlug: 'shop', slug: 'web', port: null, answersHere: false }],
    neighbours: [{ projectSlug: 'shop', slug: 'api', address: 'http://api.shop.internal', state: 'not_running' }],
  });
  const port = await world.run(createServer());
  await world.share(PAUL, API, port);
  assert.equal((await view(MARIE)).neighbours[0]?.state, 'answers');
  assert.deepEqual(await view(PAUL), {
    own: [{ moduleId: API, projectSlug: 'shop', slug: 'api', port, answersHere: true }],
    neighbours: [{ projectSlug: 'shop', slug: 'api', address: 'http://api.shop.internal', state: 'answers' }],
  });
  const said = JSON.stringify(await view(MARIE));
  for (const secret of [PAUL.workspaceId, PAUL.actor.memberId, 'paul', String(port), VAULT, 'vault']) assert.ok(!said.includes(secret), secret);
});

test('what is shared and does not listen, or whose workspace stops, is not running, and comes back', async () => {
  await world.share(PAUL, API, 1);
  assert.equal((await view(MARIE)).neighbours[0]?.state, 'not_running');
  await world.share(PAUL, API, await world.run(createServer()));
  await world.setWanted(PAUL, 'stopped');
  assert.equal((await view(MARIE)).neighbours[0]?.state, 'not_running');
  await world.setWanted(PAUL, 'running');
  assert.equal((await view(MARIE)).neighbours[0]?.state, 'answers');
});

test('the list is told again as shares and rights change', async () => {
  const abort = new AbortController();
  const views = world.services.watch(MARIE.actor, MARIE.workspaceId, abort.signal);
  const state = async (): Promise<string | undefined> => {
    const next = await views.next();
    return next.done === true ? undefined : next.value.neighbours.map((one) => `${one.slug} ${one.state}`).join();
  };
  assert.equal(await state(), 'api not_running');
  await world.share(PAUL, API, await world.run(createServer()));
  assert.equal(await state(), 'api answers');
  await world.grant(MARIE.actor.memberId, WEB, null);
  assert.equal(await state(), '');
  abort.abort();
  assert.equal((await views.next()).done, true);
});

test('a newer share of another answers instead, and its member is told no more than that', async () => {
  await world.share(PAUL, API, 3000);
  await world.share(LEA, API, 4000);
  assert.deepEqual((await view(PAUL)).own, [{ moduleId: API, projectSlug: 'shop', slug: 'api', port: 3000, answersHere: false }]);
  const all = await world.services.all();
  assert.deepEqual(all.map(({ memberName, workspaceName, port, answersHere, slug }) => ({ memberName, workspaceName, port, answersHere, slug })), [
    { memberName: 'lea', workspaceName: 'of-lea', port: 4000, answersHere: true, slug: 'api' },
    { memberName: 'paul', workspaceName: 'of-paul', port: 3000, answersHere: false, slug: 'api' },
  ]);
});

test('an owner ends anybody’s share, another member nobody’s; each is on record', async () => {
  await world.share(PAUL, API, 3000);
  await assert.rejects(world.services.stop({ actor: MARIE.actor, caller: CALLER, workspaceId: PAUL.workspaceId }, API), { code: 'not_found' });
  await world.services.stop({ actor: LEA.actor, caller: CALLER, workspaceId: PAUL.workspaceId }, API);
  await world.services.stop(ask(PAUL), API);
  assert.deepEqual(await world.services.all(), []);
  assert.deepEqual(await world.audited(), [`service.share ${API} done`, `service.stop ${API} refused`, `service.stop ${API} done`, `service.stop ${API} done`]);
});

test('A17 another member’s workspace is not there: not to see, not to share from', async () => {
  const nowhere = WorkspaceId.parse('w000000000000');
  await assert.rejects(view(MARIE, PAUL.workspaceId), { code: 'not_found' });
  await assert.rejects(view(MARIE, nowhere), { code: 'not_found' });
  await assert.rejects(world.share({ actor: MARIE.actor, workspaceId: PAUL.workspaceId }, WEB, 3000), { code: 'not_found' });
  await assert.rejects(world.share({ actor: LEA.actor, workspaceId: PAUL.workspaceId }, API, 3000), { code: 'not_found' });
  assert.deepEqual((await view(LEA, PAUL.workspaceId)).own, []);
  await world.share(PAUL, API, 3000);
  assert.equal((await view(LEA, PAUL.workspaceId)).own[0]?.moduleId, API);
});

test('A21 sharing needs the right to open ports, a running workspace and the whole right to the module', async () => {
  await world.grant(MARIE.actor.memberId, API, 'read');
  await assert.rejects(world.share(MARIE, API, 3000), { code: 'forbidden' });
  await assert.rejects(world.share(MARIE, VAULT, 3000), { code: 'not_found' });
  await assert.rejects(world.share(MARIE, ModuleId.parse('r000000000099'), 3000), { code: 'not_found' });
  const sam = { actor: { ...MARIE.actor, role: 'stagiaire' as const }, workspaceId: MARIE.workspaceId };
  await assert.rejects(world.share(sam, WEB, 3000), { code: 'forbidden' });
  await world.setWanted(MARIE, 'stopped');
  await assert.rejects(world.share(MARIE, WEB, 3000), { code: 'not_running' });
  assert.deepEqual(await world.storage.services.find(), []);
});

test('a share ends to count with its member’s right, and is forgotten with its workspace', async () => {
  await world.share(PAUL, API, 3000);
  await world.grant(PAUL.actor.memberId, API, 'read');
  assert.deepEqual(await world.services.all(), []);
  await world.grant(PAUL.actor.memberId, API, 'write');
  assert.equal((await world.services.all()).length, 1);
  const member = await world.storage.members.get(MemberId.parse(PAUL.actor.memberId));
  if (member !== null) await world.storage.members.replace(member.id, member.revision, { ...member, role: 'stagiaire' });
  assert.deepEqual(await world.services.all(), []);
  await world.storage.workspaces.delete(PAUL.workspaceId);
  while ((await world.storage.services.find()).length > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('one module can be shared by a workspace on one port, the last that was said', async () => {
  await Promise.all([3000, 3001, 3002].map((port) => world.share(PAUL, API, port)));
  assert.equal((await world.storage.services.find()).length, 1);
});
