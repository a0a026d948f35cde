import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { test } from 'node:test';

import { FileName, type FilePath } from '../../../shared/file-path.ts';
import { gitIn } from '../../../agent/git/run-git.ts';
import { codeOf, startFilesForTests, withCode } from './files-for-tests.ts';

const NO_TERMINAL = ['files.read', 'files.write', 'transfer'] as const;
const name = (text: string): FileName => FileName.parse(text);

/** A copy with a repository, a setting prepared beside it that runs a program, and a link into `.git`. */
async function prepared(at: (...names: string[]) => FilePath): Promise<{ ran: string; settings: string }> {
  execFileSync('git', ['init', '-q', at()]);
  const ran = at('ran');
  const settings = `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "touch '${ran}'; false"\n`;
  await writeFile(at('prepared'), settings);
  await mkdir(at('folder'));
  await symlink('.git', at('link'));
  return { ran, settings };
}

test('A21 who has no terminal writes no setting of git, which would run what it names', async (context) => {
  const typist = await startFilesForTests({ capabilities: NO_TERMINAL });
  context.after(() => typist.close());
  const { files, folder, at } = typist;
  const { ran, settings } = await prepared(at);
  const before = await readFile(at('.git', 'config'), 'utf8');
  for (const path of [at('.git', 'config'), at('link', 'config'), at('.git', 'new'), at('.gitconfig'), at('.config', 'git', 'config')]) {
    const reply = await typist.put(path, settings, { 'if-none-match': '*' });
    assert.deepEqual([path, reply.status, codeOf(reply)], [path, 403, 'forbidden']);
  }
  const refused = [
    () => files.createFile({ folder: at('.git'), name: name('x') }),
    () => files.createFile({ folder: at('link'), name: name('x') }),
    () => files.createFolder({ folder: at('folder'), name: name('.git') }),
    () => files.move({ from: at('.git', 'config'), to: at('old') }),
    () => files.move({ from: at('link', 'config'), to: at('old') }),
    () => files.move({ from: at('.git'), to: at('old') }),
    () => files.move({ from: at('prepared'), to: at('.git', 'config.worktree') }),
    () => files.move({ from: at('prepared'), to: at('.gitconfig') }),
    () => files.move({ from: at('folder'), to: at('.config') }),
    () => files.remove({ path: at('.git') }),
    () => files.remove({ path: at('.git', 'config') }),
  ];
  for (const one of refused) await assert.rejects(one(), withCode('forbidden'));
  assert.equal(await readFile(at('.git', 'config'), 'utf8'), before);
  await gitIn(folder, {})(['status']);
  assert.equal(existsSync(ran), false);
  assert.equal((await typist.put(at('.gitignore'), 'x', { 'if-none-match': '*' })).status, 204);
  await files.move({ from: at('prepared'), to: at('folder', 'git') });
});

test('who has a terminal changes git’s settings as any file', async (context) => {
  const member = await startFilesForTests();
  context.after(() => member.close());
  const { ran, settings } = await prepared(member.at);
  await member.files.remove({ path: member.at('.git', 'config') });
  assert.equal((await member.put(member.at('.git', 'config'), settings, { 'if-none-match': '*' })).status, 204);
  await gitIn(member.folder, {})(['status']);
  assert.ok(existsSync(ran), 'git ran what the setting names');
});
