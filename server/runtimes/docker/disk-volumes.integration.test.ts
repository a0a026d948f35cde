import { buildAgent } from '#agent/build.ts';

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { GIB, MIB } from '../../../shared/units.ts';
import type { WorkspacePlan } from '../runtime.ts';
import { createRuntimeFixture, type RuntimeFixture } from './runtime.fixture.ts';

const run = promisify(execFile);
const bundle = join(import.meta.dirname, '../../../dist/agent');
const FILL = `
import sys
written = 0
try:
    with open(sys.argv[1], "wb", buffering=0) as file:
        while written < int(sys.argv[2]):
            written += file.write(b"\\1" * 1048576)
except OSError as error:
    print(error.strerror)
else:
    print("written")`;

describe('A12 what a workspace holds is bounded by the kernel', { timeout: 180_000 }, () => {
  let under: RuntimeFixture;
  let plan: WorkspacePlan;
  before(async () => {
    await buildAgent(bundle);
    under = await createRuntimeFixture({ agentBundleFolder: bundle });
    assert.equal(await under.runtime.diskRefusal(), null);
    plan = under.plan();
    await under.runtime.apply(plan);
  });
  after(() => under.dispose());

  const fill = (bytes: number, about = plan): Promise<string> => under.python(about, FILL, '/home/ws/large', String(bytes));
  const disk = async (about = plan): Promise<{ usedBytes: number; maxBytes: number; heldBytes: number }> => (await under.runtime.disk(about.workspaceId)) ?? assert.fail('no disk');

  it('full is full at its limit, inside, and another workspace and this machine have what they had', async () => {
    const other = under.plan();
    await under.runtime.apply(other);
    const before = await statfs(under.dataFolder);
    assert.equal(await fill(2 * GIB), 'No space left on device');
    const { usedBytes, maxBytes, heldBytes } = await disk();
    assert.ok(maxBytes <= GIB && maxBytes > 0.9 * GIB && usedBytes > 0.95 * maxBytes, JSON.stringify({ usedBytes, maxBytes }));
    assert.ok(heldBytes <= GIB + 4 * MIB, `${heldBytes}`);
    const now = await statfs(under.dataFolder);
    // Others write on this machine too meanwhile.
    assert.ok((before.bavail - now.bavail) * now.bsize < 2 * GIB);
    assert.equal(await fill(10 * MIB, other), 'written');
    assert.ok((await disk(other)).usedBytes < 100 * MIB);
  });

  it('full, it can be started again, and what is deleted inside is free outside', async () => {
    await under.runtime.stop(plan.workspaceId);
    await under.runtime.apply(plan);
    await under.python(plan, 'import os; os.remove("/home/ws/large"); os.sync()');
    assert.ok((await disk()).usedBytes < 100 * MIB);
    assert.equal((await under.exec(plan, ['sh', '-c', 'echo kept > kept; stat -c "%U %a" /home/ws'])).output, 'ws 755\n');
  });

  it('grows at the next start, and what was there is there', async () => {
    plan = { ...plan, limits: { ...plan.limits, diskBytes: 2 * GIB } };
    await under.runtime.stop(plan.workspaceId);
    await under.runtime.apply(plan);
    assert.ok((await disk()).maxBytes > 1.8 * GIB);
    assert.equal((await under.exec(plan, ['cat', '/home/ws/kept'])).output, 'kept\n');
  });

  it('runs on when the server ends, and the next server finds it', async () => {
    const next = under.restarted();
    await next.apply(plan);
    assert.deepEqual((await next.disk(plan.workspaceId))?.maxBytes, (await disk()).maxBytes);
    assert.equal((await under.exec(plan, ['cat', '/home/ws/kept'])).output, 'kept\n');
  });

  it('is mounted again when somebody took it away from a workspace that was stopped, in little time', async () => {
    await under.runtime.stop(plan.workspaceId);
    const mountPoint = join(under.dataFolder, 'disks', plan.workspaceId);
    await run('umount', ['--', mountPoint]);
    assert.equal((await disk()).maxBytes, 2 * GIB);
    const { image, uid, mounts } = plan;
    const job = { image, uid, mounts, command: ['cat', '/home/ws/kept'] as const, timeoutMs: 20_000, maxOutputBytes: 100 };
    assert.equal((await under.runtime.runOnce(job)).output, 'kept\n');
    await run('umount', ['--', mountPoint]);
    await under.runtime.apply(plan);
    assert.equal((await under.exec(plan, ['cat', '/home/ws/kept'])).output, 'kept\n');
  });

  it('holds the working copies too, also when the first of them comes before the home, and lives as long as one of them', async () => {
    const made = under.plan();
    const copy = `atelier-${made.workspaceId}-r00000000c0py`;
    const withCopy = { ...made, mounts: [...made.mounts, { volume: copy, target: '/workspace/shop/api', readOnly: false }] };
    const mounts = [{ volume: copy, target: '/copy', readOnly: false }];
    const job = { image: made.image, uid: made.uid, mounts, timeoutMs: 20_000, maxOutputBytes: 100 };
    await under.runtime.runOnce({ ...job, command: ['sh', '-c', 'echo unpushed > /copy/work'], diskBytes: GIB });
    await under.runtime.apply(withCopy);
    assert.equal((await under.exec(withCopy, ['cat', '/workspace/shop/api/work'])).output, 'unpushed\n');
    await under.runtime.remove(made.workspaceId, [under.home(made)]);
    assert.equal((await under.runtime.runOnce({ ...job, command: ['cat', '/copy/work'] })).output, 'unpushed\n');
    assert.ok(!existsSync(join(under.dataFolder, 'disks', made.workspaceId, under.home(made))));
    await under.runtime.removeVolumes([copy]);
    assert.ok(!existsSync(join(under.dataFolder, 'disks', `${made.workspaceId}.ext4`)));
    assert.equal(await under.runtime.disk(made.workspaceId), null);
  });

  it('is not begun for a workspace that has volumes of the engine’s own', async () => {
    const old = under.plan();
    await under.engine.createVolume({ Name: under.home(old), Driver: 'local', Labels: { 'atelier.test': 'disks' } });
    await under.runtime.apply(old);
    assert.equal(await under.runtime.disk(old.workspaceId), null);
  });
});
