import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { takeSnapshot } from '../../../agent/git/safety.ts';
import { FilePath } from '../../../shared/file-path.ts';
import type { ConflictKind } from '../contract.ts';
import { because, startGitForTests, type GitForTests } from './git.fixture.ts';

const run = promisify(execFile);
const all = (module: GitForTests) => ({ root: module.root, paths: null });
const at = (module: GitForTests, name: string): FilePath => FilePath.parse(`${module.root}/${name}`);
const kinds = async (module: GitForTests): Promise<Record<string, string>> => Object.fromEntries((await module.status()).changes.map(({ path, kind }) => [path.slice(module.root.length + 1), kind]));

/** main and other both changed what they had in common; `other` is being merged. */
async function conflict(module: GitForTests, change: { readonly ours: () => Promise<unknown>; readonly theirs: () => Promise<unknown> }): Promise<void> {
  await module.git('switch', '-q', '-c', 'other');
  await change.theirs();
  await module.client.saveVersion({ root: module.root, message: 'Theirs' });
  await module.git('switch', '-q', 'main');
  await change.ours();
  await module.client.saveVersion({ root: module.root, message: 'Ours' });
  await assert.rejects(module.git('merge', '-q', 'other'));
}

test('a detached head, a worktree and a shallow clone are read and committed in', async () => {
  await using module = await startGitForTests();
  await module.write('a.txt', 'more\n');
  await module.client.saveVersion({ root: module.root, message: 'Second' });
  await module.git('push', '-q', 'origin', 'main');
  await module.git('checkout', '-q', '--detach');
  assert.deepEqual([(await module.status()).branch, (await module.status()).head], [null, await module.git('rev-parse', 'HEAD')]);
  await module.write('b.txt', 'b\n');
  await module.client.commit({ root: module.root, message: 'Detached', all: true });
  assert.equal(await module.git('log', '-1', '--format=%s'), 'Detached');
  await assert.rejects(module.client.send({ root: module.root }), because('conflict', { because: 'no_branch' }));

  await rename(module.root, `${module.root}-main`);
  await run('git', ['-C', `${module.root}-main`, 'worktree', 'prune']);
  await run('git', ['-C', `${module.root}-main`, 'worktree', 'add', '-q', '-b', 'beside', module.root]);
  await module.write('.git.txt', 'x\n');
  assert.deepEqual([(await module.status()).branch, await kinds(module)], ['beside', { '.git.txt': 'untracked' }]);
  await module.client.commit({ root: module.root, message: 'In a worktree', all: true });
  assert.equal(await module.git('log', '-1', '--format=%s', 'beside'), 'In a worktree');
  await module.until(({ changeCount }) => changeCount === 1, () => module.write('c.txt', 'c\n'));
  await module.until(({ changeCount }) => changeCount === 0, () => module.git('add', '.').then(() => module.git('commit', '-qm', 'c')));

  await rm(module.root, { recursive: true });
  await module.inOrigin('config', 'uploadpack.allowFilter', 'true');
  await run('git', ['clone', '-q', '--depth', '1', `file://${join(module.root, '../origin.git')}`, module.root]);
  assert.deepEqual([await module.git('rev-parse', '--is-shallow-repository'), (await module.status()).unsentCount], ['true', 0]);
  await module.write('a.txt', 'shallow\n');
  await module.client.commit({ root: module.root, message: 'Shallow', all: true });
  await module.client.undoCommit({ root: module.root });
  assert.deepEqual(await kinds(module), { 'a.txt': 'modified' });
});

test('a submodule shows as one change, is staged as one and is never discarded', async () => {
  await using module = await startGitForTests();
  await module.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(module.root, '../origin.git'), 'sub');
  await module.client.commit({ root: module.root, message: 'With a submodule', all: true });
  await writeFile(join(module.root, 'sub/new.txt'), 'x\n');
  await run('git', ['-C', join(module.root, 'sub'), 'add', '.']);
  await module.git('-C', 'sub', 'commit', '-q', '-m', 'Inside');
  assert.deepEqual(await kinds(module), { sub: 'modified' });
  await assert.rejects(module.client.discard(all(module)), because('conflict', { because: 'nothing_to_save' }));
  await module.client.stage({ root: module.root, paths: [at(module, 'sub')] });
  assert.equal(await module.git('diff', '--cached', '--name-only'), 'sub');
  assert.deepEqual(await module.client.text({ path: at(module, 'sub'), revision: 'HEAD' }), { text: null });
});

test('a filter that a submodule’s configuration names runs because nobody looked and nothing was kept safe', async () => {
  await using module = await startGitForTests();
  await module.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(module.root, '../origin.git'), 'sub');
  await module.client.commit({ root: module.root, message: 'With a submodule', all: true });
  const ran = join(module.root, '.git/ran');
  const inside = (...args: string[]): Promise<unknown> => run('git', ['-C', join(module.root, 'sub'), ...args]);
  for (const setting of ['filter.evil.clean', 'filter.evil.process', 'core.fsmonitor']) await inside('config', setting, `touch '${ran}'; cat`);
  await writeFile(join(module.root, '.git/modules/sub/info/attributes'), '* filter=evil\n');
  for (const [file, setting] of [['.gitmodules', 'submodule.sub.ignore'], ['.git/config', 'submodule.sub.ignore']] as const) await module.git('config', '--file', file, setting, 'none');
  await writeFile(join(module.root, 'sub/a.txt'), 'another text of it\n');
  await module.write('b.txt', 'b\n');
  assert.deepEqual(await kinds(module), { '.gitmodules': 'modified', 'b.txt': 'untracked' });
  const { root, git, look } = module.repository;
  for (const args of [['diff', '--no-ext-diff', 'HEAD'], ['diff-files'], ['diff-index', 'HEAD'], ['ls-files', '--others'], ['stash', 'list']]) await look(args);
  const { tree } = await takeSnapshot({ root, git }, { maxFileBytes: 1000, maxBytes: 1000 });
  assert.equal(await module.git('ls-tree', '-r', '--name-only', tree), '.gitmodules\na.txt\nb.txt\nsub');
  assert.equal(existsSync(ran), false);
  await inside('-c', 'filter.evil.clean=cat', '-c', 'filter.evil.process=', '-c', 'core.fsmonitor=false', 'commit', '-qam', 'Inside');
  const moved = await takeSnapshot({ root, git }, { maxFileBytes: 1000, maxBytes: 1000 });
  assert.equal(await module.git('rev-parse', `${moved.tree}:sub`), await module.git('-C', 'sub', 'rev-parse', 'HEAD'));
  assert.equal(existsSync(ran), false);
});

test('pointers of Git LFS, a rename by case and CRLF stay what they are', async () => {
  await using module = await startGitForTests();
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
  await module.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  await module.write('big.bin', pointer);
  await module.write('crlf.txt', 'one\r\ntwo\r\n');
  await module.client.commit({ root: module.root, message: 'Pointers', all: true });
  assert.deepEqual((await module.client.text({ path: at(module, 'big.bin'), revision: 'HEAD' })).text, pointer);
  await module.write('crlf.txt', 'one\r\nTWO\r\n');
  await module.client.stageLines({ path: at(module, 'crlf.txt'), lines: { old: [{ from: 2, to: 2 }], new: [{ from: 2, to: 2 }] } });
  assert.equal(await module.gitRaw('show', ':crlf.txt'), 'one\r\nTWO\r\n');
  await module.client.commit({ root: module.root, message: 'CRLF' });
  await rename(join(module.root, 'a.txt'), join(module.root, 'A.txt'));
  assert.deepEqual(await kinds(module), { 'a.txt': 'deleted', 'A.txt': 'untracked' });
  await module.client.stage(all(module));
  const [change] = (await module.status()).changes;
  assert.deepEqual([change?.kind, change?.from, change?.path], ['renamed', at(module, 'a.txt'), at(module, 'A.txt')]);
});

test('a lock that was left behind is told, and taken away when no git runs', async () => {
  await using module = await startGitForTests();
  await module.write('b.txt', 'b\n');
  await module.write('.git/index.lock', '');
  await assert.rejects(module.client.stage(all(module)), because('conflict', { because: 'locked' }));
  {
    await using _ = await module.startInTerminal('cat-file', '--batch');
    await assert.rejects(module.client.unlock({ root: module.root }), because('conflict', { because: 'locked' }));
  }
  await module.client.unlock({ root: module.root });
  await module.client.stage(all(module));
  assert.equal(await module.git('diff', '--cached', '--name-only'), 'b.txt');
});

test('a rebase that stopped at a conflict says so, and can be given up', async () => {
  await using module = await startGitForTests();
  await conflict(module, { ours: () => module.write('a.txt', 'ours\n'), theirs: () => module.write('a.txt', 'theirs\n') });
  assert.equal((await module.status()).operation, 'merge');
  await module.client.abort({ root: module.root });
  await assert.rejects(module.git('rebase', '-q', 'other'));
  const { operation, branch, changes } = await module.status();
  assert.deepEqual([operation, branch, changes[0]?.conflict], ['rebase', null, 'both_modified']);
  await assert.rejects(module.client.commit({ root: module.root, message: 'x', all: false }), because('conflict', { because: 'conflicts_left' }));
  await assert.rejects(module.client.saveVersion({ root: module.root, message: 'x' }), because('conflict', { because: 'markers', path: 'a.txt' }));
  await module.client.abort({ root: module.root });
  assert.deepEqual([(await module.status()).operation, (await module.status()).branch], [null, 'main']);
  await assert.rejects(module.client.abort({ root: module.root }), because('conflict', { because: 'nothing_to_save' }));
});

test('a conflict is merged piece by piece, and settled with a text, a side or without the file', async () => {
  await using module = await startGitForTests();
  const lines = (...changed: string[]): string => ['1', changed[0] ?? '2', '3', '4', '5', changed[1] ?? '6', '7', ''].join('\n');
  await module.write('a.txt', lines());
  await module.write('gone.txt', 'gone\n');
  await module.write('side.txt', 'side\n');
  await module.client.saveVersion({ root: module.root, message: 'Base' });
  await conflict(module, {
    ours: () => Promise.all([module.write('a.txt', lines('ours')), rm(join(module.root, 'gone.txt')), module.write('side.txt', 'ours\n')]),
    theirs: () => Promise.all([module.write('a.txt', lines('theirs', 'six')), module.write('gone.txt', 'changed\n'), module.write('side.txt', 'theirs\n')]),
  });
  const found = Object.fromEntries((await module.status()).changes.filter(({ kind }) => kind === 'conflicted').map(({ path, conflict: kind }) => [path.slice(module.root.length + 1), kind])) as Record<string, ConflictKind>;
  assert.deepEqual(found, { 'a.txt': 'both_modified', 'gone.txt': 'deleted_by_us', 'side.txt': 'both_modified' });
  await module.write('new.txt', 'new\n');
  await module.client.stage(all(module));
  assert.equal((await module.git('diff', '--name-only', '--diff-filter=U')).split('\n').length, 3);
  assert.equal(await module.git('ls-files', 'new.txt'), 'new.txt');
  const path = at(module, 'a.txt');
  const { pieces, ours, theirs, base, oursLabel, theirsLabel } = await module.client.conflict({ path });
  assert.deepEqual([ours, theirs, base], [lines('ours'), lines('theirs', 'six'), lines()]);
  assert.deepEqual(pieces, [{ kind: 'merged', text: '1\n' }, { kind: 'conflict', ours: 'ours\n', base: '2\n', theirs: 'theirs\n' }, { kind: 'merged', text: '3\n4\n5\nsix\n7\n' }]);
  assert.deepEqual([oursLabel, theirsLabel.slice(-7)], ['main', ' Theirs']);
  assert.equal((await module.client.text({ path, revision: 'theirs' })).text, lines('theirs', 'six'));
  await assert.rejects(module.client.resolve({ path, with: { text: await readFile(path, 'utf8') } }), because('conflict', { because: 'markers' }));
  await module.client.resolve({ path, with: { text: lines('both', 'six') } });
  await module.client.resolve({ path: at(module, 'gone.txt'), with: { deleted: true } });
  await module.client.resolve({ path: at(module, 'side.txt'), with: { side: 'theirs' } });
  await assert.rejects(module.client.resolve({ path, with: { side: 'ours' } }), because('not_found'));
  assert.equal(await module.git('ls-files', '--unmerged'), '');
  assert.deepEqual([await module.gitRaw('show', ':a.txt'), await module.gitRaw('show', ':side.txt'), existsSync(at(module, 'gone.txt'))], [lines('both', 'six'), 'theirs\n', false]);
  await module.client.commit({ root: module.root, message: 'Merged' });
  assert.equal((await module.git('log', '-1', '--format=%P')).split(' ').length, 2);
});

test('a hostile configuration is not run by looking: status, texts, blame, conflicts, messages', async () => {
  await using module = await startGitForTests();
  const [ran, script] = [join(module.root, '.git/ran'), join(module.root, '.git/script')];
  await writeFile(script, `#!/bin/sh\ntouch '${ran}'\ncat\n`);
  await chmod(script, 0o755);
  await mkdir(join(module.root, '.git/hooks'), { recursive: true });
  for (const hook of ['post-index-change', 'pre-commit', 'fsmonitor-watchman', 'post-checkout', 'reference-transaction']) {
    await writeFile(join(module.root, '.git/hooks', hook), `#!/bin/sh\ntouch '${ran}'\n`);
    await chmod(join(module.root, '.git/hooks', hook), 0o755);
  }
  for (const key of ['core.fsmonitor', 'filter.x.clean', 'filter.x.smudge', 'filter.y.process', 'diff.external', 'diff.x.command', 'diff.x.textconv', 'core.sshCommand', 'core.pager', 'core.editor', 'gpg.program', 'sequence.editor', 'credential.helper', 'core.askPass', 'pager.log', 'pager.blame']) {
    await module.git('config', key, key.startsWith('credential') ? `!${script}` : script);
  }
  await module.git('config', 'log.showSignature', 'true');
  await writeFile(join(module.root, '.git/info/attributes'), '*.txt filter=x diff=x\n*.md filter=y diff=x\n');
  await rm(ran, { force: true });
  await module.write('a.txt', 'changed\n');
  await module.write('b.md', 'new\n');
  const path = at(module, 'a.txt');
  await module.status();
  for (const revision of ['HEAD', 'index']) await module.client.text({ path, revision });
  for await (const _ of await module.client.blame({ path }));
  for await (const _ of await module.client.blame({ path, text: 'typed\n' }));
  await module.client.messages({ root: module.root });
  await assert.rejects(module.client.conflict({ path }), because('not_found'));
  await module.until(({ changeCount }) => changeCount === 3, () => module.write('c.txt', 'c\n'));
  assert.equal(existsSync(ran), false);
  // What the member does runs what the member has set up.
  await module.client.stage({ root: module.root, paths: [path] }).catch(() => undefined);
  assert.equal(existsSync(ran), true);
});

test('branches, files and messages that look like options are taken as what they are', async () => {
  await using module = await startGitForTests();
  await module.git('update-ref', 'refs/heads/--force', 'HEAD');
  await module.git('symbolic-ref', 'HEAD', 'refs/heads/--force');
  assert.equal((await module.status()).branch, '--force');
  for (const name of ['--all', '-p', '--pathspec-from-file=x', '.gitmodules/x']) await module.write(name, 'x\n');
  await module.client.stage({ root: module.root, paths: ['--all', '-p', '--pathspec-from-file=x'].map((name) => at(module, name)) });
  await module.client.stageLines({ path: at(module, '.gitmodules/x'), lines: { old: [], new: [{ from: 1, to: 1 }] } });
  await module.client.commit({ root: module.root, message: '--allow-empty' });
  assert.deepEqual((await module.git('show', '--name-only', '--format=%s')).split('\n'), ['--allow-empty', '', '--all', '--pathspec-from-file=x', '-p', '.gitmodules/x']);
  const subjects: string[] = [];
  for await (const { commits } of await module.client.blame({ path: at(module, '--all') })) subjects.push(...commits.map(({ subject }) => subject));
  assert.deepEqual(subjects, ['--allow-empty']);
  await module.client.send({ root: module.root });
  assert.equal(await module.inOrigin('log', '-1', '--format=%s', 'refs/heads/--force'), '--allow-empty');
});

test('a repository of another user is not looked into, as git has it', async () => {
  await using module = await startGitForTests();
  if (process.getuid?.() !== 0) {
    assert.equal((await module.status()).problem, null);
    return;
  }
  await run('chown', ['-R', '12345', module.root]);
  assert.equal((await module.status()).problem, 'other_owner');
  await assert.rejects(module.client.stage(all(module)), because('upstream_failed'));
});
