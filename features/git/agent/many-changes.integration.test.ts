import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { startGitForTests } from './git.fixture.ts';

test('10,000 changed files are listed, staged, unstaged and committed', async () => {
  await using module = await startGitForTests();
  for (let folder = 0; folder < 10; folder += 1) {
    await mkdir(join(module.root, `f${folder}`));
    await Promise.all(Array.from({ length: 1000 }, (_, file) => writeFile(join(module.root, `f${folder}/${file}.txt`), `${file}\n`)));
  }
  const { changes } = await module.status();
  assert.equal(changes.length, 10_000);
  await module.client.stage({ root: module.root, paths: changes.map(({ path }) => path) });
  assert.equal((await module.git('diff', '--cached', '--name-only')).split('\n').length, 10_000);
  await module.client.unstage({ root: module.root, paths: changes.slice(0, 9999).map(({ path }) => path) });
  assert.equal((await module.git('diff', '--cached', '--name-only')).split('\n').length, 1);
  await module.client.commit({ root: module.root, message: 'Many', all: true });
  assert.equal(await module.git('status', '--porcelain'), '');
});
