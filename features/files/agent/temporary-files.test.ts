import assert from 'node:assert/strict';
import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS } from '../../../shared/units.ts';
import { baseBytes } from './file-names.ts';
import { isTemporary, removeStale, temporaryBeside } from './temporary-files.ts';

test('only names of its own making are temporary', () => {
  const temporary = temporaryBeside(Buffer.from('/folder'));
  assert.equal(isTemporary(baseBytes(temporary)), true);
  assert.ok(baseBytes(temporary).length <= 255);
  for (const name of ['.atelier-save-', '.atelier-save-notes', 'file', '.atelier-save-0123456789abcdefg']) assert.equal(isTemporary(Buffer.from(name)), false, name);
});

test('what a killed save left is removed after a while, what is being written stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-temporary-'));
  try {
    const temporary = temporaryBeside(Buffer.from(folder));
    await writeFile(temporary, 'half');
    await removeStale(temporary, Date.now() + MINUTE_MS);
    assert.equal((await lstat(temporary)).size, 4);
    await removeStale(temporary, Date.now() + HOUR_MS);
    await assert.rejects(lstat(temporary), /ENOENT/);
    await removeStale(temporary, Date.now() + HOUR_MS);
  } finally {
    await rm(folder, { recursive: true });
  }
});
