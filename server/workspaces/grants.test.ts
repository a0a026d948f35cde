import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { DOOR_HOST } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import { STRICTEST_LIMITS } from '../../shared/members.ts';
import { GIB } from '../../shared/units.ts';
import type { WorkspacePlan } from '../runtimes/runtime.ts';
import { gitTokenOf } from './git-token.ts';
import { ANN, ask, BOB, CALLER, until, withStartedServer, type TestServer, type World } from './server.fixture.ts';

/** What unsaved-work.sh prints of a copy that holds nothing of its own. */
const NOTHING_UNSAVED = '#bytes 0\0#end\0';
const UNSAVED = '#repository /copy\0#branch main\0#changed 1\0 M file\0#unpushed 0\0#bytes 1\0#end\0';

suite('a workspace follows what its member is granted', () => {
  let world: World;
  let server: TestServer;
  withStartedServer((started) => {
    ({ world, server } = started);
    world.engine.output = NOTHING_UNSAVED;
  });

  const planOf = (id: WorkspaceId): WorkspacePlan | undefined => world.engine.containers.get(id)?.plan;
  const folders = (id: WorkspaceId): string[] => planOf(id)?.mounts.map(({ target, readOnly }) => `${target}${readOnly ? ' read-only' : ''}`) ?? [];
  const reaches = async (id: WorkspaceId, expected: readonly string[]): Promise<void> => {
    await until(async () => {
      const { state } = (await server.storage.workspaces.get(id)) ?? {};
      return JSON.stringify(folders(id)) === JSON.stringify(['/home/ws', ...expected]) && JSON.stringify(state).includes('running');
    }, `folders ${expected.join()} instead of ${folders(id).join()}`);
  };
  const bobs = async (name = 'bench'): Promise<WorkspaceId> => {
    const { id } = await server.create(name, { actor: BOB });
    server.hub.statuses.set(id, {});
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'running', 'running');
    return id;
  };

  test('its folders, its names and its key to git are those of the grants', async () => {
    const [web, api, far] = [await server.module('web'), await server.module('api'), await server.module('far')];
    await server.grant(BOB, web, 'write');
    await server.grant(BOB, api, 'read');
    await server.storage.reaches.insert(`${web}/${far}`, { fromModuleId: web, toModuleId: far, pairKey: `${web}/${far}` });
    const id = await bobs();
    const plan = planOf(id);
    assert.deepEqual(plan?.mounts.slice(1), [
      { volume: `atelier-read-${api}`, target: '/workspace/shop/api', readOnly: true, ownerUid: 20_001 },
      { volume: `atelier-${id}-${web}`, target: '/workspace/shop/web', readOnly: false },
    ]);
    assert.deepEqual(plan.agent.roots.map(({ path, readOnly }) => [path, readOnly]), [['/workspace/shop/api', true], ['/workspace/shop/web', false], ['/home/ws', false]]);
    assert.deepEqual(plan.hosts, [DOOR_HOST, 'api.shop.internal', 'web.shop.internal', 'far.shop.internal']);
    assert.equal(plan.agent.env['GIT_CONFIG_VALUE_0'], `Authorization: Bearer ${gitTokenOf(plan.agent.secret)}`);
    assert.deepEqual([plan.agent.env['GIT_CONFIG_KEY_1'], plan.agent.env['GIT_CONFIG_VALUE_1']], ['safe.directory', '/workspace/shop/api']);
    const job = world.engine.jobs.find(({ command }) => command.includes('make-copies'));
    assert.deepEqual(job?.readOnlyBinds, [{ source: `/git/${web}.git`, target: '/repositories/0' }]);
    assert.deepEqual(job.command.slice(-4), ['/copies/0', '/repositories/0', 'http://atelier.internal/git/shop/web.git', 'all']);
    assert.deepEqual((await server.workspaces.useCases.get(BOB, id)).modules.map(({ slug, access }) => [slug, access]), [['api', 'read'], ['web', 'write']]);
  });

  test('a module whose repository is missing is left out and named; it comes once the repository is there again', async () => {
    const [web, api] = [await server.module('web'), await server.module('api')];
    await server.grant(BOB, web, 'write');
    await server.grant(BOB, api, 'read');
    for (const lost of [web, api]) world.repositories.lost.add(lost);
    const id = await bobs();
    await reaches(id, []);
    const { modules, absentModuleIds } = await server.workspaces.useCases.get(BOB, id);
    assert.deepEqual([modules.length, absentModuleIds.toSorted()], [2, [web, api].toSorted()]);
    assert.deepEqual(world.engine.jobs.filter(({ command }) => command.includes('make-copies')), []);
    world.repositories.lost.clear();
    await server.workspaces.useCases.stop(ask(id, BOB));
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'stopped', 'stopped');
    await server.workspaces.useCases.start(ask(id, BOB));
    await reaches(id, ['/workspace/shop/api read-only', '/workspace/shop/web']);
    assert.deepEqual((await server.workspaces.useCases.get(BOB, id)).absentModuleIds, []);
    // What is there is a member's work: it stays, whatever becomes of the repository.
    world.repositories.lost.add(web);
    await server.workspaces.useCases.stop(ask(id, BOB));
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'stopped', 'stopped again');
    await server.workspaces.useCases.start(ask(id, BOB));
    await reaches(id, ['/workspace/shop/api read-only', '/workspace/shop/web']);
  });

  test('what is added is ready before anything that runs is ended, and nothing is copied twice', async () => {
    const web = await server.module('web');
    const id = await bobs();
    const calls = world.engine.calls.length;
    await server.grant(BOB, web, 'write');
    await reaches(id, ['/workspace/shop/web']);
    assert.deepEqual(world.engine.calls.slice(calls).map((call) => call.split(' ')[0]), ['runOnce', 'apply']);
    await server.workspaces.useCases.rebuild(ask(id, BOB));
    await reaches(id, ['/workspace/shop/web']);
    assert.equal(world.engine.jobs.length, 1);
  });

  test('A22 what is taken away is closed at once and gone with the container that follows', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    const closed: string[] = [];
    server.sockets.add({ actor: BOB, workspaceId: id, close: (code) => closed.push(code) });
    const held = Promise.withResolvers<void>();
    world.engine.gates.apply = held.promise;
    await server.grant(BOB, web, null);
    await until(async () => closed.length > 0, 'closed');
    await assert.rejects(server.workspaces.access.enter(BOB, id), { code: 'not_running' });
    held.resolve();
    await reaches(id, []);
    assert.deepEqual(closed, ['unavailable']);
    await until(async () => !world.engine.volumes.has(`atelier-${id}-${web}`), 'the copy is removed');
  });

  test('A9 a role that is lowered ends what its member has open and leaves no terminal and no network', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    assert.equal(planOf(id)?.network, 'public');
    const closed: string[] = [];
    server.sockets.add({ actor: BOB, workspaceId: id, close: (code) => closed.push(code) });
    await server.changeMember(BOB, { role: 'stagiaire', limits: STRICTEST_LIMITS });
    await until(async () => planOf(id)?.network === 'none' && (await server.storage.workspaces.get(id))?.wanted === 'running', 'no network');
    assert.deepEqual(closed, ['unavailable']);
    const entered = await until(() => server.workspaces.access.enter(BOB, id).catch(() => null), 'entered');
    assert.deepEqual(entered.capabilities, ['files.read', 'files.write']);
    assert.deepEqual(folders(id), ['/home/ws', '/workspace/shop/web']);
  });

  test('A22 a grant that is removed while a start is in flight is not in what it ends with', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const held = Promise.withResolvers<void>();
    world.engine.gates.apply = held.promise;
    const arrived = world.engine.arrival('apply');
    const { id } = await server.create('bench', { actor: BOB });
    await arrived;
    await server.grant(BOB, web, null);
    held.resolve();
    const phases = new Set<string>();
    await until(async () => {
      const { state } = await server.workspaces.useCases.get(BOB, id);
      if (state.phase === 'running') phases.add(folders(id).join());
      return state.phase === 'running';
    }, 'running');
    assert.deepEqual([...phases], ['/home/ws']);
  });

  test('A9 a role that is lowered while a start is in flight leaves no terminal and no network in what it ends with', async () => {
    const held = Promise.withResolvers<void>();
    world.engine.gates.apply = held.promise;
    const arrived = world.engine.arrival('apply');
    const { id } = await server.create('bench', { actor: BOB });
    await arrived;
    await server.changeMember(BOB, { role: 'stagiaire', limits: STRICTEST_LIMITS });
    held.resolve();
    const networks = new Set<string | undefined>();
    await until(async () => {
      const { state } = await server.workspaces.useCases.get(BOB, id);
      if (state.phase === 'running') networks.add(planOf(id)?.network);
      return state.phase === 'running';
    }, 'running');
    assert.deepEqual([...networks], ['none']);
    assert.deepEqual((await server.workspaces.access.enter(BOB, id)).capabilities, ['files.read', 'files.write']);
  });

  test('a name that changes, or a sign-in, remakes nothing', async () => {
    const id = await bobs();
    const calls = world.engine.calls.length;
    await server.changeMember(BOB, { name: 'Robert', language: 'fr' });
    await server.workspaces.useCases.keepRunning(ask(id, BOB));
    await until(async () => server.workspaces.settled().then(() => true), 'settled');
    assert.equal(world.engine.calls.length, calls);
  });

  for (const [what, change] of [['A6 disabled', { disabled: true }], ['A8 out of their time', { role: 'stagiaire', limits: { ...STRICTEST_LIMITS, expiresAtMs: 1 } }], ['removed', { removedAtMs: 1, disabled: true }]] as const) {
    test(`${what}: the member's workspaces stop and their sockets close`, async () => {
      const id = await bobs();
      const closed: string[] = [];
      server.sockets.add({ actor: BOB, workspaceId: id, close: (code) => closed.push(code) });
      await server.changeMember(BOB, change);
      await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'stopped', 'stopped');
      assert.ok(closed.length > 0);
      assert.equal(world.engine.containers.size, 0);
    });
  }

  test('a copy with work is kept for the owner, out of reach, and is the member’s again with the grant', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    world.engine.output = UNSAVED;
    await server.grant(BOB, web, null);
    await reaches(id, []);
    const [kept] = await until(async () => {
      const list = await server.workspaces.keptCopies.list();
      return list.length > 0 && list;
    }, 'kept');
    assert.deepEqual([kept?.memberName, kept?.workspaceName, kept?.moduleName, kept?.because, kept?.canGiveBack], ['Bob', 'bench', 'shop/web', 'revoked', true]);
    assert.ok(world.engine.volumes.has(`atelier-${id}-${web}`));
    await server.workspaces.keptCopies.giveBack({ actor: ANN, caller: CALLER, copyId: kept?.id ?? '' });
    await reaches(id, ['/workspace/shop/web']);
    assert.deepEqual(await server.workspaces.keptCopies.list(), []);
  });

  test('a copy that was noted as kept in the instant before a crash is no kept copy once its member has it again', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    await server.workspaces.useCases.stop(ask(id, BOB));
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'stopped', 'stopped');
    // The grant went, the note was written, the server was killed; it came back to the grant given anew.
    const volume = `atelier-${id}-${web}`;
    await server.storage.keptCopies.insert(`${id}-${web}`, { volume, workspaceId: id, memberId: BOB.memberId, moduleId: web, uid: 20_000, because: 'revoked', keptAtMs: 1 });
    await server.workspaces.useCases.start(ask(id, BOB));
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'running', 'running');
    assert.deepEqual(await server.workspaces.keptCopies.list(), []);
  });

  test('a workspace deleted for good leaves the copies with work, and an owner deletes those', async () => {
    const web: ModuleId = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    world.engine.output = UNSAVED;
    await server.workspaces.useCases.trash(ask(id, BOB), 'bench');
    await until(async () => (await server.workspaces.useCases.get(BOB, id)).state.phase === 'trashed', 'trashed');
    await server.workspaces.useCases.purge(ask(id, BOB), 'bench');
    assert.deepEqual([...world.engine.volumes], [`atelier-${id}-${web}`]);
    const [kept] = await server.workspaces.keptCopies.list();
    assert.deepEqual([kept?.workspaceName, kept?.because, kept?.canGiveBack], [null, 'removed', false]);
    const about = { actor: ANN, caller: CALLER, copyId: kept?.id ?? '' };
    await assert.rejects(server.workspaces.keptCopies.giveBack(about), { code: 'conflict' });
    await server.workspaces.keptCopies.remove(about);
    assert.equal(world.engine.volumes.size, 0);
    await assert.rejects(server.workspaces.keptCopies.remove(about), { code: 'not_found' });
  });

  test('what changed while no server ran is followed at the next start', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'write');
    const id = await bobs();
    await server.workspaces.close();
    await server.grant(BOB, web, null);
    const next = await world.server();
    await next.workspaces.start();
    await reaches(id, []);
    await next.workspaces.close();
  });

  test('a push brings the copy for readers to the newest commit, and a proposal does not', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'read');
    await bobs();
    assert.equal(world.engine.jobs.length, 1);
    const pushed = (ref: string): void => world.repositories.pushed({ moduleId: web, memberId: null, refs: [{ ref, before: '0'.repeat(40), after: world.repositories.head }] });
    world.repositories.head = 'b'.repeat(40);
    pushed('refs/heads/proposals/m1/1');
    pushed('refs/heads/main');
    await until(async () => world.engine.jobs.length === 2, 'refreshed');
    assert.ok(world.engine.jobs[1]?.command.includes('refresh-copy'));
    pushed('refs/heads/main');
    await server.workspaces.settled();
    assert.equal(world.engine.jobs.length, 2);
  });

  test('a push that no server lived to follow is followed by the next', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'read');
    await bobs();
    await server.workspaces.close();
    world.repositories.head = 'c'.repeat(40);
    const next = await world.server();
    await next.workspaces.start();
    await until(async () => world.engine.jobs.length === 2, 'refreshed');
    await next.workspaces.close();
  });

  test('the copy for readers goes with its module', async () => {
    const web = await server.module('web');
    await server.grant(BOB, web, 'read');
    const id = await bobs();
    await server.grant(BOB, web, null);
    await reaches(id, []);
    await server.storage.modules.delete(web);
    await until(async () => !world.engine.volumes.has(`atelier-read-${web}`), 'the volume is gone');
  });

  test('an owner enters another’s workspace by saying so: the member is told, and it is on record', async () => {
    const id = await bobs();
    const { useCases, access } = server.workspaces;
    const notFound = (error: unknown): boolean => error instanceof AtelierError && error.code === 'not_found';
    await assert.rejects(access.enter(ANN, id), notFound);
    await assert.rejects(useCases.stop(ask(id)), notFound);
    await assert.rejects(useCases.enter(ask(id, { ...BOB, role: 'developer' })), notFound);
    assert.deepEqual((await useCases.everyone()).map((view) => view.id), [id]);
    assert.deepEqual(await useCases.list(ANN), []);
    await useCases.enter(ask(id));
    assert.ok((await access.enter(ANN, id)).capabilities.includes('terminal'));
    assert.deepEqual((await useCases.list(ANN)).map((view) => view.id), [id]);
    assert.deepEqual((await useCases.get(BOB, id)).visit, { name: 'Ann', atMs: world.nowMs });
    const another = { ...ANN, sessionId: BOB.sessionId };
    await assert.rejects(access.enter(another, id), notFound);
    const entries = (await server.storage.audit.find()).filter(({ action }) => action === 'workspace.enter');
    assert.deepEqual(entries.map(({ outcome, target }) => [outcome, target]), [['refused', id], ['done', id]]);
    world.nowMs += 13 * 3_600_000;
    await assert.rejects(access.enter(ANN, id), notFound);
  });

  test('a member gets what the quota says and no more, with the figures', async () => {
    await server.changeMember(BOB, { quota: { workspaces: 2, cpus: 4, memoryBytes: 3 * GIB, diskBytes: 25 * GIB, maxProcesses: 2000 } });
    const refused = (figures: object) => (error: unknown) => {
      assert.ok(error instanceof AtelierError && error.code === 'limit_reached');
      assert.deepEqual({ ...error.details, ...figures }, error.details);
      return true;
    };
    await assert.rejects(server.create('large', { actor: BOB, memoryBytes: 4 * GIB }), refused({ resource: 'quota_memory', asked: 4 * GIB, promised: 0, total: 3 * GIB }));
    await bobs('one');
    await assert.rejects(server.create('two', { actor: BOB, cpus: 3.5 }), refused({ resource: 'quota_cpus', asked: 3.5, promised: 1, total: 4 }));
    await bobs('two');
    await assert.rejects(server.create('three', { actor: BOB }), refused({ resource: 'quota_workspaces', promised: 2, total: 2 }));
    await server.create('mine', { actor: ANN });
  });
});
