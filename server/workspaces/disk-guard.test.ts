import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { WorkspaceId } from '../../shared/ids.ts';
import { GIB } from '../../shared/units.ts';
import { DEFAULT_LIMITS } from '../../shared/workspaces.ts';
import { GRACE_MS } from './disk-guard.ts';
import { ANN, ask, withStartedServer, type TestServer, type World } from './server.fixture.ts';

const MAX = DEFAULT_LIMITS.diskBytes;
const kibibytes = (bytes: number): string => `${bytes / 1024}\n`;

suite('what workspaces without disks of their own hold', () => {
  let world: World;
  let server: TestServer;
  withStartedServer((started) => ({ world, server } = started));
  const started = async (): Promise<WorkspaceId> => {
    world.engine.diskRefusal = 'no mount here';
    return (await server.running('large')).id;
  };

  test('A12 is measured, and one that holds more than its limit is stopped, which says why and is on record', async () => {
    const id = await started();
    world.nowMs += GRACE_MS;
    world.engine.output = kibibytes(MAX + GIB);
    await server.workspaces.checkDisks();
    const { state } = await server.reaches(id, 'stopped');
    assert.ok(state.phase === 'stopped' && state.because === 'disk_full');
    const [stop] = await server.storage.audit.find({ action: 'workspace.stop' });
    assert.deepEqual([stop?.actorId, stop?.details], [null, { because: 'disk_full', usedBytes: MAX + GIB, maxBytes: MAX }]);
  });

  test('may be brought down in the ten minutes after a start, and is left alone then', async () => {
    const id = await started();
    world.engine.output = kibibytes(MAX + GIB);
    world.nowMs += GRACE_MS - 1;
    await server.workspaces.checkDisks();
    assert.equal(await server.phase(id), 'running');
    world.engine.output = kibibytes(MAX);
    world.nowMs += 1;
    await server.workspaces.checkDisks();
    assert.equal(await server.phase(id), 'running');
  });

  test('stays as it was known when it cannot be measured, and is asked of nobody who has a disk', async () => {
    const id = await started();
    world.nowMs += GRACE_MS;
    for (const output of ['', 'du: cannot', '-']) {
      world.engine.output = output;
      await server.workspaces.checkDisks();
    }
    assert.equal(await server.phase(id), 'running');
    const jobs = world.engine.jobs.length;
    world.engine.disks.set(id, { usedBytes: MAX, maxBytes: MAX, heldBytes: MAX });
    await server.workspaces.checkDisks();
    assert.equal(world.engine.jobs.length, jobs);
  });

  test('is told to owners: how it is bounded, what is held and by whom most, the trash apart', async () => {
    const id = await started();
    const other = (await server.running('small')).id;
    world.engine.disks.set(other, { usedBytes: GIB, maxBytes: MAX, heldBytes: 2 * GIB });
    world.engine.output = kibibytes(4 * GIB);
    await server.workspaces.checkDisks();
    const { refusal, workspacesBytes, trashBytes, unknown, fullest } = await server.workspaces.disks();
    assert.deepEqual({ refusal, workspacesBytes, trashBytes, unknown, fullest }, {
      refusal: 'no mount here', workspacesBytes: 6 * GIB, trashBytes: 0, unknown: 0, fullest: { workspaceId: id, name: 'large', usedBytes: 4 * GIB, maxBytes: MAX },
    });
    await server.workspaces.useCases.trash(ask(other, ANN), 'small');
    await server.reaches(other, 'trashed');
    assert.deepEqual((({ workspacesBytes: w, trashBytes: t }) => [w, t])(await server.workspaces.disks()), [4 * GIB, 2 * GIB]);
  });
});
