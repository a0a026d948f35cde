import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { buildAgent } from '#agent/build.ts';
import { createRuntimeFixture, type RuntimeFixture } from '#server/runtimes/docker/runtime.fixture.ts';
import { openStorage } from '#server/storage/open.ts';
import type { WorkspaceId } from '#shared/ids.ts';
import { MIB } from '#shared/units.ts';
import { DEFAULT_LIMITS, type WorkspaceView } from '#shared/workspaces.ts';
import { until } from '#tests/harness/until.ts';

import { homeVolume } from './plan.ts';
import { ANN, ask, BASE, CALLER } from './server.fixture.ts';
import { ROOT, startRealServer, type RealServer } from './real-server.fixture.ts';
import { NEW_MEMBER } from '../members/new-member.ts';

suite('workspaces on a real engine', () => {
  let fixture: RuntimeFixture;
  let server: RealServer;
  let id: WorkspaceId;
  before(async () => {
    const agentBundleFolder = join(ROOT, 'dist/agent');
    await buildAgent(agentBundleFolder);
    fixture = await createRuntimeFixture({ agentBundleFolder });
    server = await startRealServer(fixture, fixture.runtime);
    await server.storage.members.insert(ANN.memberId, { email: 'ann@example.test', name: 'Ann', role: 'owner', language: null, passwordHash: '', ...NEW_MEMBER, createdAtMs: 1 });
    const limits = { ...DEFAULT_LIMITS, memoryBytes: 256 * MIB };
    ({ id } = await server.workspaces.useCases.create(ANN, { name: 'real', imageId: BASE, limits, idleStopMs: null }, CALLER));
    await reaches('running');
  });
  after(async () => {
    const runtime = fixture.restarted();
    if (id !== undefined) await runtime.remove(id, [homeVolume(id)]);
    await server.close();
    await fixture.dispose();
  });

  const view = (): Promise<WorkspaceView> => server.workspaces.useCases.get(ANN, id);
  const reaches = (phase: WorkspaceView['state']['phase']): Promise<WorkspaceView> =>
    until(`the workspace is ${phase}`, async () => {
      const found = await view();
      if (found.state.phase === 'failed' && phase !== 'failed') throw new Error(JSON.stringify(found.state));
      return found.state.phase === phase && found;
    }, 60_000);
  const exec = async (...command: string[]): Promise<string> => {
    const { exitCode, output } = await fixture.exec({ ...fixture.plan(), workspaceId: id }, command);
    assert.equal(exitCode, 0, output);
    return output.trim();
  };
  const restart = async (): Promise<void> => {
    await server.close();
    server = await startRealServer(fixture, fixture.restarted());
  };

  test('its agent answers, and every step of its start is done', async () => {
    const status = await server.hub.status(id);
    assert.ok(status.version.length > 0);
    const { state } = await view();
    assert.ok(state.phase === 'running' && state.agentConnected);
  });

  test('the work that lives only there is found while it runs and while it is stopped', async () => {
    await exec('git', '-c', 'init.defaultBranch=main', 'init', '-q', '/home/ws/app');
    await exec('git', '-C', '/home/ws/app', '-c', 'user.name=A', '-c', 'user.email=a@example.test', 'commit', '-q', '--allow-empty', '-m', 'only here');
    await exec('sh', '-c', 'printf x > "/home/ws/app/new file"');
    const found = await server.workspaces.useCases.unsavedWork(ANN, id);
    assert.equal(found.incomplete, false);
    assert.ok(found.homeBytes > 0);
    assert.deepEqual(found.repositories.map(({ path, branch, changed, unpushedCount }) => ({ path, branch, changed, unpushedCount })), [
      { path: '/home/ws/app', branch: 'main', changed: [{ status: '??', path: 'new file' }], unpushedCount: 1 },
    ]);
    await server.workspaces.useCases.stop(ask(id));
    await reaches('stopped');
    assert.deepEqual((await server.workspaces.useCases.unsavedWork(ANN, id)).repositories, found.repositories);
    await server.workspaces.useCases.start(ask(id));
    await reaches('running');
    assert.equal(await exec('cat', '/home/ws/app/new file'), 'x');
  });

  test('its terminals get the member as git identity from the agent\'s configuration', async () => {
    const config = JSON.parse(await exec('cat', '/run/agent/config.json')) as { env: Record<string, string>; roots: { path: string }[] };
    assert.equal(config.env['GIT_AUTHOR_EMAIL'], 'ann@example.test');
    assert.deepEqual(config.roots.map(({ path }) => path), ['/home/ws']);
  });

  test('usage is measured while somebody watches', async () => {
    const abort = new AbortController();
    const lists = server.workspaces.watch(ANN, abort.signal);
    for (;;) {
      const { value } = (await lists.next()) as { value: WorkspaceView[] };
      const usage = value[0]?.usage ?? null;
      if (usage === null) continue;
      assert.ok(usage.memoryBytes > MIB, `${usage.memoryBytes}`);
      break;
    }
    abort.abort();
    await lists.return(undefined);
  });

  test('a restart of the server leaves it running, with the same processes, and its agent dials in again', async () => {
    const pid = await exec('sh', '-c', 'sleep 1000 >/dev/null 2>&1 & echo $!');
    await restart();
    await server.hub.ready(id, 20_000);
    assert.equal((await view()).state.phase, 'running');
    assert.equal(await exec('sh', '-c', `tr '\\0' ' ' < /proc/${pid}/cmdline`), 'sleep 1000');
    assert.ok((await server.hub.status(id)).version.length > 0);
  });

  test('a rebuild makes another container on the same home', async () => {
    const container = async (): Promise<string> => (await fixture.engine.getContainer(`atelier-${id}`).inspect()).Id;
    const before = await container();
    await server.workspaces.useCases.rebuild(ask(id));
    await until('another container runs', async () => (await view()).state.phase === 'running' && (await container()) !== before, 60_000);
    assert.equal(await exec('cat', '/home/ws/app/new file'), 'x');
  });

  test('a server that died in the middle of a start goes on with it', async () => {
    await server.close();
    const storage = await openStorage({ dataFolder: fixture.dataFolder });
    const stored = await storage.workspaces.get(id);
    assert.ok(stored !== null);
    await storage.workspaces.replace(id, stored.revision, { ...stored, state: { phase: 'creating', steps: [] } });
    await storage.close();
    server = await startRealServer(fixture, fixture.restarted());
    await reaches('running');
    assert.equal((await view()).state.phase, 'running');
  });

  test('a container that is killed leaves it stopped because it exited', async () => {
    await fixture.engine.getContainer(`atelier-${id}`).kill();
    const { state } = await reaches('stopped');
    assert.ok(state.phase === 'stopped' && state.because === 'exited');
    await until('the container is removed', async () => (await fixture.runtime.list()).every(({ workspaceId }) => workspaceId !== id));
    await server.workspaces.useCases.start(ask(id));
    await reaches('running');
  });

  test('a container of a workspace that the database does not know is removed at the start', async () => {
    const plan = fixture.plan();
    await fixture.runtime.apply(plan);
    await restart();
    await until('it is gone', async () => (await fixture.runtime.list()).every(({ workspaceId }) => workspaceId !== plan.workspaceId));
    assert.equal((await view()).state.phase, 'running');
  });

  test('the trash keeps the home, and a purge leaves nothing', async () => {
    const { useCases } = server.workspaces;
    await useCases.trash(ask(id), 'real');
    await reaches('trashed');
    await useCases.restore(ask(id));
    await useCases.start(ask(id));
    await reaches('running');
    assert.equal(await exec('cat', '/home/ws/app/new file'), 'x');
    await useCases.trash(ask(id), 'real');
    await reaches('trashed');
    await useCases.purge(ask(id), 'real');
    assert.deepEqual(await useCases.list(ANN), []);
    await assert.rejects(fixture.engine.getVolume(homeVolume(id)).inspect(), { statusCode: 404 });
  });
});
