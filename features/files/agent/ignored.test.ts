import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { FileName } from '../../../shared/file-path.ts';
import { startFilesForTests, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

const names = (...all: string[]) => all.map((name) => FileName.parse(name));

test('what git ignores is told, name by name; what it keeps in spite of that is not', async () => {
  const { files, at } = fixture;
  await mkdir(at('repo/dist/deep'), { recursive: true });
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=P', '-c', 'user.email=p@example.com', ...args], { cwd: at('repo') });
  git('init', '-q');
  await writeFile(at('repo/.gitignore'), 'dist\n*.log\n');
  await writeFile(at('repo/kept.log'), '');
  git('add', '-f', 'kept.log', '.gitignore');
  const hostile = ['-rf.log', ':(top)x.log', 'a\nb.log', 'not\udcff.log'];
  assert.deepEqual(await files.ignored({ folder: at('repo'), names: names('dist', 'src', 'kept.log', 'other.log', ...hostile) }), ['dist', 'other.log', ...hostile]);
  assert.deepEqual(await files.ignored({ folder: at('repo/dist/deep'), names: names('x') }), ['x']);
});

test('where there is no repository nothing is ignored, and a program that a repository names does not run', async () => {
  const { files, at, folder } = fixture;
  assert.deepEqual(await files.ignored({ folder, names: names('x.log') }), []);
  assert.deepEqual(await files.ignored({ folder: at('nowhere'), names: names('x') }), []);
  execFileSync('git', ['config', 'core.fsmonitor', `touch ${at('ran')}; false`], { cwd: at('repo') });
  await files.ignored({ folder: at('repo'), names: names('other.log') });
  await assert.rejects(files.stat({ path: at('ran') }));
});
