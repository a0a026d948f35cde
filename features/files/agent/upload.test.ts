import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Capability } from '../../../shared/actor.ts';
import { pathToQuery } from '../../../shared/file-path.ts';
import { MIB } from '../../../shared/units.ts';
import type { UploadResult } from '../contract.ts';
import { codeOf, startFilesForTests, UPLOADED_AT_MS as AT_MS, uploadBody as bodyOf, withCode, type FilesForTests, type SentPart as Sent } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

const addressOf = (folder: string): string => `/files/upload?folder=${pathToQuery(folder)}`;

async function upload(parts: readonly Sent[], { on = fixture, folder = on.folder }: { on?: FilesForTests; folder?: string } = {}): Promise<UploadResult[]> {
  const reply = await on.request('POST', addressOf(folder), { body: bodyOf(parts) });
  assert.equal(reply.status, 200, reply.body.toString());
  return JSON.parse(reply.body.toString()) as UploadResult[];
}

const outcomes = (results: readonly UploadResult[]) => results.map(({ outcome }) => outcome);

test('many files and folders come in one body, with their times', async () => {
  const { at } = fixture;
  const results = await upload([
    { path: 'many/a.txt', content: Buffer.from('a') },
    { path: 'many/deep/er/é b', content: Buffer.from('b') },
    { path: 'many/empty', folder: true },
    { path: 'many/nothing' },
  ]);
  assert.deepEqual(outcomes(results), ['done', 'done', 'done', 'done']);
  assert.equal(await readFile(at('many/deep/er/é b'), 'utf8'), 'b');
  assert.equal((await stat(at('many/a.txt'))).mtimeMs, AT_MS);
  assert.deepEqual((await readdir(at('many'))).sort(), ['a.txt', 'deep', 'empty', 'nothing']);
});

test('what is there is not replaced unasked, and the others come nevertheless', async () => {
  const { at } = fixture;
  await mkdir(at('taken/folder'), { recursive: true });
  await writeFile(at('taken/file'), 'old');
  const both: Sent[] = [{ path: 'taken/file', content: Buffer.from('new') }, { path: 'taken/file/below', content: Buffer.from('x') }, { path: 'taken/folder', content: Buffer.from('x') }, { path: 'taken/free', content: Buffer.from('x') }];
  assert.deepEqual(outcomes(await upload(both)), ['already_exists', 'already_exists', 'already_exists', 'done']);
  assert.equal(await readFile(at('taken/file'), 'utf8'), 'old');
  assert.deepEqual(outcomes(await upload(both.map((part) => ({ ...part, replace: true })))), ['done', 'already_exists', 'already_exists', 'done']);
  assert.equal(await readFile(at('taken/file'), 'utf8'), 'new');
  assert.deepEqual((await readdir(at('taken'))).sort(), ['file', 'folder', 'free']);
});

test('a file that is sent again after nobody heard that it came is done', async () => {
  const part = { path: 'again', content: Buffer.from('same') };
  assert.deepEqual(outcomes(await upload([part])), ['done']);
  assert.deepEqual(outcomes(await upload([part])), ['done']);
  const about = { path: 'again', sizeBytes: 4, modifiedAtMs: AT_MS };
  const looked = await fixture.files.lookAt({ folder: fixture.folder, files: [about, { ...about, sizeBytes: 5 }, { ...about, path: 'many' }, { ...about, path: 'none' }] });
  assert.deepEqual(looked.map(({ state }) => state), ['same', 'other', 'folder', 'free']);
});

test('a long file comes in parts, over a connection that is cut, and goes on where it ended', async () => {
  const { files, folder, at, port } = fixture;
  const content = randomBytes(5 * MIB);
  const about = { path: 'long.bin', sizeBytes: content.length, modifiedAtMs: AT_MS };
  const part = (offset: number, end: number): Sent => ({ ...about, offset, lengthBytes: end - offset, content: content.subarray(offset, end) });
  assert.deepEqual(await upload([part(0, MIB)]), [{ outcome: 'part', receivedBytes: MIB }]);
  // Cut in the middle of the second part.
  const cut = httpRequest({ port, method: 'POST', path: addressOf(folder), headers: { 'content-length': bodyOf([part(MIB, 3 * MIB)]).length }, agent: false });
  cut.on('error', () => undefined);
  cut.write(bodyOf([part(MIB, 3 * MIB)]).subarray(0, MIB + 500_000));
  const received = async (): Promise<number> => (await files.lookAt({ folder, files: [about] }))[0]?.receivedBytes ?? 0;
  while ((await received()) <= MIB) await new Promise((resolve) => setImmediate(resolve));
  const closed = new Promise((resolve) => cut.once('close', resolve));
  cut.destroy();
  await closed;
  const from = await received();
  assert.ok(from > MIB && from < 3 * MIB, String(from));
  assert.deepEqual(outcomes(await upload([part(content.length - 1, content.length)])), ['changed_since']);
  assert.deepEqual(outcomes(await upload([part(from, content.length)])), ['done']);
  assert.ok(content.equals(await readFile(at('long.bin'))));
  const stats = await stat(at('long.bin'));
  assert.deepEqual([stats.mtimeMs, stats.mode & 0o777], [AT_MS, 0o666 & ~process.umask()]);
  assert.equal(await received(), 0);
});

test('a long upload that is given up leaves nothing, and nothing shows before it is whole', async () => {
  const { files, folder } = fixture;
  const about = { path: 'given-up', sizeBytes: 10, modifiedAtMs: AT_MS };
  await upload([{ ...about, lengthBytes: 5, content: Buffer.alloc(5) }]);
  await assert.rejects(files.stat({ path: fixture.at('given-up') }), withCode('not_found'));
  await files.forgetUpload({ folder, files: [about] });
  assert.equal((await files.lookAt({ folder, files: [about] }))[0]?.receivedBytes, 0);
});

test('A23 A27 a path that leads out of the folder is refused, and nothing is unpacked', async () => {
  const { folder, at } = fixture;
  for (const path of ['../out', 'a/../../out', '/etc/out', 'a//b', './a', 'nul\0', 'a/..']) {
    const reply = await fixture.request('POST', addressOf(folder), { body: bodyOf([{ path, content: Buffer.from('x') }]) });
    assert.equal(codeOf(reply), 'invalid_input', path);
  }
  await assert.rejects(lstat(join(folder, '..', 'out')), /ENOENT/);
  const bomb = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), randomBytes(100)]);
  assert.deepEqual(outcomes(await upload([{ path: 'bomb.zip', content: bomb }, { path: 'é'.repeat(200), content: bomb }])), ['done', 'too_large']);
  assert.equal((await stat(at('bomb.zip'))).size, bomb.length);
});

test('A23 names that lie and names that begin with a hyphen are names', async () => {
  const names = ['-rf', 'evil\u202etxt.exe', 'a\nb', '$(id)'];
  assert.deepEqual(outcomes(await upload(names.map((path) => ({ path: `odd/${path}`, content: Buffer.from(path) })))), names.map(() => 'done'));
  assert.deepEqual((await readdir(fixture.at('odd'))).sort(), names.sort());
});

test('a body that is none, or ends early, is refused, and makes no file', async () => {
  const { folder } = fixture;
  const whole = bodyOf([{ path: 'short', content: Buffer.from('12345') }]);
  for (const body of [whole.subarray(0, whole.length - 2), Buffer.from('GET / HTTP/1.1'), Buffer.alloc(8), whole.subarray(0, 3)]) {
    assert.equal(codeOf(await fixture.request('POST', addressOf(folder), { body })), 'invalid_input');
  }
  assert.equal((await readdir(folder)).includes('short'), false);
});

test('without the capability nothing is taken, and without a terminal nothing of git’s, not through a link either', async () => {
  const without = await startFilesForTests({ capabilities: Capability.options.filter((one) => one !== 'transfer') });
  assert.equal(codeOf(await without.request('POST', addressOf(without.folder), { body: bodyOf([{ path: 'x' }]) })), 'forbidden');
  await assert.rejects(without.files.lookAt({ folder: without.folder, files: [] }), withCode('forbidden'));
  await without.close();
  const guest = await startFilesForTests({ capabilities: Capability.options.filter((one) => one !== 'terminal') });
  await mkdir(guest.at('.git'));
  await symlink('.git', guest.at('way'));
  assert.deepEqual(outcomes(await upload([{ path: '.git/hooks/post-commit' }, { path: 'way/hooks/post-commit' }, { path: 'fine' }], { on: guest })), ['forbidden', 'forbidden', 'done']);
  assert.deepEqual(await readdir(guest.at('.git')), []);
  await guest.close();
});

test('what was begun and left for a day is forgotten', async () => {
  const { at } = fixture;
  const about = { path: 'left', sizeBytes: 10 };
  await upload([{ ...about, lengthBytes: 5, content: Buffer.alloc(5) }]);
  const [name = ''] = await readdir(at('.cache/atelier/uploads'));
  await utimes(at('.cache/atelier/uploads', name), 1000, 1000);
  await upload([{ path: 'other', sizeBytes: 10, lengthBytes: 5, content: Buffer.alloc(5) }]);
  assert.equal((await readdir(at('.cache/atelier/uploads'))).includes(name), false);
});
