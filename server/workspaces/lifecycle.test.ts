import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { AtelierError, type ErrorCode } from '../../shared/errors.ts';
import { WorkspaceId } from '../../shared/ids.ts';
import { STRICTEST_LIMITS } from '../../shared/members.ts';
import { DAY_MS, GIB, MINUTE_MS } from '../../shared/units.ts';
import { WorkspaceName } from '../../shared/workspaces.ts';
import { FIRST_UID } from './uid-counter.ts';
import { ANN, ask, BOB, CALLER, FULL, until, withStartedServer, type TestServer, type World } from './server.fixture.ts';

const fails = (code: ErrorCode, details?: Record<string, unknown>) => (error: unknown) => {
  assert.ok(error instanceof AtelierError);
  assert.equal(error.code, code);
  if (details !== undefined) assert.deepEqual({ ...error.details, ...details }, error.details);
  return true;
};

suite('the life of a workspace', () => {
  let world: World;
  let server: TestServer;
  withStartedServer((started) => ({ world, server } = started));

  test('it is created, runs, stops, starts, is rebuilt, trashed, restored and purged', async () => {
    const { useCases } = server.workspaces;
    const created = await server.create('first');
    assert.equal(created.state.phase, 'creating');
    const running = await server.reaches(created.id, 'running');
    assert.deepEqual(running.state, { phase: 'running', startedAtMs: world.nowMs, idleStopAtMs: null, agentConnected: true });
    assert.deepEqual([running.memberName, running.imageName, running.name], ['Ann', 'base', 'first']);
    assert.equal((await useCases.start(ask(created.id))).state.phase, 'running');

    assert.equal((await useCases.stop(ask(created.id))).state.phase, 'stopping');
    const stopped = await server.reaches(created.id, 'stopped');
    assert.deepEqual(stopped.state, { phase: 'stopped', stoppedAtMs: world.nowMs, because: 'member' });
    assert.equal(world.engine.containers.size, 0);
    assert.equal((await useCases.stop(ask(created.id))).state.phase, 'stopped');

    await useCases.start(ask(created.id));
    await server.reaches(created.id, 'running');
    const calls = world.engine.calls.length;
    assert.equal((await useCases.rebuild(ask(created.id))).state.phase, 'stopping');
    await server.reaches(created.id, 'running');
    assert.deepEqual(world.engine.calls.slice(calls), [`stop ${created.id}`, `apply ${created.id}`]);

    await assert.rejects(useCases.trash(ask(created.id), 'frist'), fails('invalid_input', { field: 'confirmName' }));
    await useCases.trash(ask(created.id), 'first');
    const trashed = await server.reaches(created.id, 'trashed');
    assert.deepEqual(trashed.state, { phase: 'trashed', trashedAtMs: world.nowMs, purgeAtMs: world.nowMs + 7 * DAY_MS });
    assert.equal(world.engine.containers.size, 0);
    await assert.rejects(useCases.start(ask(created.id)), fails('conflict'));
    await assert.rejects(useCases.stop(ask(created.id)), fails('conflict'));
    await assert.rejects(useCases.rebuild(ask(created.id)), fails('conflict'));

    assert.equal((await useCases.restore(ask(created.id))).state.phase, 'stopped');
    await assert.rejects(useCases.restore(ask(created.id)), fails('conflict'));
    await assert.rejects(useCases.purge(ask(created.id), 'first'), fails('conflict'));
    assert.equal(world.engine.volumes.size, 1);
    await useCases.trash(ask(created.id), 'first');
    await assert.rejects(useCases.purge(ask(created.id), 'other'), fails('invalid_input'));
    await useCases.purge(ask(created.id), 'first');
    assert.deepEqual(await useCases.list(ANN), []);
    assert.equal(world.engine.volumes.size, 0);

    const entries = (await server.storage.audit.find()).map(({ action, outcome }) => `${action} ${outcome}`);
    assert.deepEqual(entries.filter((entry) => entry.includes('trash')), ['workspace.trash refused', 'workspace.trash done', 'workspace.trash done']);
    assert.ok(entries.includes('workspace.create done') && entries.includes('workspace.purge done') && entries.includes('workspace.start refused'));
  });

  test('the plan has the member as git identity, a uid that is never used twice and the home at /home/ws', async () => {
    const first = await server.running('one');
    const plan = world.engine.containers.get(first.id)?.plan;
    assert.deepEqual(plan?.mounts, [{ volume: `atelier-${first.id}-home`, target: '/home/ws', readOnly: false }]);
    assert.equal(plan.agent.env['GIT_AUTHOR_EMAIL'], 'ann@example.test');
    assert.equal(plan.uid, FIRST_UID);
    assert.equal(plan.network, 'public');
    await server.workspaces.useCases.trash(ask(first.id), 'one');
    await server.reaches(first.id, 'trashed');
    await server.workspaces.useCases.purge(ask(first.id), 'one');
    const second = await server.running('one');
    assert.equal(world.engine.containers.get(second.id)?.plan.uid, FIRST_UID + 1);
    assert.notEqual(world.engine.containers.get(second.id)?.plan.agent.secret, plan.agent.secret);
  });

  test('names are unique among what a member has outside the trash', async () => {
    const { useCases } = server.workspaces;
    const first = await server.running('same');
    await assert.rejects(server.create('same'), fails('already_exists'));
    await server.create('same', { actor: BOB });
    await useCases.trash(ask(first.id), 'same');
    await server.reaches(first.id, 'trashed');
    await server.create('same');
    await assert.rejects(useCases.restore(ask(first.id)), fails('already_exists'));
    assert.equal(await server.phase(first.id), 'trashed');
  });

  test('names are short, lower case ASCII', () => {
    for (const name of ['a', 'a-b', '0', 'x'.repeat(40)]) assert.ok(WorkspaceName.safeParse(name).success, name);
    for (const name of ['', 'A', '-a', 'a-', 'a b', 'x'.repeat(41), 'é', 'a/b', '../a', 'a\0', 'a\n', 'аdmin']) assert.ok(!WorkspaceName.safeParse(name).success, name);
  });

  test("A17 another member's workspace is not there, whatever is asked of it", async () => {
    const { id } = await server.running('mine');
    const { useCases, access } = server.workspaces;
    const other = ask(id, BOB);
    const asks: (() => Promise<unknown>)[] = [
      () => useCases.get(BOB, id), () => useCases.start(other), () => useCases.stop(other), () => useCases.rebuild(other),
      () => useCases.update(other, { idleStopMs: null }), () => useCases.keepRunning(other), () => useCases.unsavedWork(BOB, id),
      () => useCases.trash(other, 'mine'), () => useCases.restore(other), () => useCases.purge(other, 'mine'),
      () => useCases.openPreview(other, { port: 3000, path: '/' }), () => access.enter(BOB, id), () => useCases.get(ANN, WorkspaceId.parse('w000000000000')),
    ];
    for (const asked of asks) await assert.rejects(asked, fails('not_found'));
    assert.deepEqual(await useCases.list(BOB), []);
    assert.equal(await server.phase(id), 'running');
    const refusals = await server.storage.audit.find({ actorId: BOB.memberId });
    assert.ok(refusals.length >= 9 && refusals.every(({ outcome, address }) => outcome === 'refused' && address === CALLER.address));
  });

  test('two starts at once are one start', async () => {
    const { id } = await server.running('once');
    await server.workspaces.useCases.stop(ask(id));
    await server.reaches(id, 'stopped');
    const before = world.engine.calls.filter((call) => call.startsWith('apply')).length;
    await Promise.all([server.workspaces.useCases.start(ask(id)), server.workspaces.useCases.start(ask(id))]);
    await server.reaches(id, 'running');
    assert.equal(world.engine.calls.filter((call) => call.startsWith('apply')).length, before + 1);
  });

  test('a stop during the image build cancels the start at once', async () => {
    const gate = Promise.withResolvers<void>();
    world.engine.gates.ensure = gate.promise;
    const arrived = world.engine.arrival('ensure');
    const { id } = await server.create('slow');
    await arrived;
    const creating = await server.workspaces.useCases.get(ANN, id);
    assert.deepEqual(creating.state.phase === 'creating' && creating.state.steps.map(({ name, state, detail }) => [name, state, detail]).slice(0, 3), [
      ['reserve', 'done', ''], ['image', 'running', 'building base'], ['volume', 'waiting', ''],
    ]);
    await server.workspaces.useCases.stop(ask(id));
    await server.reaches(id, 'stopped');
    assert.ok(!world.engine.calls.some((call) => call.startsWith('apply')));
    gate.resolve();
  });

  test('a stop while the engine makes the container takes it down afterwards; a start then starts again', async () => {
    const gate = Promise.withResolvers<void>();
    world.engine.gates.apply = gate.promise;
    const arrived = world.engine.arrival('apply');
    const { id } = await server.create('late');
    await arrived;
    await server.workspaces.useCases.stop(ask(id));
    assert.equal(await server.phase(id), 'stopping');
    await server.workspaces.useCases.start(ask(id));
    gate.resolve();
    await server.reaches(id, 'running');
    assert.deepEqual(world.engine.calls, [`apply ${id}`, `stop ${id}`, `apply ${id}`]);
    assert.equal(world.engine.containers.get(id)?.running, true);
  });

  test('failures say why, keep the log, count as stopped and can be tried again', async () => {
    const cases: [string, () => void, string][] = [
      ['disk', () => (world.engine.refusal = new AtelierError('disk_full', { part: 'engine' })), 'disk_full'],
      ['odd', () => (world.engine.refusal = new AtelierError('unavailable', { part: 'engine', reason: 'OCI runtime create failed' })), 'unknown'],
      ['mute', () => (world.engine.agentsAnswer = false), 'agent_did_not_answer'],
      ['dead', () => (world.engine.exitOnStart = { code: 1, outOfMemory: false }), 'container_exited'],
      ['oom', () => (world.engine.exitOnStart = { code: 137, outOfMemory: true }), 'out_of_memory'],
    ];
    for (const [name, spoil, reason] of cases) {
      spoil();
      const { id } = await server.create(name);
      const { state } = await server.reaches(id, 'failed');
      assert.ok(state.phase === 'failed');
      assert.equal(state.reason, reason, name);
      assert.match(state.log, /the agent said so/);
      assert.equal(state.steps.filter((step) => step.state === 'failed').length, 1);
      await until(async () => !world.engine.containers.has(id), 'cleared away');
      Object.assign(world.engine, { refusal: null, agentsAnswer: true, exitOnStart: null });
      await server.workspaces.useCases.start(ask(id));
      await server.reaches(id, 'running');
      await server.workspaces.useCases.stop(ask(id));
      await server.reaches(id, 'stopped');
    }
  });

  test('memory and processors are promised only to what fits beside what runs', async () => {
    const four = await server.running('four', { memoryBytes: 4 * GIB });
    await server.running('three', { memoryBytes: 3 * GIB });
    await assert.rejects(server.create('two', { memoryBytes: 2 * GIB }), fails('limit_reached', { resource: 'memory', asked: 2 * GIB, promised: 7 * GIB, total: 8 * GIB }));
    await assert.rejects(server.create('wide', { cpus: 5 }), fails('limit_reached', { resource: 'cpus', total: 4 }));
    await server.workspaces.useCases.stop(ask(four.id));
    await server.reaches(four.id, 'stopped');
    await server.running('two', { memoryBytes: 2 * GIB });
    await assert.rejects(server.workspaces.useCases.start(ask(four.id)), fails('limit_reached', { resource: 'memory' }));
    assert.equal(await server.phase(four.id), 'stopped');
  });

  test('of two that ask for the last gigabytes at once one gets them', async () => {
    const results = await Promise.allSettled([server.create('one', { memoryBytes: 5 * GIB }), server.create('two', { memoryBytes: 5 * GIB })]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });

  test('a machine without free disk takes no more workspaces', async () => {
    world.machine.diskFreeBytes = 1000;
    await assert.rejects(server.create('none'), fails('limit_reached', { resource: 'free_disk' }));
    world.machine.diskFreeBytes = 50 * GIB;
    world.machine.diskBytes = 15 * GIB;
    await server.create('one');
    await assert.rejects(server.create('two'), fails('limit_reached', { resource: 'disk', promised: 10 * GIB }));
  });

  test('image and limits change with the next rebuild', async () => {
    const { id, limits } = await server.running('grown');
    await assert.rejects(server.workspaces.useCases.update(ask(id), { limits: { ...limits, memoryBytes: 9 * GIB } }), fails('limit_reached'));
    const updated = await server.workspaces.useCases.update(ask(id), { imageId: FULL, limits: { ...limits, memoryBytes: 2 * GIB } });
    assert.deepEqual([updated.imageName, updated.limits.memoryBytes], ['full', 2 * GIB]);
    assert.equal(world.engine.containers.get(id)?.plan.image, 'base');
    await server.workspaces.useCases.rebuild(ask(id));
    await until(async () => world.engine.containers.get(id)?.plan.image === 'full', 'rebuilt');
    assert.equal(world.engine.containers.get(id)?.plan.limits.memoryBytes, 2 * GIB);
  });

  test('a container that ends by itself leaves its workspace stopped, or failed when memory ran out', async () => {
    const one = await server.running('one');
    const two = await server.running('two');
    const closed: string[] = [];
    server.sockets.add({ actor: ANN, workspaceId: one.id, close: (code) => closed.push(code) });
    world.engine.exit(one.id, { code: 0, outOfMemory: false });
    world.engine.exit(two.id, { code: 137, outOfMemory: true });
    assert.deepEqual((await server.reaches(one.id, 'stopped')).state, { phase: 'stopped', stoppedAtMs: world.nowMs, because: 'exited' });
    assert.equal((await server.reaches(two.id, 'failed')).state.phase, 'failed');
    assert.deepEqual(closed, ['not_running']);
    await until(async () => world.engine.containers.size === 0, 'removed');
  });

  test('what no event told is found within a minute', async () => {
    const { id } = await server.running('silent');
    world.engine.containers.delete(id);
    await server.workspaces.sweep();
    await server.reaches(id, 'stopped');
  });

  test('an engine that is lost fails a start, holds a stop back, and both go on when it is back', async () => {
    const running = await server.running('kept');
    const other = await server.running('other');
    await server.workspaces.useCases.stop(ask(other.id));
    await server.reaches(other.id, 'stopped');
    world.engine.lose();
    await server.workspaces.useCases.stop(ask(running.id));
    await server.workspaces.useCases.start(ask(other.id));
    const { state } = await server.reaches(other.id, 'failed');
    assert.ok(state.phase === 'failed' && state.reason === 'engine_unavailable');
    assert.equal(await server.phase(running.id), 'stopping');
    assert.equal((await server.workspaces.host()).engine.reachable, false);
    world.engine.comeBack();
    await server.reaches(running.id, 'stopped');
    await server.workspaces.useCases.start(ask(other.id));
    await server.reaches(other.id, 'running');
  });

  test('a sweep lets old images go, but not one that a workspace starts from again', async () => {
    const { id } = await server.running('pinned');
    const { revision, id: _, ...document } = (await server.storage.workspaces.get(id)) ?? assert.fail('no document');
    await server.storage.workspaces.replace(id, revision, { ...document, made: { image: 'sha256:old', limits: document.limits, rights: '', allowed: '' } });
    await server.workspaces.sweep();
    assert.ok(world.engine.calls.includes('prune base full but sha256:old'), world.engine.calls.join(', '));
  });

  test('the trash is emptied after seven days, not before', async () => {
    const { id } = await server.running('old');
    await server.workspaces.useCases.trash(ask(id), 'old');
    await server.reaches(id, 'trashed');
    world.nowMs += 7 * DAY_MS - 1;
    await server.workspaces.sweep();
    assert.equal(await server.phase(id), 'trashed');
    world.nowMs += 1;
    await server.workspaces.sweep();
    await until(async () => (await server.workspaces.useCases.list(ANN)).length === 0, 'purged');
    await until(async () => world.engine.volumes.size === 0, 'volume removed');
  });

  test('entering asks for a running workspace of one\'s own and gives the capabilities of the member, as they are now', async () => {
    const { id } = await server.running('door', { actor: ANN });
    const { capabilities, secret } = await server.workspaces.access.enter(ANN, id);
    assert.deepEqual(capabilities, ['files.read', 'files.write', 'terminal', 'ports', 'transfer', 'remotes']);
    assert.equal(secret, world.engine.containers.get(id)?.plan.agent.secret);
    await server.changeMember(ANN, { role: 'stagiaire', limits: STRICTEST_LIMITS });
    const now = await until(() => server.workspaces.access.enter(ANN, id).catch(() => null), 'the container that follows');
    assert.deepEqual(now.capabilities, ['files.read', 'files.write']);
    await server.workspaces.useCases.stop(ask(id));
    await assert.rejects(server.workspaces.access.enter(ANN, id), fails('not_running'));
  });

  test('a preview is entered once, within a minute, by a code', async () => {
    const { id } = await server.running('shown');
    const open = async (): Promise<string> => new URL((await server.workspaces.useCases.openPreview(ask(id), { port: 3000, path: '/a?b' })).url).search.slice(1);
    const code = await open();
    assert.deepEqual(server.workspaces.previewCodes.redeem(code), { actor: ANN, workspaceId: id, port: 3000, path: '/a?b' });
    assert.equal(server.workspaces.previewCodes.redeem(code), null);
    assert.equal(server.workspaces.previewCodes.redeem('__proto__'), null);
    const late = await open();
    world.nowMs += MINUTE_MS;
    assert.equal(server.workspaces.previewCodes.redeem(late), null);
  });

  test('a wall that does not hold takes the network away, also from what runs', async () => {
    const { id } = await server.running('caged');
    assert.deepEqual((await server.workspaces.host()).isolation.state, 'proved');
    world.engine.holes = ['metadata: 169.254.169.254'];
    world.engine.lose();
    world.engine.comeBack();
    await until(async () => world.engine.containers.get(id)?.plan.network === 'none', 'no network');
    assert.deepEqual((await server.workspaces.host()).isolation, { state: 'broken', atMs: 0, holes: world.engine.holes, tried: null });
  });
});
