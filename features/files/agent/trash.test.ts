import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import type { Root } from '../../../shared/agent-protocol.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { DAY_MS } from '../../../shared/units.ts';
import { TRASH_DAYS } from '../contract.ts';
import { startFilesForTests, withCode, type FilesForTests } from './files-for-tests.ts';
import { Trash } from './trash.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

test('what is deleted is in the trash, and comes back as it was: a file, a folder, a link', async () => {
  const { files, at } = fixture;
  await mkdir(at('kept/deep'), { recursive: true });
  await writeFile(at('kept/deep/a'), 'a', { mode: 0o755 });
  await writeFile(at('one'), '1');
  await symlink('one', at('link'));
  const items = await files.discard({ paths: [at('kept'), at('one'), at('link')] });
  assert.deepEqual(items.map(({ path, kind, sizeBytes }) => [path, kind, sizeBytes]), [[at('kept'), 'folder', 1], [at('one'), 'file', 1], [at('link'), 'link', 0]]);
  await assert.rejects(lstat(at('kept')), /ENOENT/);
  assert.equal((await files.trash()).length, 3);
  await files.restore({ ids: items.map(({ id }) => id) });
  assert.equal(await readFile(at('kept/deep/a'), 'utf8'), 'a');
  assert.equal((await lstat(at('kept/deep/a'))).mode & 0o777, 0o755);
  assert.equal(await readlink(at('link')), 'one');
  assert.deepEqual(await files.trash(), []);
  await assert.rejects(files.restore({ ids: items.slice(0, 1).map(({ id }) => id) }), withCode('not_found'));
});

test('nothing is replaced by what comes back, and the folder it was in is made again', async () => {
  const { files, at } = fixture;
  await mkdir(at('was'));
  await writeFile(at('was/x'), 'old');
  const [item] = await files.discard({ paths: [at('was/x')] });
  assert.ok(item);
  await writeFile(at('was/x'), 'new');
  await assert.rejects(files.restore({ ids: [item.id] }), withCode('already_exists'));
  await files.remove({ path: at('was') });
  await files.restore({ ids: [item.id] });
  assert.equal(await readFile(at('was/x'), 'utf8'), 'old');
});

test('A23 names that lie and names that are no text go and come back', async () => {
  const { files, at } = fixture;
  const names = ['-rf', 'a\nb', 'evil\u202etxt.exe', 'not\udcffutf8', '🐚'];
  for (const name of names) await files.createFile({ folder: fixture.folder, name: FilePath.parse(`/${name}`).slice(1) as never });
  const items = await files.discard({ paths: names.map((name) => at(name)) });
  await files.restore({ ids: items.map(({ id }) => id) });
  const listed = (await readdir(fixture.folder, { encoding: 'buffer' })).map((name) => name.toString('latin1'));
  assert.ok(listed.includes('not\xffutf8') && listed.includes('-rf'));
});

test('a root, the trash itself and what holds it do not go into the trash', async () => {
  const { files, at } = fixture;
  await assert.rejects(files.discard({ paths: [fixture.folder] }), withCode('forbidden'));
  for (const path of ['.local', '.local/share/atelier/trash']) await assert.rejects(files.discard({ paths: [at(path)] }), withCode('too_large'));
  await assert.rejects(files.discard({ paths: [at('no-such')] }), withCode('not_found'));
});

test('emptied, the trash holds nothing', async () => {
  const { files, at } = fixture;
  await writeFile(at('gone'), '');
  await files.discard({ paths: [at('gone')] });
  await files.emptyTrash();
  assert.deepEqual(await files.trash(), []);
});

test('too old and too many: the oldest go', async () => {
  const { at, folder } = fixture;
  const roots: Root[] = [{ path: folder, name: 'home', kind: 'home', readOnly: false }];
  let nowMs = Date.now();
  const trash = new Trash({ roots, now: () => nowMs, maxItems: 5 });
  const discard = async (name: string) => {
    await writeFile(at(name), name);
    nowMs += 1;
    return trash.discard([at(name)]);
  };
  await discard('oldest');
  nowMs += (TRASH_DAYS - 1) * DAY_MS;
  await discard('older');
  assert.deepEqual((await trash.list()).map(({ path }) => path), [at('older'), at('oldest')]);
  nowMs += 2 * DAY_MS;
  assert.deepEqual((await trash.list()).map(({ path }) => path), [at('older')]);
  for (let count = 0; count < 5; count += 1) await discard(`n${count}`);
  const left = await trash.list();
  assert.equal(left.length, 5);
  assert.ok(!left.some(({ path }) => path === at('older')));
});
