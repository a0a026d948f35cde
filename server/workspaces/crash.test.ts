import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { WorkspaceId } from '../../shared/ids.ts';
import type { Collection } from '../storage/storage.ts';
import type { WorkspacesDeps } from './create-workspaces.ts';
import { nextAction } from './driver.ts';
import { ask, until, World, type TestServer } from './server.fixture.ts';
import { Visits } from './visits.ts';
import { WorkspaceStore, type Workspace } from './workspace-store.ts';

/**
 * A process that dies at its n-th step: each write to the database and each call to the engine is a step before it
 * is made and one after, when its answer is lost. What a dead process awaits never comes.
 */
class Mortal {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get dead(): boolean {
    return this.#left <= 0;
  }

  wrap(deps: WorkspacesDeps): WorkspacesDeps {
    const { runtime, storage } = deps;
    return {
      ...deps,
      storage: { ...storage, workspaces: this.#collection(storage.workspaces) },
      runtime: {
        ...runtime,
        apply: (plan, onStep) => this.#step(() => runtime.apply(plan, (step) => (this.dead ? undefined : onStep?.(step)))),
        stop: (id) => this.#step(() => runtime.stop(id)),
        remove: (id, volumes) => this.#step(() => runtime.remove(id, volumes)),
        watch: (listener) => runtime.watch({ ...listener, onEvent: (event) => (this.dead ? undefined : listener.onEvent(event)) }),
      },
    };
  }

  #collection<Document extends object>(real: Collection<Document>): Collection<Document> {
    return {
      get: (id) => this.#unlessDead(() => real.get(id)),
      find: (where) => this.#unlessDead(() => real.find(where)),
      page: (page) => this.#unlessDead(() => real.page(page)),
      insert: (id, document) => this.#step(() => real.insert(id, document)),
      replace: (id, revision, document) => this.#step(() => real.replace(id, revision, document)),
      delete: (id) => this.#step(() => real.delete(id)),
      watch: (listener) => real.watch((change) => (this.dead ? undefined : listener(change))),
    };
  }

  async #step<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#survive();
    const result = await work();
    await this.#survive();
    return result;
  }

  async #unlessDead<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.dead) await new Promise(() => undefined);
    return work();
  }

  async #survive(): Promise<void> {
    if (!this.dead) this.#left -= 1;
    if (this.dead) await new Promise(() => undefined);
  }
}

type Scenario = {
  readonly title: string;
  /** Made with a server that does not die. */
  prepare(server: TestServer): Promise<WorkspaceId | null>;
  /** What the dying server is asked to do. */
  act(server: TestServer, id: WorkspaceId): Promise<unknown>;
  /** Phases in which it may be found once everything is repaired; 'gone' when there is none. */
  readonly ends: readonly string[];
};

const running = async (server: TestServer): Promise<WorkspaceId> => (await server.running('mine')).id;
const stopped = async (server: TestServer): Promise<WorkspaceId> => {
  const id = await running(server);
  await server.workspaces.useCases.stop(ask(id));
  await server.reaches(id, 'stopped');
  return id;
};
const trashed = async (server: TestServer): Promise<WorkspaceId> => {
  const id = await stopped(server);
  await server.workspaces.useCases.trash(ask(id), 'mine');
  return id;
};

const SCENARIOS: readonly Scenario[] = [
  { title: 'create', prepare: async () => null, act: (server) => server.create('mine'), ends: ['gone', 'running'] },
  { title: 'start', prepare: stopped, act: (server, id) => server.workspaces.useCases.start(ask(id)), ends: ['stopped', 'running'] },
  { title: 'stop', prepare: running, act: (server, id) => server.workspaces.useCases.stop(ask(id)), ends: ['running', 'stopped'] },
  { title: 'rebuild', prepare: running, act: (server, id) => server.workspaces.useCases.rebuild(ask(id)), ends: ['running'] },
  { title: 'trash', prepare: running, act: (server, id) => server.workspaces.useCases.trash(ask(id), 'mine'), ends: ['running', 'trashed'] },
  { title: 'restore', prepare: trashed, act: (server, id) => server.workspaces.useCases.restore(ask(id)), ends: ['trashed', 'stopped'] },
  { title: 'purge', prepare: trashed, act: (server, id) => server.workspaces.useCases.purge(ask(id), 'mine'), ends: ['trashed', 'gone'] },
];

suite('a server that is killed at any step', () => {
  for (const scenario of SCENARIOS) {
    test(`of a ${scenario.title} is repaired by the next one's start`, async () => {
      for (let steps = 1; ; steps += 1) {
        if (await survives(scenario, steps)) return;
      }
    });
  }
});

/** One killing after so many steps, and the repair. True when the scenario was over before. */
async function survives(scenario: Scenario, steps: number): Promise<boolean> {
  const world = new World();
  try {
    const first = await world.server();
    const prepared = await scenario.prepare(first);
    await first.workspaces.close();

    const mortal = new Mortal(steps);
    const dying = await world.server((deps) => mortal.wrap(deps));
    await dying.workspaces.start();
    let done = false;
    // Its own rejections are nobody's any more.
    void scenario.act(dying, prepared ?? ('' as WorkspaceId)).then(() => (done = true), () => undefined);
    const store = new WorkspaceStore(first.storage.workspaces, new Visits({ now: () => 0 }));
    await until(async () => mortal.dead || (done && (await store.all()).every((workspace) => nextAction(workspace) === null)), 'death or the end');
    void dying.workspaces.close();

    const next = await world.server();
    await next.workspaces.start();
    await until(async () => consistent(await store.all(), { world, server: next }), `repair after ${steps} steps of ${scenario.title}`);
    const [workspace] = await store.all();
    assert.ok(scenario.ends.includes(workspace?.state.phase ?? 'gone'), `${scenario.title} after ${steps}: ${workspace?.state.phase ?? 'gone'}`);
    if (workspace === undefined) assert.equal(world.engine.volumes.size, 0);
    await next.workspaces.close();
    return !mortal.dead;
  } finally {
    await world.dispose();
  }
}

/** Nothing is left to do, and what runs is exactly what should. */
function consistent(workspaces: readonly Workspace[], { world, server }: { world: World; server: TestServer }): boolean {
  const shouldRun = workspaces.filter(({ state }) => state.phase === 'running').map(({ id }) => id);
  const runs = [...world.engine.containers.keys()];
  return (
    workspaces.every((workspace) => nextAction(workspace) === null) &&
    JSON.stringify(runs) === JSON.stringify(shouldRun) &&
    shouldRun.every((id) => server.hub.connected(id))
  );
}

suite('a restart of the server', () => {
  test('leaves what runs running and listens for its agent again', async () => {
    const world = new World();
    const first = await world.server();
    await first.workspaces.start();
    const { id } = await first.running('kept');
    const calls = world.engine.calls.length;
    await first.workspaces.close();
    const second = await world.server();
    await second.workspaces.start();
    const { state } = await second.reaches(id, 'running');
    assert.ok(state.phase === 'running' && state.agentConnected);
    assert.equal(world.engine.calls.length, calls);
    await second.workspaces.close();
    await world.dispose();
  });

  test('finds what ended meanwhile stopped, and removes containers of what is stopped or unknown', async () => {
    const world = new World();
    const first = await world.server();
    const ended = await first.running('ended');
    const lying = await first.running('lying');
    const forgotten = await first.running('forgotten');
    await first.workspaces.close();
    world.engine.containers.delete(ended.id);
    const stored = await first.storage.workspaces.get(lying.id);
    assert.ok(stored !== null);
    await first.storage.workspaces.replace(lying.id, stored.revision, { ...stored, wanted: 'stopped', state: { phase: 'stopped', stoppedAtMs: 1, because: 'member' } });
    await first.storage.workspaces.delete(forgotten.id);

    const second = await world.server();
    await second.workspaces.start();
    await until(async () => world.engine.containers.size === 0, 'nothing runs');
    assert.deepEqual((await second.reaches(ended.id, 'stopped')).state, { phase: 'stopped', stoppedAtMs: world.nowMs, because: 'exited' });
    // A volume that the database does not know is not ours to delete.
    assert.ok(world.engine.volumes.has(`atelier-${forgotten.id}-home`));
    await second.workspaces.close();
    await world.dispose();
  });

  test('while the engine is away waits for it', async () => {
    const world = new World();
    const first = await world.server();
    const { id } = await first.running('kept');
    await first.workspaces.close();
    world.engine.down = true;
    const second = await world.server();
    await second.workspaces.start();
    assert.equal(await second.phase(id), 'running');
    world.engine.containers.delete(id);
    world.engine.comeBack();
    await second.reaches(id, 'stopped');
    await second.workspaces.close();
    await world.dispose();
  });

  test('a state that nobody understands is a failure that can be started again', async () => {
    const world = new World();
    const server = await world.server();
    const { id } = await server.running('odd');
    const stored = await server.storage.workspaces.get(id);
    assert.ok(stored !== null);
    await server.storage.workspaces.replace(id, stored.revision, { ...stored, wanted: 'stopped', state: { phase: 'levitating' } });
    assert.equal(await server.phase(id), 'failed');
    await server.workspaces.useCases.start(ask(id));
    await server.reaches(id, 'running');
    await server.workspaces.close();
    await world.dispose();
  });
});
