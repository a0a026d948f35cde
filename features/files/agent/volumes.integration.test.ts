import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rmdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { FilePath, pathToQuery } from '../../../shared/file-path.ts';
import { MIB } from '../../../shared/units.ts';
import type { UploadResult } from '../contract.ts';
import { codeOf, startFilesForTests, uploadBody, withCode, type FilesForTests, type SentPart } from './files-for-tests.ts';

/** A home, and a working copy of a module: another mount, as in every workspace. */
async function homeAndModule(context: TestContext, sizeBytes: number): Promise<{ home: FilesForTests; in: (...names: string[]) => FilePath }> {
  const module = await mkdtemp(join(tmpdir(), 'atelier-volume-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0777`, 'atelier-test', module]);
  const home = await startFilesForTests();
  context.after(async () => {
    await home.close();
    execFileSync('umount', [module]);
    await rmdir(module);
  });
  return { home, in: (...names) => FilePath.parse([module, ...names].join('/')) };
}

async function upload(home: FilesForTests, folder: FilePath, parts: readonly SentPart[]): Promise<UploadResult[]> {
  const reply = await home.request('POST', `/files/upload?folder=${pathToQuery(folder)}`, { body: uploadBody(parts) });
  assert.equal(reply.status, 200, reply.body.toString());
  return JSON.parse(reply.body.toString()) as UploadResult[];
}

test('what is deleted in a working copy is in the trash of the home, whole, and goes back', async (context) => {
  const { home, in: at } = await homeAndModule(context, 8 * MIB);
  await mkdir(at('src', 'deep'), { recursive: true });
  await writeFile(at('src', 'deep', 'run.sh'), 'x', { mode: 0o755 });
  await symlink('deep/run.sh', at('src', 'link'));
  const [item] = await home.files.discard({ paths: [at('src')] });
  assert.ok(item);
  await assert.rejects(lstat(at('src')), /ENOENT/);
  assert.deepEqual(await readdir(at()), []);
  await home.files.restore({ ids: [item.id] });
  assert.equal((await lstat(at('src', 'deep', 'run.sh'))).mode & 0o777, 0o755);
  assert.equal(await readlink(at('src', 'link')), 'deep/run.sh');
  assert.deepEqual(await home.files.trash(), []);
});

test('what has no copy, as a socket, and very many files go for good only, and stay until then', async (context) => {
  const { home, in: at } = await homeAndModule(context, 64 * MIB);
  await mkdir(at('odd'));
  execFileSync('mkfifo', [at('odd', 'pipe')]);
  await assert.rejects(home.files.discard({ paths: [at('odd')] }), withCode('too_large'));
  await lstat(at('odd', 'pipe'));
  await mkdir(at('many'));
  execFileSync('sh', ['-c', 'seq 1 20001 | xargs touch'], { cwd: at('many') });
  await assert.rejects(home.files.discard({ paths: [at('many')] }), withCode('too_large'));
  assert.equal((await readdir(at('many'))).length, 20_001);
  assert.deepEqual(await home.files.trash(), []);
  await home.files.remove({ path: at('many') });
});

test('a long upload into a working copy is gathered outside of it, and replaces only what it may', async (context) => {
  const { home, in: at } = await homeAndModule(context, 8 * MIB);
  const content = Buffer.alloc(2 * MIB, 'x');
  const half: SentPart = { path: 'big', sizeBytes: content.length, lengthBytes: MIB, content: content.subarray(0, MIB) };
  const rest: SentPart = { ...half, offset: MIB, content: content.subarray(MIB) };
  await upload(home, at(), [half]);
  assert.deepEqual(await readdir(at()), []);
  assert.deepEqual((await upload(home, at(), [rest])).map(({ outcome }) => outcome), ['done']);
  assert.ok(content.equals(await readFile(at('big'))));
  await writeFile(at('big'), 'mine');
  await upload(home, at(), [half]);
  assert.deepEqual((await upload(home, at(), [rest])).map(({ outcome }) => outcome), ['already_exists']);
  assert.equal(await readFile(at('big'), 'utf8'), 'mine');
  assert.deepEqual((await upload(home, at(), [{ ...rest, replace: true }])).map(({ outcome }) => outcome), ['done']);
  assert.equal((await lstat(at('big'))).size, content.length);
  assert.deepEqual(await readdir(at()), ['big']);
});

test('A29 a disk that becomes full during an upload is said, leaves no half file, and what was there stays', async (context) => {
  const { home, in: at } = await homeAndModule(context, 2 * MIB);
  await writeFile(at('old'), 'old');
  const body = uploadBody([{ path: 'small', content: Buffer.from('s') }, { path: 'old', content: Buffer.alloc(4 * MIB), replace: true }, { path: 'after', content: Buffer.from('a') }]);
  const reply = await home.request('POST', `/files/upload?folder=${pathToQuery(at())}`, { body });
  assert.deepEqual([reply.status, codeOf(reply)], [507, 'disk_full']);
  assert.equal(await readFile(at('old'), 'utf8'), 'old');
  assert.deepEqual((await readdir(at())).sort(), ['old', 'small']);
});
