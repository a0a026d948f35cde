import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';

import type { WorkspaceId } from '../../shared/ids.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/units.ts';
import { ANN, ask, World, type TestServer } from './server.fixture.ts';

suite('the idle stop', () => {
  let world: World;
  let server: TestServer;
  let id: WorkspaceId;
  beforeEach(async () => {
    world = new World();
    server = await world.server();
    ({ id } = await server.running('quiet', { idleStopMs: 30 * MINUTE_MS }));
    await server.workspaces.checkIdle();
  });
  afterEach(async () => {
    await server.workspaces.close();
    await world.dispose();
  });
  const later = async (ms: number): Promise<void> => {
    world.nowMs += ms;
    await server.workspaces.checkIdle();
  };
  const stopsAt = async (): Promise<number | null> => {
    const { state } = await server.workspaces.useCases.get(ANN, id);
    return state.phase === 'running' ? state.idleStopAtMs : Number.NaN;
  };

  test('comes after the idle time, which is shown from its beginning', async () => {
    const beginMs = world.nowMs;
    assert.equal(await stopsAt(), beginMs + 30 * MINUTE_MS);
    await later(30 * MINUTE_MS - 1);
    assert.equal(await stopsAt(), beginMs + 30 * MINUTE_MS);
    await later(1);
    const { state } = await server.reaches(id, 'stopped');
    assert.ok(state.phase === 'stopped' && state.because === 'idle');
    const stop = (await server.storage.audit.find({ action: 'workspace.stop' })).at(-1);
    assert.deepEqual([stop?.actorId, stop?.details], [null, { because: 'idle' }]);
  });

  test('does not count while a terminal is attached, and begins when it is detached', async () => {
    server.hub.statuses.set(id, { attachedTerminals: 1 });
    await later(10 * HOUR_MS);
    assert.equal(await stopsAt(), null);
    server.hub.statuses.set(id, { attachedTerminals: 0 });
    await later(0);
    assert.equal(await stopsAt(), world.nowMs + 30 * MINUTE_MS);
  });

  test('begins anew with output, input or traffic on a port, as the agent says', async () => {
    world.nowMs += 20 * MINUTE_MS;
    server.hub.statuses.set(id, { lastActivityAtMs: world.nowMs });
    await later(29 * MINUTE_MS);
    assert.equal(await stopsAt(), world.nowMs + MINUTE_MS);
  });

  test('begins anew when somebody enters through the gateway', async () => {
    await later(29 * MINUTE_MS);
    await server.workspaces.access.enter(ANN, id);
    await later(MINUTE_MS);
    assert.equal(await stopsAt(), world.nowMs + 29 * MINUTE_MS);
  });

  test('believes no agent that says it was busy in the future', async () => {
    server.hub.statuses.set(id, { lastActivityAtMs: world.nowMs + 1000 * HOUR_MS });
    await later(0);
    assert.equal(await stopsAt(), world.nowMs + 30 * MINUTE_MS);
  });

  test('begins anew with "keep running", up to the last moment', async () => {
    await later(29 * MINUTE_MS);
    const kept = await server.workspaces.useCases.keepRunning(ask(id));
    assert.ok(kept.state.phase === 'running' && kept.state.idleStopAtMs === world.nowMs + 30 * MINUTE_MS);
    await later(29 * MINUTE_MS);
    assert.equal(await server.phase(id), 'running');
    await later(MINUTE_MS);
    await server.reaches(id, 'stopped');
    await assert.rejects(server.workspaces.useCases.keepRunning(ask(id)), { code: 'not_running' });
  });

  test('comes also when the agent does not answer', async () => {
    server.hub.statuses.delete(id);
    await later(30 * MINUTE_MS);
    await server.reaches(id, 'stopped');
  });

  test('never comes where it is switched off, and counts by a changed time at once', async () => {
    await server.workspaces.useCases.update(ask(id), { idleStopMs: null });
    await later(1000 * HOUR_MS);
    assert.equal(await stopsAt(), null);
    await server.workspaces.useCases.update(ask(id), { idleStopMs: HOUR_MS });
    server.hub.statuses.set(id, { lastActivityAtMs: world.nowMs });
    await later(0);
    assert.equal(await stopsAt(), world.nowMs + HOUR_MS);
  });

  test('begins with the restart of the server', async () => {
    await later(29 * MINUTE_MS);
    await server.workspaces.close();
    const next = await world.server();
    await next.workspaces.start();
    next.hub.statuses.set(id, {});
    await next.workspaces.checkIdle();
    const { state } = await next.workspaces.useCases.get(ANN, id);
    assert.ok(state.phase === 'running' && state.idleStopAtMs === world.nowMs + 30 * MINUTE_MS);
    await next.workspaces.close();
  });
});
