import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { FileName, FilePath } from '../../../shared/file-path.ts';
import type { FileStat } from '../contract.ts';
import { copyPath } from './change-files.ts';
import { startFilesForTests, withCode, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

test('files and folders are made, and never over what is there', async () => {
  const { files, folder, at } = fixture;
  const file = await files.createFile({ folder, name: FileName.parse('made.txt') });
  assert.deepEqual([file.path, file.kind, file.sizeBytes, file.readOnly], [at('made.txt'), 'file', 0, false]);
  assert.equal((await fixture.get(file.path)).headers.etag, file.etag);
  const made = await files.createFolder({ folder, name: FileName.parse('made') });
  assert.deepEqual([made.kind, made.etag], ['folder', null]);
  for (const name of ['made', 'made.txt'].map((one) => FileName.parse(one))) {
    await assert.rejects(files.createFile({ folder, name }), withCode('already_exists'));
    await assert.rejects(files.createFolder({ folder, name }), withCode('already_exists'));
  }
  await assert.rejects(files.createFile({ folder: at('nowhere'), name: FileName.parse('x') }), withCode('not_found'));
  await assert.rejects(files.createFile({ folder: at('made.txt'), name: FileName.parse('x') }), withCode('not_a_folder'));
  await assert.rejects(files.createFile({ folder, name: FileName.parse('é'.repeat(200)) }), withCode('invalid_input'));
});

test('a link that leads nowhere is something that is there', async () => {
  await symlink('nowhere', fixture.at('dangling'));
  await assert.rejects(fixture.files.createFile({ folder: fixture.folder, name: FileName.parse('dangling') }), withCode('already_exists'));
  assert.equal(await readlink(fixture.at('dangling')), 'nowhere');
});

test('files, links and folders move, and never over what is there', async () => {
  const { files, at } = fixture;
  await writeFile(at('m1'), 'one');
  await writeFile(at('m2'), 'two');
  await mkdir(at('mf', 'inner'), { recursive: true });
  await mkdir(at('empty'));
  assert.equal((await files.move({ from: at('m1'), to: at('m3') })).path, at('m3'));
  await assert.rejects(files.move({ from: at('m3'), to: at('m2') }), withCode('already_exists'));
  await assert.rejects(files.move({ from: at('m3'), to: at('m3') }), withCode('already_exists'));
  await assert.rejects(files.move({ from: at('mf'), to: at('empty') }), withCode('already_exists'));
  await assert.rejects(files.move({ from: at('mf'), to: at('m2') }), withCode('already_exists'));
  assert.equal(await readFile(at('m2'), 'utf8'), 'two');
  await files.move({ from: at('mf'), to: at('mg') });
  assert.deepEqual(await readdir(at('mg')), ['inner']);
  await symlink('m2', at('ml'));
  await files.move({ from: at('ml'), to: at('mg', 'ml') });
  assert.equal(await readlink(at('mg', 'ml')), 'm2');
  await assert.rejects(lstat(at('ml')), /ENOENT/);
  await assert.rejects(files.move({ from: at('gone'), to: at('there') }), withCode('not_found'));
});

test('of ten that move to one name at once, one wins and nothing is lost', async () => {
  const { files, at } = fixture;
  const sources = Array.from({ length: 10 }, (_, index) => at(`race${index}`));
  await Promise.all(sources.map((path) => writeFile(path, path)));
  const results = await Promise.allSettled(sources.map((from) => files.move({ from, to: at('goal') })));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const left = (await readdir(fixture.folder)).filter((name) => name.startsWith('race'));
  assert.equal(left.length, 9);
});

test('a folder does not move into itself, by its name or through a link', async () => {
  const { files, at } = fixture;
  await mkdir(at('self'));
  await symlink('self', at('alias'));
  await assert.rejects(files.move({ from: at('self'), to: at('self', 'sub') }), withCode('invalid_input'));
  await assert.rejects(files.move({ from: at('self'), to: at('alias', 'sub') }), withCode('invalid_input'));
});

test('A24 removing a folder removes links, not what they lead to', async () => {
  const { files, at } = fixture;
  await mkdir(at('kept'));
  await writeFile(at('kept', 'file'), 'x');
  await mkdir(at('removed', 'deep'), { recursive: true });
  await symlink('../kept', at('removed', 'link'));
  await symlink('loop', at('removed', 'loop'));
  execFileSync('mkfifo', [at('removed', 'deep', 'fifo')]);
  await files.remove({ path: at('removed') });
  await assert.rejects(lstat(at('removed')), /ENOENT/);
  await symlink('kept', at('alias-of-kept'));
  await files.remove({ path: at('alias-of-kept') });
  assert.equal(await readFile(at('kept', 'file'), 'utf8'), 'x');
  await assert.rejects(files.remove({ path: at('removed') }), withCode('not_found'));
});

test('a folder whose files have names that are not UTF-8 is removed', async () => {
  const { files, at } = fixture;
  await mkdir(at('bytes'));
  await writeFile(Buffer.concat([Buffer.from(`${at('bytes')}/`), Buffer.from([0xff, 0xfe])]), 'x');
  await files.remove({ path: at('bytes') });
  await assert.rejects(lstat(at('bytes')), /ENOENT/);
});

test('roots, and folders that hold one, are neither removed nor moved', async () => {
  const { files, folder, at } = fixture;
  const above = FilePath.parse(folder.slice(0, folder.lastIndexOf('/')));
  for (const path of [folder, above, FilePath.parse('/')]) {
    await assert.rejects(files.remove({ path }), withCode('forbidden'));
    await assert.rejects(files.move({ from: path, to: at('x') }), withCode('forbidden'));
  }
});

test('changing needs files.write; reading is not enough', async () => {
  const reader = await startFilesForTests({ capabilities: ['files.read'] });
  try {
    const { files, folder, at } = reader;
    assert.equal((await files.roots()).length, 1);
    await assert.rejects(files.createFile({ folder, name: FileName.parse('x') }), withCode('forbidden'));
    await assert.rejects(files.createFolder({ folder, name: FileName.parse('x') }), withCode('forbidden'));
    await assert.rejects(files.move({ from: at('x'), to: at('y') }), withCode('forbidden'));
    await assert.rejects(files.remove({ path: at('x') }), withCode('forbidden'));
  } finally {
    await reader.close();
  }
});

test('stat tells a link from what it leads to, and does not follow a loop', async () => {
  const { files, at } = fixture;
  await writeFile(at('st'), 'abc');
  await symlink('st', at('st-link'));
  await symlink('st-loop', at('st-loop'));
  const [file, viaLink, loop] = await Promise.all([files.stat({ path: at('st') }), files.stat({ path: at('st-link') }), files.stat({ path: at('st-loop') })]);
  assert.deepEqual([file.kind, viaLink.kind, loop.kind], ['file', 'link', 'link']);
  assert.deepEqual([viaLink.etag, viaLink.sizeBytes], [file.etag, 3]);
  assert.equal(loop.etag, null);
  await assert.rejects(files.stat({ path: at('none') }), withCode('not_found'));
});

async function copy(input: { from: FilePath; to: FilePath }): Promise<FileStat | null> {
  let stat: FileStat | null = null;
  for await (const event of await fixture.files.copy(input)) stat = event.type === 'done' ? event.stat : stat;
  return stat;
}

test('copies are complete, of links the link, and never over what is there or into themselves', async () => {
  const { at } = fixture;
  await mkdir(at('c/deep'), { recursive: true });
  await writeFile(at('c/deep/x'), 'x', { mode: 0o755 });
  await symlink('deep/x', at('c/link'));
  const copied = await copy({ from: at('c'), to: at('c copy') });
  assert.equal(copied?.kind, 'folder');
  assert.equal(await readFile(at('c copy/deep/x'), 'utf8'), 'x');
  assert.equal(await readlink(at('c copy/link')), 'deep/x');
  await assert.rejects(copy({ from: at('c'), to: at('c copy') }), withCode('already_exists'));
  await assert.rejects(copy({ from: at('c'), to: at('c/deep/c') }), withCode('invalid_input'));
  await assert.rejects(copy({ from: at('c'), to: at('c') }), withCode('invalid_input'));
  assert.equal((await readdir(fixture.folder)).some((name) => name.startsWith('.atelier-save-')), false);
});

test('a copy that is cancelled leaves nothing', async () => {
  const { at } = fixture;
  await mkdir(at('many'));
  for (let file = 0; file < 20; file += 1) await writeFile(at('many', String(file)), 'x');
  const cancel = new AbortController();
  let entries = 0;
  const count = {
    get entries() {
      return entries;
    },
    set entries(value) {
      entries = value;
      if (value === 10) cancel.abort();
    },
    bytes: 0,
    signal: cancel.signal,
  };
  const before = await readdir(fixture.folder);
  await assert.rejects(copyPath(at('many'), at('fewer'), count), withCode('unavailable'));
  assert.equal(entries, 10);
  assert.deepEqual(await readdir(fixture.folder), before);
});

test('a name that differs by case is another name: onto it nothing is moved, and to it a file is renamed', async () => {
  const { files, at } = fixture;
  await writeFile(at('readme'), 'small');
  await writeFile(at('README'), 'large');
  await assert.rejects(files.move({ from: at('readme'), to: at('README') }), withCode('already_exists'));
  assert.equal(await readFile(at('README'), 'utf8'), 'large');
  await files.remove({ path: at('README') });
  await files.move({ from: at('readme'), to: at('ReadMe') });
  assert.equal(await readFile(at('ReadMe'), 'utf8'), 'small');
});

test('a folder does not move into itself', async () => {
  const { files, at } = fixture;
  await mkdir(at('self/below'), { recursive: true });
  await assert.rejects(files.move({ from: at('self'), to: at('self/below/self') }), withCode('invalid_input'));
  await assert.rejects(files.move({ from: at('self'), to: at('self/self') }), withCode('invalid_input'));
});
