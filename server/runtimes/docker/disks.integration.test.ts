import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { WorkspaceId } from '../../../shared/ids.ts';
import { MIB } from '../../../shared/units.ts';
import { createDisks, type Disks } from './disks.ts';

const ID = WorkspaceId.parse('wdisktest0001');

describe('a disk of a workspace', () => {
  let dataFolder: string;
  let disks: Disks;
  before(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'atelier disks-'));
    disks = createDisks({ dataFolder });
  });
  after(async () => {
    await disks.remove(ID);
    await rm(dataFolder, { recursive: true });
  });

  it('may be made here, and trying leaves nothing', async () => {
    assert.equal(await disks.refusal(), null);
    assert.deepEqual(await readdir(join(dataFolder, 'disks')), []);
  });

  it('is a file system of its size, that takes the room of what is in it', async () => {
    const mountPoint = await disks.ensure(ID, 64 * MIB);
    const usage = await disks.usage(ID);
    assert.ok(usage !== null && usage.maxBytes > 50 * MIB && usage.maxBytes <= 64 * MIB, JSON.stringify(usage));
    const { blocks, size } = await stat(`${mountPoint}.ext4`);
    assert.equal(size, 64 * MIB);
    assert.ok(blocks * 512 < 24 * MIB, `${blocks}`);
  });

  it('is full when it is full, and what was there is whole', async () => {
    const mountPoint = await disks.ensure(ID, 64 * MIB);
    await mkdir(join(mountPoint, 'home'), { recursive: true });
    await writeFile(join(mountPoint, 'home/kept'), 'kept');
    const file = await open(join(mountPoint, 'home/large'), 'w');
    await assert.rejects(file.writeFile(Buffer.alloc(80 * MIB, 1)), { code: 'ENOSPC' });
    await file.close();
    assert.equal((await stat(join(mountPoint, 'home/kept'))).size, 4);
  });

  it('ends a growth that was cut off after the file had grown', async () => {
    const id = WorkspaceId.parse('wdisktest0002');
    const place = await disks.ensure(id, 40 * MIB);
    await writeFile(join(place, 'kept'), 'kept');
    await truncate(join(dataFolder, 'disks', `${id}.ext4`), 100 * MIB);
    await disks.ensure(id, 100 * MIB);
    const grown = await disks.usage(id);
    assert.ok(grown !== null && grown.maxBytes > 80 * MIB, JSON.stringify(grown));
    assert.equal(await readFile(join(place, 'kept'), 'utf8'), 'kept');
    await disks.remove(id);
  });

  it('grows while it is in use, and is never made smaller', async () => {
    await disks.ensure(ID, 128 * MIB);
    const grown = await disks.usage(ID);
    assert.ok(grown !== null && grown.maxBytes > 110 * MIB, JSON.stringify(grown));
    await disks.ensure(ID, 32 * MIB);
    assert.deepEqual((await disks.usage(ID))?.maxBytes, grown.maxBytes);
  });

  it('is found mounted by the next server, and asked for twice at once it is mounted once', async () => {
    const next = createDisks({ dataFolder });
    await Promise.all([next.ensure(ID, 128 * MIB), next.ensure(ID, 128 * MIB)]);
    await next.remove(ID);
    assert.equal(await next.usage(ID), null);
    assert.ok(!existsSync(join(dataFolder, 'disks', `${ID}.ext4`)));
    await next.remove(ID);
  });
});
