import assert from 'node:assert/strict';
import { chmod, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { gitAt } from '../../../agent/git/working-copy.fixture.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { because, PROPOSES_TO, startGitForTests } from './git.fixture.ts';

test('what changed is told by its kind, whatever the name', async () => {
  await using module = await startGitForTests();
  const names = ['new\nline', '-dash', '"quoted" name', ' space ', 'tab\there', 'é', 'old'];
  for (const name of names) await module.write(`folder/${name}`, `${name}\n${'x\n'.repeat(20)}`);
  await module.client.saveVersion({ root: module.root, message: '-m a message\n\nwith a body' });
  assert.equal(await module.git('log', '-1', '--format=%an|%ae|%s'), 'Léa Martin|lea@example.test|-m a message');
  for (const name of names.slice(0, -1)) await module.write(`folder/${name}`, 'other\r\n');
  await rename(join(module.root, 'folder/old'), join(module.root, 'folder/2 new\nname'));
  await module.git('add', '-A');
  await unlink(join(module.root, 'a.txt'));
  await module.write('untracked folder/x', '');
  await writeFile(Buffer.concat([Buffer.from(`${module.root}/`), Buffer.from([0xff])]), '');
  const { changes, branch, access } = await module.status();
  assert.deepEqual([branch, access], ['main', 'write']);
  const kinds = new Map(changes.map(({ path, kind }) => [path.slice(module.root.length + 1), kind]));
  for (const name of names.slice(0, -1)) assert.equal(kinds.get(`folder/${name}`), 'modified', name);
  assert.deepEqual([kinds.get('a.txt'), kinds.get('untracked folder/x'), kinds.get('\udcff'), kinds.get('folder/2 new\nname')], ['deleted', 'untracked', 'untracked', 'renamed']);
  assert.equal(changes.find(({ kind }) => kind === 'renamed')?.from, `${module.root}/folder/old`);
});

test('a message is needed, and something to save; a git that holds the index is said', async () => {
  await using module = await startGitForTests();
  const save = (message: string): Promise<unknown> => module.client.saveVersion({ root: module.root, message });
  await assert.rejects(save(' \n'), because('invalid_input', { field: 'message' }));
  await assert.rejects(save('Nothing'), because('conflict', { because: 'nothing_to_save' }));
  await module.write('b.txt', 'b\n');
  await module.write('.git/index.lock', '');
  await assert.rejects(save('Locked'), because('conflict', { because: 'locked' }));
  await rm(join(module.root, '.git/index.lock'));
  await save('Saved');
  assert.equal((await module.status()).changeCount, 0);
});

test('the member’s own hooks run, and what one says against a version is handed on', async () => {
  await using module = await startGitForTests();
  await module.write('.git/hooks/pre-commit', '#!/bin/sh\necho "no tabs here" >&2\nexit 1\n');
  await chmod(join(module.root, '.git/hooks/pre-commit'), 0o755);
  await module.write('b.txt', '\tb\n');
  await assert.rejects(module.client.saveVersion({ root: module.root, message: 'Tabs' }), because('upstream_failed', { detail: 'no tabs here' }));
});

test('changes and versions are told, in folders that are new too', async () => {
  await using module = await startGitForTests();
  await module.until(({ changes }) => changes.some(({ kind }) => kind === 'modified'), () => module.write('a.txt', 'other\n'));
  await module.until(({ changes }) => changes.some(({ path }) => path.endsWith('/deep/er/b.txt')), () => module.write('deep/er/b.txt', 'b\n'));
  await module.until(({ changes, unsent }) => changes.length === 0 && unsent[0]?.subject === 'From a terminal', () => module.git('add', '-A').then(() => module.git('commit', '-q', '-m', 'From a terminal')));
  await module.until(({ unsentCount }) => unsentCount === 0, () => module.git('push', '-q', 'origin', 'main'));
  await module.until(({ branch }) => branch === 'topic', () => module.git('switch', '-q', '-c', 'topic'));
});

test('whoever may write sends to the branch’s own name, and is told when the server has more', async () => {
  await using module = await startGitForTests();
  await module.write('b.txt', 'b\n');
  await module.client.saveVersion({ root: module.root, message: 'Mine' });
  assert.equal((await module.status()).unsentCount, 1);
  await module.elsewhere('c.txt', 'c\n');
  await assert.rejects(module.client.send({ root: module.root }), because('conflict', { because: 'behind' }));
  assert.deepEqual(await module.client.get({ root: module.root }), { outcome: 'merged' });
  assert.deepEqual(await module.client.send({ root: module.root }), { branch: 'main' });
  // Both were made in one second: which of them git lists first says nothing.
  assert.ok((await module.inOrigin('log', '--no-merges', '--format=%s', 'main')).split('\n').includes('Mine'));
  assert.equal((await module.status()).unsentCount, 0);
});

test('whoever proposes sends to a proposal of their own, and to the same while it is open', async () => {
  await using module = await startGitForTests({ proposes: true, role: 'stagiaire' });
  const send = (): Promise<unknown> => module.client.send({ root: module.root });
  await assert.rejects(send(), because('conflict', { because: 'nothing_to_send' }));
  for (const [name, count] of [['b.txt', 1], ['c.txt', 1]] as const) {
    await module.write(name, 'x\n');
    await module.client.saveVersion({ root: module.root, message: name });
    assert.equal((await module.status()).unsentCount, count);
    assert.deepEqual(await send(), { branch: `${PROPOSES_TO}/1` });
    assert.equal((await module.status()).unsentCount, 0);
  }
  assert.equal(await module.inOrigin('log', '-1', '--format=%s', `${PROPOSES_TO}/1`), 'c.txt');
  assert.equal(await module.inOrigin('log', '-1', '--format=%s', 'main'), 'Begin');
  // Taken back: its versions are not sent any more.
  await module.inOrigin('update-ref', '-d', `refs/heads/${PROPOSES_TO}/1`);
  await module.client.refresh({ root: module.root });
  assert.equal((await module.status()).unsentCount, 2);
});

test('what the server has comes forward or is merged, and nothing is lost when it cannot', async () => {
  await using module = await startGitForTests({ proposes: true });
  const { client, root } = module;
  assert.deepEqual(await client.get({ root }), { outcome: 'current' });
  await module.elsewhere('b.txt', 'b\n');
  await client.refresh({ root });
  assert.equal((await module.status()).behind, 1);
  assert.deepEqual(await client.get({ root }), { outcome: 'forward' });
  await module.elsewhere('a.txt', 'one\nTHEIRS\nthree\n');
  await module.write('a.txt', 'one\nmine\nthree\n');
  await assert.rejects(client.get({ root }), because('conflict', { because: 'unsaved' }));
  await client.saveVersion({ root, message: 'Mine' });
  const before = await module.git('rev-parse', 'HEAD');
  await assert.rejects(client.get({ root }), because('conflict', { because: 'contradiction' }));
  assert.deepEqual([await module.git('rev-parse', 'HEAD'), await module.git('status', '--porcelain')], [before, '']);
});

test('without the capability nothing is changed, and only modules of the workspace are known', async () => {
  await using module = await startGitForTests({ capabilities: ['files.read'] });
  const { client, root } = module;
  assert.deepEqual((await client.status()).map(({ access }) => access), ['write', 'read']);
  for (const work of [client.saveVersion({ root, message: 'x' }), client.send({ root }), client.get({ root })]) await assert.rejects(work, because('forbidden'));
  await assert.rejects(client.refresh({ root: '/etc' as typeof root }), because('not_found'));
});

test('a folder that is no repository says so', async () => {
  await using module = await startGitForTests();
  await rm(join(module.root, '.git'), { recursive: true });
  assert.equal((await module.status()).problem, 'no_repository');
});

test('a merge that was begun in a terminal shows its conflicts, and is finished by saving', async () => {
  await using module = await startGitForTests();
  await module.write('a.txt', 'one\nmine\nthree\n');
  await module.client.saveVersion({ root: module.root, message: 'Mine' });
  await module.elsewhere('a.txt', 'one\ntheirs\nthree\n');
  await module.git('fetch', '-q');
  await assert.rejects(module.git('merge', 'origin/main'));
  assert.deepEqual((await module.status()).changes.map(({ kind, path }) => [kind, path]), [['conflicted', `${module.root}/a.txt`]]);
  await module.write('a.txt', 'one\nboth\nthree\n');
  await module.client.saveVersion({ root: module.root, message: 'Both' });
  assert.equal(await module.git('log', '-1', '--format=%P').then((parents) => parents.split(' ').length), 2);
});

test('a module that the member only reads is told with its changes, history and texts; nothing changes it', async () => {
  await using module = await startGitForTests();
  await gitAt(module.read, 'switch', '-q', '-c', 'looked-at');
  await writeFile(join(module.read, 'a.txt'), 'other\n');
  const [, read] = await module.client.status();
  assert.deepEqual([read?.name, read?.access, read?.branch, read?.problem, read?.changeCount], ['shop/read', 'read', 'looked-at', null, 1]);
  const path = FilePath.parse(`${module.read}/a.txt`);
  assert.equal((await module.client.text({ path, revision: 'HEAD' })).text, 'one\ntwo\nthree\n');
  const blamed: number[] = [];
  for await (const { lines } of await module.client.blame({ path })) blamed.push(...lines.map(({ count }) => count));
  assert.ok(blamed.length > 0);
  const root = module.read;
  const deeds = [module.client.stage({ root, paths: null }), module.client.discard({ root, paths: null }), module.client.commit({ root, message: 'No', all: true }), module.client.refresh({ root }), module.client.send({ root })];
  for (const deed of deeds) await assert.rejects(deed, because('read_only'));
  assert.equal(await gitAt(root, 'status', '--porcelain'), 'M a.txt');
});
