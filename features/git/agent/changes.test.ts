import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readFile, readlink, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { FilePath } from '../../../shared/file-path.ts';
import type { LineSelection } from '../contract.ts';
import { because, startGitForTests, type GitForTests } from './git.fixture.ts';

const all = (module: GitForTests) => ({ root: module.root, paths: null });
const at = (module: GitForTests, ...names: string[]): FilePath[] => names.map((name) => FilePath.parse(`${module.root}/${name}`));
const select = (old: number[], added: number[]): LineSelection => ({ old: old.map((line) => ({ from: line, to: line })), new: added.map((line) => ({ from: line, to: line })) });
const states = async (module: GitForTests): Promise<string> => (await module.gitRaw('status', '--porcelain', '-uall')).trimEnd();

test('files are staged and unstaged one by one, whatever their names, as git has it', async () => {
  await using module = await startGitForTests();
  const names = ['new\nline', '-dash', ':(top)x', '*', 'a b', 'deep/é'];
  for (const name of names) await module.write(name, 'x\n');
  await unlink(join(module.root, 'a.txt'));
  await module.client.stage({ root: module.root, paths: at(module, ...names, 'a.txt') });
  assert.deepEqual((await module.gitRaw('diff', '--cached', '--name-status', '--no-renames', '-z')).split('\0').filter((_, index) => index % 2 === 1).toSorted(), ['a.txt', ...names].toSorted());
  await module.client.unstage({ root: module.root, paths: at(module, '*', '-dash') });
  assert.deepEqual((await module.status()).changes.filter(({ staged }) => staged === null).map(({ path }) => path.slice(module.root.length + 1)).toSorted(), ['*', '-dash']);
  await module.client.unstage(all(module));
  assert.equal(await module.git('diff', '--cached', '--name-only'), '');
  assert.equal((await module.status()).changes.length, names.length + 1);
});

test('a repository without a commit stages, unstages, commits and undoes its first', async () => {
  await using module = await startGitForTests();
  await rm(join(module.root, '.git'), { recursive: true });
  await module.git('init', '-q', '-b', 'first');
  assert.deepEqual([(await module.status()).branch, (await module.status()).head], ['first', null]);
  await assert.rejects(module.client.undoCommit({ root: module.root }), because('conflict', { because: 'no_commit' }));
  await module.client.stage(all(module));
  await module.client.unstage({ root: module.root, paths: at(module, 'a.txt') });
  assert.equal(await states(module), '?? a.txt');
  await module.client.stage(all(module));
  await module.client.commit({ root: module.root, message: 'First' });
  assert.equal(await module.git('log', '--format=%s'), 'First');
  assert.deepEqual(await module.client.undoCommit({ root: module.root }), { message: 'First' });
  assert.equal(await states(module), 'A  a.txt');
});

test('single lines are staged, unstaged and discarded; the rest stays as it is', async () => {
  await using module = await startGitForTests();
  const [file] = at(module, 'a.txt') as [FilePath];
  await module.write('a.txt', 'ONE\ntwo\nTHREE\nnew\n');
  await module.client.stageLines({ path: file, lines: select([1], [1]) });
  assert.equal(await module.git('show', ':a.txt'), 'ONE\ntwo\nthree');
  await module.client.stageLines({ path: file, lines: select([], [4]) });
  assert.equal(await module.git('show', ':a.txt'), 'ONE\ntwo\nthree\nnew');
  await module.client.unstageLines({ path: file, lines: select([1], [1]) });
  assert.equal(await module.git('show', ':a.txt'), 'one\ntwo\nthree\nnew');
  const { trashId } = await module.client.discardLines({ path: file, lines: select([3], [3]) });
  assert.equal(await readFile(file, 'utf8'), 'ONE\ntwo\nthree\nnew\n');
  await module.client.undoDiscard({ root: module.root, trashId });
  assert.equal(await readFile(file, 'utf8'), 'ONE\ntwo\nTHREE\nnew\n');
});

test('lines of a new file, of one without an end of line and of one with CRLF are staged as git would', async () => {
  await using module = await startGitForTests();
  await module.git('config', 'core.autocrlf', 'true');
  await module.write('new.txt', '1\n2\n3');
  await chmod(join(module.root, 'new.txt'), 0o755);
  const [added, text] = at(module, 'new.txt', 'a.txt') as [FilePath, FilePath];
  await module.client.stageLines({ path: added, lines: select([], [2]) });
  assert.equal(await module.gitRaw('show', ':new.txt'), '2\n');
  assert.match(await module.git('ls-files', '--stage', 'new.txt'), /^100755/);
  await module.client.stageLines({ path: added, lines: select([], [3]) });
  assert.equal(await module.gitRaw('show', ':new.txt'), '2\n3');
  await module.client.unstageLines({ path: added, lines: select([], [1, 2]) });
  assert.equal(await module.git('ls-files', 'new.txt'), '');

  await module.write('a.txt', 'one\r\nTWO\r\nthree\r\nfour\r\n');
  await module.client.stageLines({ path: text, lines: select([2], [2]) });
  assert.equal(await module.gitRaw('show', ':a.txt'), 'one\nTWO\nthree\n');
  await module.client.unstage(all(module));
  await module.client.discardLines({ path: text, lines: select([2], [2]) });
  assert.equal(await readFile(text, 'utf8'), 'one\r\ntwo\r\nthree\r\nfour\r\n');
});

test('what is discarded comes back: changed, deleted, new files, links and folders', async () => {
  await using module = await startGitForTests();
  await module.write('b.txt', 'b\n');
  await module.client.saveVersion({ root: module.root, message: 'Two files' });
  await module.write('a.txt', 'other\n');
  await unlink(join(module.root, 'b.txt'));
  await module.write('new/deep.txt', 'deep\n');
  await symlink('a.txt', join(module.root, 'link'));
  const before = await states(module);
  const { trashId, fileCount } = await module.client.discard(all(module));
  assert.deepEqual([await states(module), fileCount, await readFile(join(module.root, 'a.txt'), 'utf8')], ['', 4, 'one\ntwo\nthree\n']);
  await module.client.undoDiscard({ root: module.root, trashId });
  assert.deepEqual([await states(module), await readlink(join(module.root, 'link')), await readFile(join(module.root, 'new/deep.txt'), 'utf8')], [before, 'a.txt', 'deep\n']);
  await assert.rejects(module.client.undoDiscard({ root: module.root, trashId }), because('not_found'));
  // What is staged stays staged: files are again as the next commit has them.
  await module.client.stage({ root: module.root, paths: at(module, 'a.txt') });
  await module.write('a.txt', 'again\n');
  await module.client.discard({ root: module.root, paths: at(module, 'a.txt') });
  assert.equal(await readFile(join(module.root, 'a.txt'), 'utf8'), 'other\n');
  await assert.rejects(module.client.discard({ root: module.root, paths: at(module, '.git/config') }), because('conflict', { because: 'nothing_to_save' }));
});

test('A21 nothing that is brought back or settled is written into git’s own folder', async () => {
  await using module = await startGitForTests();
  const forged = join(module.root, '../.local/share/atelier/discarded/000000000-0000000000');
  await mkdir(forged, { recursive: true });
  await writeFile(join(forged, '0'), '#!/bin/sh\n');
  for (const path of [`${module.root}/.git/hooks/pre-commit`, `${module.root}/link/hooks/pre-commit`, `${module.root}/folder/.GIT/x`]) {
    await symlink('.git', join(module.root, 'link')).catch(() => undefined);
    await writeFile(join(forged, 'manifest.json'), JSON.stringify({ root: module.root, atMs: 0, sizeBytes: 0, entries: [{ path, stored: '0' }] }));
    await assert.rejects(module.client.undoDiscard({ root: module.root, trashId: '000000000-0000000000' }), because('forbidden'), path);
  }
  assert.equal(await lstat(join(module.root, '.git/hooks/pre-commit')).catch(() => null), null);
});

test('a commit takes what is staged; an empty message, nothing staged and conflict marks are refused', async () => {
  await using module = await startGitForTests();
  const { client, root } = module;
  await module.write('a.txt', 'staged\n');
  await assert.rejects(client.commit({ root, message: ' \n' }), because('invalid_input', { field: 'message' }));
  await assert.rejects(client.commit({ root, message: 'x' }), because('conflict', { because: 'nothing_staged' }));
  await client.stage(all(module));
  await module.write('b.txt', 'not staged\n');
  const { hash } = await client.commit({ root, message: '--amend is no option\n\nBody', signOff: true });
  assert.equal(await module.git('log', '-1', '--format=%H|%s|%an|%(trailers:key=Signed-off-by,valueonly)'), `${hash}|--amend is no option|Léa Martin|Léa Martin <lea@example.test>`);
  assert.equal(await states(module), '?? b.txt');
  await client.commit({ root, message: 'With b', all: true });
  await assert.rejects(client.commit({ root, message: 'x', all: true }), because('conflict', { because: 'nothing_to_save' }));
  await module.write('a.txt', '<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> other\n');
  for (const staged of [false, true]) {
    if (staged) await client.stage(all(module));
    await assert.rejects(client.commit({ root, message: 'x', all: !staged }), because('conflict', { because: 'markers', path: 'a.txt' }));
  }
  await client.commit({ root, message: 'About conflicts', allowMarkers: true });
  assert.equal(await module.git('status', '--porcelain'), '');
});

test('the last commit is amended, undone and its message remembered; one that is sent asks first', async () => {
  await using module = await startGitForTests();
  const { client, root } = module;
  await module.write('a.txt', '1\n');
  await client.commit({ root, message: 'First words', all: true });
  await module.write('b.txt', '2\n');
  await client.stage(all(module));
  await client.commit({ root, message: '', amend: true });
  await client.commit({ root, message: 'Better words', amend: true });
  assert.equal(await module.git('log', '--format=%s'), 'Better words\nBegin');
  assert.deepEqual((await client.messages({ root })).slice(0, 2), ['Better words', 'Begin']);
  assert.deepEqual(await client.undoCommit({ root }), { message: 'Better words' });
  assert.equal(await states(module), 'M  a.txt\nA  b.txt');
  await assert.rejects(client.undoCommit({ root }), because('conflict', { because: 'already_sent' }));
});

test('texts are read as they are in a commit, the index and a conflict, and nowhere else', async () => {
  await using module = await startGitForTests();
  const [a, odd] = at(module, 'a.txt', 'new\nline\udcff') as [FilePath, FilePath];
  const text = async (path: FilePath, revision: string) => (await module.client.text({ path, revision })).text;
  await module.write('a.txt', 'staged\n');
  await module.git('add', '.');
  await module.write('a.txt', 'working\n');
  const head = await module.git('rev-parse', 'HEAD');
  assert.deepEqual([await text(a, 'HEAD'), await text(a, 'index'), await text(a, head), await text(a, 'refs/heads/main')], ['one\ntwo\nthree\n', 'staged\n', 'one\ntwo\nthree\n', 'one\ntwo\nthree\n']);
  await writeFile(Buffer.concat([Buffer.from(`${module.root}/new\nline`), Buffer.from([0xff])]), 'odd\n');
  assert.equal(await text(odd, 'index'), null);
  await module.client.stage({ root: module.root, paths: [odd] });
  assert.deepEqual([await text(odd, 'index'), await text(odd, 'HEAD')], ['odd\n', null]);
  for (const revision of ['--help', 'HEAD~1', ':/Begin', 'refs/heads/../x', 'main']) await assert.rejects(module.client.text({ path: a, revision }), revision);
  await module.write('binary', Buffer.from([0xff, 0xfe, 0]));
  await module.git('add', '.');
  await assert.rejects(text(FilePath.parse(`${module.root}/binary`), 'index'), because('invalid_text'));
});

test('blame says what git says, piece by piece, and of text that is not saved', async () => {
  await using module = await startGitForTests();
  await module.write('a.txt', 'one\nTWO\nthree\nfour\n');
  await module.client.saveVersion({ root: module.root, message: 'Change two' });
  const [path] = at(module, 'a.txt') as [FilePath];
  const owners = async (text?: string): Promise<string[]> => {
    const subjects = new Map<string, string>();
    const lines: string[] = [];
    for await (const piece of await module.client.blame({ path, ...(text === undefined ? {} : { text }) })) {
      for (const { hash, subject } of piece.commits) subjects.set(hash, /^0+$/.test(hash) ? '-' : subject);
      for (const { hash, from, count } of piece.lines) for (let line = from; line < from + count; line += 1) lines[line - 1] = subjects.get(hash) ?? '';
    }
    return lines;
  };
  assert.deepEqual(await owners(), ['Begin', 'Change two', 'Begin', 'Change two']);
  assert.deepEqual(await owners('typed\none\nTWO\n'), ['-', 'Begin', 'Change two']);
  await assert.rejects(async () => {
    for await (const _ of await module.client.blame({ path: FilePath.parse(`${module.root}/none`) }));
  }, because('not_found'));
});
