import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lutimes, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { FilePath } from '../../../shared/file-path.ts';
import type { FileEntry } from '../contract.ts';
import { gather, startFilesForTests, withCode, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

async function listed(path: FilePath): Promise<FileEntry[]> {
  return (await gather(await fixture.files.list({ path }))).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

test('each kind is told, links with what they lead to', async () => {
  const { at } = fixture;
  await mkdir(at('kinds', 'folder'), { recursive: true });
  await writeFile(at('kinds', 'file'), '');
  execFileSync('mkfifo', [at('kinds', 'fifo')]);
  for (const [name, target] of Object.entries({ toFile: 'file', toFolder: 'folder', toFifo: 'fifo', toNothing: 'none', loop: 'loop', up: '../kinds' })) {
    await symlink(target, at('kinds', name));
  }
  assert.deepEqual(await listed(at('kinds')), [
    { name: 'fifo', kind: 'other', target: null },
    { name: 'file', kind: 'file', target: null },
    { name: 'folder', kind: 'folder', target: null },
    { name: 'loop', kind: 'link', target: null },
    { name: 'toFifo', kind: 'link', target: 'other' },
    { name: 'toFile', kind: 'link', target: 'file' },
    { name: 'toFolder', kind: 'link', target: 'folder' },
    { name: 'toNothing', kind: 'link', target: null },
    { name: 'up', kind: 'link', target: 'folder' },
  ]);
});

test('A24 a folder is listed through a link, level after level, and a looping path is not found', async () => {
  const { at } = fixture;
  await mkdir(at('looped'));
  await symlink('.', at('looped', 'again'));
  const path = at('looped', ...Array.from({ length: 30 }, () => 'again'));
  assert.deepEqual(await listed(path), [{ name: 'again', kind: 'link', target: 'folder' }]);
  await symlink('ring', at('ring'));
  await assert.rejects(listed(at('ring')), withCode('not_found'));
});

test('an empty folder gives one empty piece', async () => {
  await mkdir(fixture.at('void'));
  const pieces: FileEntry[][] = [];
  for await (const piece of await fixture.files.list({ path: fixture.at('void') })) pieces.push(piece);
  assert.deepEqual(pieces, [[]]);
});

test('what is no folder, missing or too long is an error', async () => {
  await writeFile(fixture.at('plain'), '');
  await assert.rejects(listed(fixture.at('plain')), withCode('not_a_folder'));
  await assert.rejects(listed(fixture.at('missing')), withCode('not_found'));
  await assert.rejects(listed(fixture.at('x'.repeat(300))), withCode('invalid_input'));
});

test('folders outside the roots are listed: the container is the wall', async () => {
  const names = (await listed(FilePath.parse('/etc'))).map(({ name }) => name);
  assert.ok(names.includes('passwd'));
});

test('an aborted list ends', async () => {
  const { at } = fixture;
  await mkdir(at('many'));
  execFileSync('sh', ['-c', 'cd "$1" && seq 2500 | xargs touch', 'sh', at('many')]);
  let entries = 0;
  for await (const piece of await fixture.files.list({ path: at('many') })) {
    entries += piece.length;
    break;
  }
  assert.ok(entries > 0 && entries < 2500);
});

test('times come where they are asked for, a link’s its own', async () => {
  const { at, files } = fixture;
  await mkdir(at('times'));
  await writeFile(at('times', 'old'), 'x');
  await utimes(at('times', 'old'), 1000, 1000);
  await symlink('old', at('times', 'link'));
  await lutimes(at('times', 'link'), 2000, 2000);
  const entries = await gather(await files.list({ path: at('times'), times: true }));
  assert.deepEqual(Object.fromEntries(entries.map(({ name, modifiedAtMs }) => [name, modifiedAtMs])), { old: 1_000_000, link: 2_000_000 });
});
