import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, readdir, rename, rm, rmdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';

import { FileName, type FilePath } from '../../../shared/file-path.ts';
import type { FileChange } from '../contract.ts';
import { startFilesForTests, WatchForTests, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
let watch: WatchForTests | undefined;
before(async () => {
  fixture = await startFilesForTests();
});
afterEach(() => watch?.close());
after(() => fixture.close());

async function watching(...paths: FilePath[]): Promise<WatchForTests> {
  watch = new WatchForTests(fixture.files, paths);
  const present = await watch.until((changes) => changes.length > 0 && changes[0]?.type === 'ready');
  assert.equal(present[0]?.type, 'ready');
  return watch;
}

function typesOf(changes: readonly FileChange[], path: FilePath): string[] {
  return changes.flatMap((change) => ('path' in change && change.path === path ? [change.type] : []));
}

async function folder(name: string): Promise<FilePath> {
  await mkdir(fixture.at(name));
  return fixture.at(name);
}

test('names that come and go in a watched folder are told, content and what lies below are not', async () => {
  const path = await folder('names');
  const seen = await watching(path);
  await writeFile(fixture.at('names', 'a'), '1');
  assert.deepEqual(typesOf(await seen.change('created'), fixture.at('names', 'a')), ['created']);
  await mkdir(fixture.at('names', 'sub'));
  await seen.change('created', fixture.at('names', 'sub'));
  await writeFile(fixture.at('names', 'sub', 'deep'), '');
  await appendFile(fixture.at('names', 'a'), '2');
  await rename(fixture.at('names', 'a'), fixture.at('names', 'b'));
  const moved = await seen.change('created', fixture.at('names', 'b'));
  assert.deepEqual(moved.map(({ type }) => type).toSorted(), ['created', 'deleted']);
  await unlink(fixture.at('names', 'b'));
  assert.deepEqual(typesOf(await seen.change('deleted'), fixture.at('names', 'b')), ['deleted']);
});

test('a watched file is told with its present ETag, then with each new one', async () => {
  const path = fixture.at('file');
  await writeFile(path, 'one');
  const { etag } = (await fixture.get(path)).headers;
  const seen = await watching(path);
  const [present] = await seen.change('changed', path);
  assert.deepEqual(present, { type: 'changed', path, etag });
  await writeFile(path, 'two');
  const [changed] = await seen.change('changed', path);
  assert.ok(changed?.type === 'changed' && changed.etag !== etag);
  assert.equal((await fixture.get(path)).headers.etag, changed.etag);
});

test('a save is told with the ETag that it answered, so that its page knows it as its own', async () => {
  const path = fixture.at('saved');
  await writeFile(path, 'one');
  const { etag } = (await fixture.get(path)).headers;
  const seen = await watching(path, fixture.folder);
  await seen.change('changed', path);
  const { headers } = await fixture.put(path, 'two', { 'if-match': etag });
  const changes = await seen.until((all) => all.some((change) => change.type === 'changed' && change.etag === headers.etag));
  assert.deepEqual(new Set(changes.map(({ type }) => type)), new Set(['changed']));
});

test('a file that another program replaces, deletes and makes again stays watched', async () => {
  const path = fixture.at('replaced');
  await writeFile(path, 'one');
  const seen = await watching(path);
  await seen.change('changed', path);
  for (const text of ['two', 'three']) {
    await writeFile(fixture.at('next'), text);
    await rename(fixture.at('next'), path);
    await seen.change('changed', path);
  }
  await unlink(path);
  await seen.change('deleted', path);
  await writeFile(path, 'again');
  const again = await seen.change('changed', path);
  assert.deepEqual(typesOf(again, path).slice(0, 2), ['created', 'changed']);
});

test('a file that is opened through a link is watched where it is', async () => {
  await mkdir(fixture.at('elsewhere'));
  const target = fixture.at('elsewhere', 'target');
  await writeFile(target, 'one');
  await symlink('elsewhere/target', fixture.at('via'));
  const seen = await watching(fixture.at('via'));
  await seen.change('changed', fixture.at('via'));
  await writeFile(target, 'two');
  await seen.change('changed', fixture.at('via'));
  await writeFile(fixture.at('elsewhere', 'other'), 'three');
  await unlink(fixture.at('via'));
  await symlink('elsewhere/other', fixture.at('via'));
  await seen.change('changed', fixture.at('via'));
});

test('a watched folder that is deleted and made again is told, and watched again', async () => {
  const path = await folder('again');
  const seen = await watching(path);
  await rmdir(path);
  await seen.change('deleted', path);
  await mkdir(path);
  await seen.change('created', path);
  await writeFile(fixture.at('again', 'inside'), '');
  await seen.change('created', fixture.at('again', 'inside'));
});

test('a folder that does not exist yet is watched from the moment it does, its ancestors too', async () => {
  const path = fixture.at('later', 'deeper', 'deepest');
  const seen = await watching(path);
  await seen.change('deleted', path);
  await mkdir(path, { recursive: true });
  await seen.change('created', path);
  await writeFile(fixture.at('later', 'deeper', 'deepest', 'file'), '');
  await seen.change('created', fixture.at('later', 'deeper', 'deepest', 'file'));
  await rm(fixture.at('later'), { recursive: true });
  await seen.change('deleted', path);
});

test('too many changes at once are told as one overflow', async () => {
  const path = await folder('flood');
  const seen = await watching(path);
  await Promise.all(Array.from({ length: 3000 }, (_, index) => mkdir(fixture.at('flood', `d${index}`))));
  const changes = await seen.until((all) => all.some(({ type }) => type === 'overflow') || all.length >= 3000);
  assert.ok(changes.length <= 3001);
  await writeFile(fixture.at('flood', 'after'), '');
  await seen.until((all) => all.some((change) => change.type === 'overflow' || ('path' in change && change.path === fixture.at('flood', 'after'))));
});

test('names that are not UTF-8, and folders with a newline, are told as they are', async () => {
  const { path } = await fixture.files.createFolder({ folder: fixture.folder, name: FileName.parse('new\nline\udcff') });
  const seen = await watching(path);
  const name = 'a\udc80\n';
  await fixture.put(fixture.at('new\nline\udcff', name), 'x', { 'if-none-match': '*' });
  await seen.change('created', fixture.at('new\nline\udcff', name));
});

test('a cancelled watch ends and frees its inotify watches', async () => {
  const before = await inotifyWatches();
  const paths = await Promise.all(Array.from({ length: 20 }, (_, index) => folder(`freed${index}`)));
  const seen = await watching(...paths);
  assert.equal((await inotifyWatches()) - before, 20);
  await seen.close();
  assert.equal(await inotifyWatches(), before);
});

async function inotifyWatches(): Promise<number> {
  const infos = await Promise.all((await readdir('/proc/self/fdinfo')).map((fd) => readFile(`/proc/self/fdinfo/${fd}`, 'utf8').catch(() => '')));
  return infos.join('').split('\n').filter((line) => line.startsWith('inotify ')).length;
}
