import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { ArchitectureChange } from '../../shared/architecture.ts';
import { AtelierError } from '../../shared/errors.ts';
import { MemberId } from '../../shared/ids.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { createLog } from '../log.ts';
import { lea, MARIE, ProjectsServer } from '../projects/projects.fixture.ts';
import { Changes } from '../changes.ts';
import { followArchitecture } from './feed.ts';
import { ViewAs } from './view-as.ts';

let server: ProjectsServer;
let viewAs: ViewAs;

before(async () => {
  server = await ProjectsServer.start();
  const { storage, rights, projects } = server;
  const audit = createAuditLog({ storage, clock: { now: () => server.nowMs }, log: createLog('silent') });
  viewAs = new ViewAs({ storage, rights, views: projects.views, changes: new Changes(), audit });
});

after(() => server[Symbol.asyncDispose]());

test('A18 what an owner sees as a member is what that member’s own list is, to the letter', async () => {
  const shop = await server.project('shop');
  const api = await server.module(shop, 'api');
  const vault = await server.module(shop, 'vault');
  const web = await server.module(shop, 'web');
  await server.projects.grants.set(lea, { memberId: MARIE.memberId, moduleId: api, access: 'read', revision: null });
  await server.projects.grants.setReach(lea, { fromModuleId: api, toModuleId: web });
  const seen = await viewAs.of(MARIE.memberId);
  assert.deepEqual(seen.projects, await server.projects.list(MARIE));
  assert.deepEqual(seen.neighbours.map(({ slug }) => slug), ['web']);
  assert.ok(!JSON.stringify(seen).includes(vault) && !JSON.stringify(seen).includes('vault'));
});

test('viewing as a member is on record, also when there is no such member', async () => {
  const over = new AbortController();
  for await (const seen of viewAs.watch(lea, MARIE.memberId, over.signal)) {
    assert.equal(seen.member.id, MARIE.memberId);
    over.abort();
  }
  const nobody = MemberId.parse('mnobody000000');
  await assert.rejects(viewAs.watch(lea, nobody, undefined).next(), (error) => error instanceof AtelierError && error.code === 'not_found');
  const records = (await server.storage.audit.find()).filter(({ action }) => action === 'architecture.view_as');
  assert.deepEqual(records.map(({ target, outcome }) => [target, outcome]), [[MARIE.memberId, 'done'], [nobody, 'refused']]);
});

test('the stream sends the whole once, and then one grant as one grant', async () => {
  const over = new AbortController();
  const never = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  const still = async function* <View>(view: View): AsyncGenerator<View> {
    yield view;
    await never;
  };
  const changes: ArchitectureChange[] = [];
  const following = followArchitecture({ overview: (signal) => server.projects.watchOverview(signal), workspaces: () => still([]), services: () => still([]) }, over.signal);
  const first = await following.next();
  assert.ok(first.done !== true && first.value.isWhole);
  assert.ok((first.value.put.modules?.length ?? 0) >= 3);
  const overview = await server.projects.views.overview();
  const moduleId = overview.projects.flatMap(({ modules }) => modules).find(({ slug }) => slug === 'vault')?.id ?? assert.fail();
  const [, next] = await Promise.all([server.projects.grants.set(lea, { memberId: MARIE.memberId, moduleId, access: 'write', revision: null }), following.next()]);
  if (next.done !== true) changes.push(next.value);
  over.abort();
  await following.return(undefined);
  assert.equal(changes.length, 1);
  const [change] = changes;
  assert.equal(change?.isWhole, false);
  assert.deepEqual(Object.keys(change?.put ?? {}), ['grants']);
  assert.deepEqual(change?.put.grants?.map(({ access }) => access), ['write']);
  assert.deepEqual(change?.gone, {});
});
