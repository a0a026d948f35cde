import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { FilePath } from '../../shared/file-path.ts';
import { Repositories, type Repository } from './repositories.ts';
import { isBranchName, resolveCommit } from './revision.ts';

const run = promisify(execFile);

async function repository() {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-repository-'));
  const git = async (...args: string[]): Promise<string> => (await run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.test', ...args], { cwd: folder })).stdout.trim();
  await git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'a.txt'), 'one\n');
  await git('add', '.');
  await git('commit', '-q', '-m', 'Begin');
  const repositories = new Repositories({ roots: [{ path: folder, name: 'shop/web', kind: 'module', readOnly: false }], env: { GIT_CONFIG_GLOBAL: '/dev/null' } });
  return { folder, git, repositories, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Whether a script that the configuration names was run by it. */
async function runs(folder: string, act: () => Promise<unknown>): Promise<boolean> {
  await rm(join(folder, '.git/ran'), { force: true });
  await act();
  return existsSync(join(folder, '.git/ran'));
}

test('looking runs nothing that the configuration names; doing runs what a terminal would', async () => {
  await using it = await repository();
  const script = join(it.folder, '.git/script');
  await writeFile(script, `#!/bin/sh\ntouch '${it.folder}/.git/ran'\ncat\n`);
  await chmod(script, 0o755);
  for (const setting of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.process', 'diff.external', 'diff.evil.textconv', 'diff.evil.command', 'gpg.program']) await it.git('config', setting, script);
  await it.git('config', 'filter.evil.required', 'true');
  await it.git('config', 'log.showSignature', 'true');
  await writeFile(join(it.folder, '.git/info/attributes'), '* filter=evil diff=evil\n');
  await writeFile(join(it.folder, 'a.txt'), 'two\n');
  const [{ look, git }] = it.repositories.all as [Repository];
  for (const args of [['status', '--porcelain=v2', '-z'], ['diff', '--no-ext-diff', '--no-textconv'], ['blame', '--no-textconv', '--porcelain', '--', 'a.txt'], ['log', '-1']]) {
    assert.equal(await runs(it.folder, () => look(args)), false, args.join(' '));
  }
  assert.equal(await runs(it.folder, () => git(['status'], { allowExit: [128] })), true);
});

test('names of revisions and branches are never options or expressions', async () => {
  await using it = await repository();
  const [{ look }] = it.repositories.all as [Repository];
  const head = await it.git('rev-parse', 'HEAD');
  for (const name of ['HEAD', head, head.slice(0, 8), 'refs/heads/main']) assert.equal(await resolveCommit(look, name), head);
  for (const name of ['--all', '-x', 'HEAD~1', 'HEAD^{tree}', ':/Begin', 'main@{0}', 'refs/heads/..', 'refs/heads/a b', 'a..b', '', '@']) {
    await assert.rejects(resolveCommit(look, name), { code: 'invalid_input' }, name);
  }
  await assert.rejects(resolveCommit(look, 'refs/heads/none'), { code: 'not_found' });
  for (const name of ['-d', '--all', 'a b', 'a..b', 'a.lock', '.a', 'a/.b', 'a/', 'a~1', '@', 'HEAD', 'a\\b', 'a:b', '']) assert.equal(isBranchName(name), false, name);
  for (const name of ['main', 'feature/vat-2', 'é', 'a@b', 'refs/x']) assert.equal(isBranchName(name), true, name);
});

test('a file is found in its module, with the bytes of its name; others are not found', async () => {
  await using it = await repository();
  const { repositories, folder } = it;
  const [module] = repositories.all as [Repository];
  assert.deepEqual(repositories.file(FilePath.parse(`${folder}/x\udcff\ny`)).name, Buffer.from([0x78, 0xff, 0x0a, 0x79]));
  assert.throws(() => repositories.file(FilePath.parse(`${folder}x/a`)), { code: 'not_found' });
  assert.throws(() => repositories.names(module, [FilePath.parse('/etc/passwd')]), { code: 'not_found' });
});

test('output comes piece by piece when asked for, and an aborted run ends', async () => {
  await using it = await repository();
  const [{ git }] = it.repositories.all as [Repository];
  const chunks: Buffer[] = [];
  const { stdout } = await git(['log', '--format=%s'], { onOutput: (chunk) => chunks.push(chunk) });
  assert.deepEqual([stdout.length, Buffer.concat(chunks).toString()], [0, 'Begin\n']);
  await assert.rejects(git(['log'], { signal: AbortSignal.abort() }), { code: 'unavailable' });
});
