import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { ImageView, WorkspaceView } from '../../shared/workspaces.ts';
import { ANN, ask, BASE, BOB, CALLER, FULL, until, withStartedServer, type TestServer, type World } from './server.fixture.ts';

suite('watching', () => {
  let world: World;
  let server: TestServer;
  withStartedServer((started) => ({ world, server } = started));

  /** Reads lists until one is as wanted. */
  async function next<View>(lists: AsyncGenerator<View>, wanted: (view: View) => boolean): Promise<View> {
    for (;;) {
      const { value, done } = await lists.next();
      if (done === true) throw new Error('the stream ended');
      if (wanted(value)) return value;
    }
  }
  const only = (list: readonly WorkspaceView[]): WorkspaceView | undefined => list[0];

  test('a list comes at once, and again with each change, until the signal', async () => {
    const abort = new AbortController();
    const lists = server.workspaces.watch(ANN, abort.signal);
    assert.deepEqual((await lists.next()).value, []);
    const { id } = await server.create('seen');
    server.hub.statuses.set(id, { terminals: 2, ports: [3000] });
    const running = only(await next(lists, (list) => only(list)?.state.phase === 'running'));
    assert.equal(running?.name, 'seen');
    await server.workspaces.useCases.stop(ask(id));
    await next(lists, (list) => only(list)?.state.phase === 'stopped');
    abort.abort();
    assert.equal((await lists.next()).done, true);
  });

  test("one sees one's own only", async () => {
    await server.running('mine');
    await server.create('theirs', { actor: BOB });
    const abort = new AbortController();
    const lists = server.workspaces.watch(BOB, abort.signal);
    const first = (await lists.next()).value as WorkspaceView[];
    assert.deepEqual(first.map(({ name, memberName }) => [name, memberName]), [['theirs', 'Bob']]);
    abort.abort();
  });

  test('what runs is measured while somebody watches, and not otherwise', async () => {
    const { id } = await server.running('busy');
    server.hub.statuses.set(id, { terminals: 2, ports: [3000] });
    assert.equal((await server.workspaces.useCases.get(ANN, id)).usage, null);
    const abort = new AbortController();
    const lists = server.workspaces.watch(ANN, abort.signal);
    const measured = only(await next(lists, (list) => only(list)?.usage !== null));
    assert.deepEqual(measured?.usage, { cpuPercent: 12, memoryBytes: 34, diskBytes: null, terminals: 2, ports: [3000] });
    abort.abort();
    assert.equal((await lists.next()).done, true);
    assert.equal((await server.workspaces.useCases.get(ANN, id)).usage, null);
  });

  test('the machine is shown with what is promised', async () => {
    await server.running('one');
    const host = await server.workspaces.host();
    assert.deepEqual([host.cores, host.promisedCpus, host.promisedMemoryBytes, host.engine.reachable], [4, 1, 1024 ** 3, true]);
  });

  test('images are the folders and those derived from them; the same packages are the same image', async () => {
    const { images } = server.workspaces;
    assert.deepEqual((await images.list()).map(({ id, name, state }) => [id, name, state]), [['base', 'base', 'ready'], ['full', 'full', 'ready']]);
    const derived = await images.derive(ANN, { parentId: FULL, packages: ['sox', 'ffmpeg', 'sox'] }, CALLER);
    assert.deepEqual([derived.name, derived.parentId, derived.packages], ['full + ffmpeg, sox', 'full', ['ffmpeg', 'sox']]);
    assert.equal((await images.derive(ANN, { parentId: FULL, packages: ['ffmpeg', 'sox'] }, CALLER)).id, derived.id);
    const further = await images.derive(ANN, { parentId: derived.id, packages: ['tmux', 'jq'] }, CALLER);
    assert.deepEqual([further.parentId, further.packages, further.name], ['full', ['ffmpeg', 'jq', 'sox', 'tmux'], 'full + ffmpeg, jq, sox, …']);
    await assert.rejects(images.derive(ANN, { parentId: 'none' as typeof BASE, packages: ['jq'] }, CALLER), { code: 'not_found' });
    await assert.rejects(images.build(ANN, 'none' as typeof BASE, CALLER), { code: 'not_found' });
    const view = await server.running('derived', { imageId: derived.id });
    assert.equal(view.imageName, 'full + ffmpeg, sox');
    assert.equal(world.engine.containers.get(view.id)?.plan.image, 'full+ffmpeg+sox');
    await assert.rejects(server.create('none', { imageId: 'none' as typeof BASE }), { code: 'not_found' });
  });

  test('a build is seen with its progress', async () => {
    const gate = Promise.withResolvers<void>();
    world.engine.gates.ensure = gate.promise;
    const abort = new AbortController();
    const lists = server.workspaces.watchImages(abort.signal);
    await lists.next();
    await server.workspaces.images.build(ANN, BASE, CALLER);
    const base = (list: ImageView[]): ImageView | undefined => list.find(({ id }) => id === BASE);
    const building = base(await next(lists, (list) => base(list)?.progress === 0.5));
    assert.deepEqual([building?.state, building?.detail], ['building', 'building base']);
    gate.resolve();
    await next(lists, (list) => base(list)?.state === 'ready');
    abort.abort();
  });

  test('unsaved work is looked for with an image that is there, in a container of its own', async () => {
    const { id } = await server.running('work');
    world.engine.output = '#repository /home/ws/app\0#branch main\0#changed 1\0 M a.txt\0#unpushed 0\0#bytes 4096\0#end\0';
    assert.deepEqual(await server.workspaces.useCases.unsavedWork(ANN, id), {
      repositories: [{ path: '/home/ws/app', branch: 'main', changed: [{ status: ' M', path: 'a.txt' }], changedCount: 1, unpushed: [], unpushedCount: 0 }],
      homeBytes: 4096,
      incomplete: false,
    });
    await until(async () => world.engine.calls.includes('runOnce base'), 'a one-off');
  });
});
