import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ImageId } from '#shared/ids.ts';
import { MIB } from '#shared/units.ts';
import { DEFAULT_LIMITS, type WorkspaceView } from '#shared/workspaces.ts';
import { startFerretDb } from '#tests/harness/ferretdb.ts';
import { HttpClient, signInOverHttp } from '#tests/harness/http.ts';
import { removeData } from '#tests/harness/remove-data.ts';
import { startServer, type RunningServer } from '#tests/harness/server.ts';
import { until } from '#tests/harness/until.ts';

const OWNER = { email: 'owner@example.com', password: 'a long enough password' };
const NEW = { name: 'victim', imageId: ImageId.parse('base'), limits: { ...DEFAULT_LIMITS, memoryBytes: 256 * MIB }, idleStopMs: null };

test('a server killed during a create and a stop goes on with both, with SQLite', () => killed({}));

test('a server killed during a create and a stop goes on with both, with MongoDB', async () => {
  const database = await startFerretDb();
  try {
    await killed({ MONGODB_URI: `${database.uri}atelier` });
  } finally {
    await database.stop();
  }
});

/** The real server, the real engine, SIGKILL. */
async function killed(env: Readonly<Record<string, string>>): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-killed-'));
  let server: RunningServer | null = null;
  try {
    server = await startServer({ dataFolder, env });
    const anyone = new HttpClient(server.url);
    await anyone.api.members.setup.createOwner({ code: server.setupCode ?? '', email: OWNER.email, name: 'Owner', password: OWNER.password, language: null });
    const port = Number(new URL(server.url).port);
    const owner = await signInOverHttp(server.url, OWNER);
    const { id: workspaceId } = await owner.api.workspaces.create(NEW);
    const reaches = (phase: WorkspaceView['state']['phase']): Promise<WorkspaceView> =>
      until(`the workspace is ${phase}`, async () => {
        const view = await owner.api.workspaces.get({ workspaceId });
        if (view.state.phase === 'failed') throw new Error(JSON.stringify(view.state));
        return view.state.phase === phase && view;
      }, 60_000);
    const killAndRestart = async (running: RunningServer): Promise<RunningServer> => {
      await running.kill();
      return startServer({ dataFolder, env, port });
    };

    await until('its volume is made', async () => {
      const { state } = await owner.api.workspaces.get({ workspaceId });
      return state.phase === 'running' || (state.phase === 'creating' && state.steps.find(({ name }) => name === 'volume')?.state !== 'waiting');
    }, 60_000);
    server = await killAndRestart(server);
    const running = await reaches('running');
    assert.ok(running.state.phase === 'running' && running.state.agentConnected);

    await owner.api.workspaces.stop({ workspaceId });
    server = await killAndRestart(server);
    const { state } = await reaches('stopped');
    assert.ok(state.phase === 'stopped' && state.because === 'member');

    await owner.api.workspaces.trash({ workspaceId, confirmName: NEW.name });
    await owner.api.workspaces.purge({ workspaceId, confirmName: NEW.name });
    assert.deepEqual(await owner.api.workspaces.list(), []);
    assert.equal(await server.stop(), 0);
  } catch (error) {
    await server?.kill();
    throw error;
  } finally {
    await removeData(dataFolder);
  }
}
