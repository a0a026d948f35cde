import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { MEMBER, startBranchesForTests } from './branches.fixture.ts';

const REF = `refs/atelier/backup/${MEMBER}/w000000000000`;

test('what was never pushed, not committed and new goes to the server, and nothing here is touched', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'topic');
  await work.commit('b.txt', 'never pushed');
  await work.write('a.txt', 'changed\n');
  await work.write('staged.txt', 's');
  await work.git('add', 'staged.txt');
  await work.write('new folder/new.txt', 'n');
  await work.write('.gitignore', 'ignored.txt\n');
  await work.write('ignored.txt', 'i');
  const everything = async () => [await work.whole(), await work.git('for-each-ref'), await work.git('stash', 'list'), await work.git('reflog')].join('\n');
  const before = await everything();
  assert.equal((await client.backUp({ root })).state, 'saved');
  assert.equal(await everything(), before);
  assert.deepEqual((await work.inOrigin('ls-tree', '-r', '--name-only', REF)).split('\n'), ['.gitignore', 'a.txt', 'b.txt', 'new folder/new.txt', 'staged.txt']);
  assert.equal(await work.inOrigin('show', `${REF}:a.txt`), 'changed');
  assert.equal(await work.inOrigin('rev-parse', `${REF}^1`), await work.git('rev-parse', 'HEAD'));
});

test('nothing is sent twice, nor what the server has already', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  assert.equal((await client.backUp({ root })).state, 'nothing');
  await work.write('new.txt', 'n');
  const first = await client.backUp({ root });
  const hash = await work.inOrigin('rev-parse', REF);
  assert.deepEqual(await client.backUp({ root }), first);
  assert.equal(await work.inOrigin('rev-parse', REF), hash);
});

test('a backup comes back, and what was there can come back after it', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.write('a.txt', 'hours of work\n');
  await work.write('new.txt', 'n');
  await client.backUp({ root });
  await work.git('checkout', '-q', '.');
  await rm(join(root, 'new.txt'));
  await work.write('a.txt', 'something else\n');
  const [backup] = await client.backups({ root });
  assert.deepEqual([backup?.ref, backup?.isHere, backup?.branch, backup?.message], [REF, true, 'main', 'Begin']);
  const { undo } = await client.restoreBackup({ root, ref: REF });
  assert.deepEqual([await work.read('a.txt'), await work.read('new.txt')], ['hours of work\n', 'n']);
  assert.equal(await work.git('status', '--porcelain'), 'M a.txt\n?? new.txt');
  await client.undo({ root, undo: undo ?? '' });
  assert.equal(await work.read('a.txt'), 'something else\n');
  await assert.rejects(client.restoreBackup({ root, ref: 'refs/heads/main' }));
});

test('a server that does not answer is said, and tried again', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.write('a.txt', 'changed\n');
  await work.git('remote', 'set-url', 'origin', join(root, 'nowhere'));
  await assert.rejects(client.backUp({ root }));
  await work.git('remote', 'set-url', 'origin', join(root, '../origin.git'));
  assert.equal((await client.backUp({ root })).state, 'saved');
});

test('soon after a pause, and before the workspace stops, it is done without being asked', async () => {
  await using work = await startBranchesForTests({ backupAfterPauseMs: 40 });
  const sent = (): Promise<string> => work.inOrigin('rev-parse', REF).catch(() => '');
  const states = work.client.backupState({ root: work.root });
  await work.write('new.txt', 'n');
  work.activity.lastMs = Date.now();
  for await (const { state } of await states) if (state === 'saved') break;
  // Had it been seen by a look that was under way when it was written, another would be due.
  await work.beforeStop();
  const first = await sent();
  assert.match(first, /^[0-9a-f]{40}$/);
  await work.beforeStop();
  assert.equal(await sent(), first, 'the server has it');
  await work.write('new.txt', 'at the last moment');
  await work.beforeStop();
  assert.equal(await work.inOrigin('show', `${REF}:new.txt`), 'at the last moment');
});
