import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { MINUTE_MS } from '../../shared/units.ts';
import { createFolderSize } from './folder-size.ts';

test('a folder’s size is what it takes, looked at once a minute, and not known for one that is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-size-'));
  let nowMs = 0;
  const size = createFolderSize({ folder, clock: { now: () => nowMs } });
  const empty = (await size()) ?? assert.fail();
  await writeFile(join(folder, 'x'), Buffer.alloc(1_000_000, 1));
  assert.equal(await size(), empty);
  nowMs = MINUTE_MS;
  const filled = (await size()) ?? assert.fail();
  assert.ok(filled - empty >= 1_000_000 && filled - empty < 1_100_000, `${filled - empty}`);
  await rm(folder, { recursive: true });
  nowMs = 2 * MINUTE_MS;
  assert.equal(await size(), null);
});
