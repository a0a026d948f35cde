import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, lstat, mkdir, readdir, readFile, readlink, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { SOON_MS } from '../../../tests/harness/soon.ts';
import { MAX_EDIT_BYTES, MAX_TEXT_BYTES, MAX_WRITE_BYTES } from '../contract.ts';
import { codeOf, startFilesForTests, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
});
after(() => fixture.close());

async function newFile(name: string, content: string): Promise<{ path: ReturnType<FilesForTests['at']>; etag: string }> {
  const path = fixture.at(name);
  const { status, headers } = await fixture.put(path, content, { 'if-none-match': '*' });
  assert.equal(status, 204);
  return { path, etag: headers.etag ?? '' };
}

test('a file is created, read, replaced, and each state has its own ETag', async () => {
  const { path, etag } = await newFile('plain.txt', 'one');
  const read = await fixture.get(path);
  assert.deepEqual([read.status, read.body.toString(), read.headers.etag], [200, 'one', etag]);
  assert.equal((await fixture.files.stat({ path })).etag, etag);
  const saved = await fixture.put(path, 'two', { 'if-match': etag });
  assert.equal(saved.status, 204);
  assert.notEqual(saved.headers.etag, etag);
  assert.equal((await fixture.get(path)).headers.etag, saved.headers.etag);
  assert.equal(await readFile(path, 'utf8'), 'two');
});

test('a text is packed for who asks for it; what is small, or no text, is not', async () => {
  const { path } = await newFile('long.ts', 'const line = 1;\n'.repeat(2000));
  const packed = await fixture.request('GET', `${fixture.contentPath(path)}&packed=1`);
  assert.deepEqual([packed.status, packed.headers['content-encoding'], packed.headers['content-length']], [200, 'gzip', String(packed.body.length)]);
  assert.ok(packed.body.length < 1000);
  const plain = await fixture.get(path);
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.deepEqual(gunzipSync(packed.body), plain.body);
  assert.equal(packed.headers.etag, plain.headers.etag);
  for (const [name, content] of [['small.ts', 'x'], ['picture.bin', `\0${'x'.repeat(5000)}`]] as const) {
    const { headers, body } = await fixture.request('GET', `${fixture.contentPath((await newFile(name, content)).path)}&packed=1`);
    assert.deepEqual([headers['content-encoding'], body.toString()], [undefined, content]);
  }
});

test('A28 of two that save the same state, together or one after the other, the second gets a conflict', async () => {
  const { path, etag } = await newFile('both.txt', 'start');
  const replies = await Promise.all(['first', 'second', 'third'].map((text) => fixture.put(path, text, { 'if-match': etag })));
  assert.deepEqual(replies.map(({ status }) => status).toSorted((a, b) => a - b), [204, 412, 412]);
  const refused = replies.find(({ status }) => status === 412);
  assert.ok(refused);
  assert.equal(codeOf(refused), 'changed_since');
  const winner = ['first', 'second', 'third'][replies.findIndex(({ status }) => status === 204)];
  assert.equal(await readFile(path, 'utf8'), winner);
  assert.equal((await fixture.put(path, 'late', { 'if-match': etag })).status, 412);
});

test('A28 a write by another program is noticed, in the same millisecond and of the same size too', async () => {
  const { path, etag } = await newFile('raced.txt', 'aaaa');
  await writeFile(path, 'bbbb');
  assert.equal((await fixture.put(path, 'mine', { 'if-match': etag })).status, 412);
  for (let round = 0; round < 20; round += 1) {
    await writeFile(path, 'cccc');
    const { headers, body } = await fixture.get(path);
    await writeFile(path, 'dddd');
    const now = await fixture.get(path);
    assert.deepEqual([body.toString(), now.body.toString()], ['cccc', 'dddd']);
    assert.notEqual(headers.etag, now.headers.etag);
    assert.equal((await fixture.put(path, 'mine', { 'if-match': headers.etag })).status, 412);
  }
});

test('A28 a time that was set back does not hide a write', async () => {
  const { path, etag } = await newFile('backdated.txt', 'aaaa');
  const { atime, mtime } = await stat(path);
  await writeFile(path, 'bbbb');
  await utimes(path, atime, mtime);
  assert.equal((await fixture.put(path, 'mine', { 'if-match': etag })).status, 412);
});

test('a new file replaces nothing that is there meanwhile, and a gone file is not made again', async () => {
  const { path, etag } = await newFile('there.txt', 'x');
  assert.equal((await fixture.put(path, 'y', { 'if-none-match': '*' })).status, 412);
  const replies = await Promise.all(['a', 'b'].map((text) => fixture.put(fixture.at('race-new.txt'), text, { 'if-none-match': '*' })));
  assert.deepEqual(replies.map(({ status }) => status).toSorted((a, b) => a - b), [204, 412]);
  await rename(path, `${path}.away`);
  assert.equal((await fixture.put(path, 'z', { 'if-match': etag })).status, 412);
  await assert.rejects(readFile(path), /ENOENT/);
});

test('a write without a condition, or with two, is refused', async () => {
  const { path, etag } = await newFile('conditions.txt', 'x');
  for (const headers of [{}, { 'if-match': etag, 'if-none-match': '*' }, { 'if-match': '*' }, { 'if-none-match': etag }]) {
    const reply = await fixture.put(path, 'y', headers);
    assert.deepEqual([reply.status, codeOf(reply)], [400, 'invalid_input']);
  }
  assert.equal(await readFile(path, 'utf8'), 'x');
});

test('mode, owner and link stay; what the link leads to is replaced', async () => {
  const { path } = await newFile('script.sh', '#!/bin/sh');
  await chmod(path, 0o751);
  await symlink('script.sh', fixture.at('link.sh'));
  const { etag } = (await fixture.get(fixture.at('link.sh'))).headers;
  assert.equal((await fixture.put(fixture.at('link.sh'), 'new', { 'if-match': etag })).status, 204);
  assert.equal(await readlink(fixture.at('link.sh')), 'script.sh');
  assert.equal(await readFile(path, 'utf8'), 'new');
  const after = await lstat(path);
  assert.equal(after.mode & 0o7777, 0o751);
  assert.equal(after.uid, process.getuid?.());
  assert.equal((await newFile('umask.txt', '').then(({ path: made }) => lstat(made))).mode & 0o777, 0o666 & ~process.umask());
});

test('nothing is written through a link that leads nowhere', async () => {
  await symlink('/nonexistent/file', fixture.at('dangling'));
  const reply = await fixture.put(fixture.at('dangling'), 'x', { 'if-none-match': '*' });
  assert.equal(reply.status, 412);
  assert.equal((await lstat(fixture.at('dangling'))).isSymbolicLink(), true);
});

test('A24 links lead to the container\'s own files, or to an error when they loop or dangle', async () => {
  await symlink('/etc/passwd', fixture.at('passwd'));
  await symlink('/proc/self/environ', fixture.at('environ'));
  await symlink('loop', fixture.at('loop'));
  assert.deepEqual((await fixture.get(fixture.at('passwd'))).body, await readFile('/etc/passwd'));
  assert.equal((await fixture.get(fixture.at('environ'))).status, 200);
  const loop = await fixture.get(fixture.at('loop'));
  assert.deepEqual([loop.status, codeOf(loop)], [404, 'not_found']);
  const written = await fixture.put(fixture.at('loop'), 'x', { 'if-none-match': '*' });
  assert.equal(written.status, 404);
});

test('A25 a FIFO, a socket, a device and a folder are errors at once, for reading and writing', { timeout: SOON_MS }, async () => {
  execFileSync('mkfifo', [fixture.at('fifo')]);
  const server = createServer().listen(fixture.at('socket'));
  await once(server, 'listening');
  await mkdir(fixture.at('folder'));
  await symlink('/dev/zero', fixture.at('zero'));
  for (const path of [fixture.at('fifo'), fixture.at('socket'), fixture.at('folder'), fixture.at('zero'), '/dev/zero', '/dev/tty']) {
    const read = await fixture.get(path);
    assert.deepEqual([path, read.status, codeOf(read)], [path, 422, 'not_a_file']);
    const write = await fixture.put(path, 'x', { 'if-match': '"1"' });
    assert.deepEqual([path, write.status, codeOf(write)], [path, 422, 'not_a_file']);
  }
  server.close();
});

test('A24 a link to the memory of the agent is no file, for reading and writing', async () => {
  await symlink('/proc/self/mem', fixture.at('memory'));
  for (const path of [fixture.at('memory'), '/proc/self/mem']) {
    const read = await fixture.get(path);
    assert.deepEqual([path, read.status, codeOf(read)], [path, 422, 'not_a_file']);
    const write = await fixture.put(path, 'x', { 'if-match': '"1"' });
    assert.ok(write.status >= 400 && write.status < 500, `${path} ${write.status}`);
  }
  assert.equal((await fixture.get('/proc/self/status')).status, 200, 'what can be read there still is');
});

test('A23 paths that climb, are relative, hold NUL or are too long are refused', async () => {
  const encoded = ['', 'etc/passwd', '/a/../etc/passwd', '/a/..%2f..%2fetc/passwd', '/%2e%2e/etc/passwd', '/a%00b', `/${'x'.repeat(5000)}`, '/a//b', '/./a'];
  for (const path of encoded) {
    const reply = await fixture.request('GET', `/files/content?path=${path}`);
    assert.deepEqual([path, reply.status, codeOf(reply)], [path, 400, 'invalid_input']);
  }
  for (const query of ['', '?', '?path', '?path=/a&path=/b', '?other=/a']) assert.equal((await fixture.request('GET', `/files/content${query}`)).status, 400);
  // Twice encoded is once decoded: a name, and not a way up.
  assert.equal((await fixture.request('GET', '/files/content?path=/%252e%252e/etc/passwd')).status, 404);
  assert.equal((await fixture.request('GET', '/files/content?path=/a\\..\\b')).status, 404);
});

for (const name of ['a b', 'new\nline', 'quo"te\'s', '-rf', '🦊 emoji', '\u202egnp.exe', 'a\\b', '100%', 'a&b=c#d?e', 'x'.repeat(255), 'bytes\udcff\udc80']) {
  test(`A23 a file named ${JSON.stringify(name.slice(0, 20))} is created, listed, read, saved and removed`, async () => {
    const { path, etag } = await newFile(name, 'x');
    assert.equal((await fixture.get(path)).body.toString(), 'x');
    assert.equal((await fixture.put(path, 'y', { 'if-match': etag })).status, 204);
    const names: string[] = [];
    for await (const piece of await fixture.files.list({ path: fixture.folder })) names.push(...piece.map((entry) => entry.name));
    assert.ok(names.includes(name));
    await fixture.files.remove({ path });
    assert.equal((await fixture.get(path)).status, 404);
  });
}

test('A23 a name of more than 255 bytes is refused, however few its characters', async () => {
  const reply = await fixture.put(fixture.at('é'.repeat(200)), 'x', { 'if-none-match': '*' });
  assert.deepEqual([reply.status, codeOf(reply)], [400, 'invalid_input']);
});

test('what is missing is not found, its folder included', async () => {
  assert.equal((await fixture.get(fixture.at('missing'))).status, 404);
  assert.equal((await fixture.put(fixture.at('no', 'folder', 'file'), 'x', { 'if-none-match': '*' })).status, 404);
});

test('ranges: first, middle, last, behind the end, several', async () => {
  const { path } = await newFile('range.txt', '0123456789');
  const ask = async (range: string) => {
    const { status, headers, body } = await fixture.get(path, { range });
    return [status, body.toString(), headers['content-range']];
  };
  assert.deepEqual(await ask('bytes=0-3'), [206, '0123', 'bytes 0-3/10']);
  assert.deepEqual(await ask('bytes=4-'), [206, '456789', 'bytes 4-9/10']);
  assert.deepEqual(await ask('bytes=-2'), [206, '89', 'bytes 8-9/10']);
  assert.deepEqual(await ask('bytes=8-1000'), [206, '89', 'bytes 8-9/10']);
  assert.deepEqual(await ask('bytes=10-'), [416, '', 'bytes */10']);
  for (const ignored of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=5-2', 'bytes=-', 'nonsense']) assert.deepEqual(await ask(ignored), [200, '0123456789', undefined]);
});

test('a body that is announced or grows too large is refused, and leaves nothing behind', async () => {
  const path = fixture.at('large.bin');
  const announced = httpRequest({ host: '127.0.0.1', port: fixture.port, method: 'PUT', path: fixture.contentPath(path), headers: { 'if-none-match': '*', 'content-length': MAX_WRITE_BYTES + 1 } });
  announced.on('error', () => undefined);
  announced.flushHeaders();
  const [response] = (await once(announced, 'response')) as [{ statusCode: number }];
  assert.equal(response.statusCode, 413);
  announced.destroy();
  assert.deepEqual((await readdir(fixture.folder)).filter((name) => name.startsWith('.atelier') || name === 'large.bin'), []);
});

test('a body that breaks off changes nothing', async () => {
  const { path, etag } = await newFile('broken.txt', 'old');
  const request = httpRequest({ host: '127.0.0.1', port: fixture.port, method: 'PUT', path: fixture.contentPath(path), headers: { 'if-match': etag, 'content-length': 1000 } });
  request.on('error', () => undefined);
  request.write('half');
  // The temporary file tells that the body has begun to arrive; its absence, that it was given up.
  const temporaries = async (): Promise<number> => (await readdir(fixture.folder)).filter((name) => name.startsWith('.atelier-save-')).length;
  while ((await temporaries()) === 0) await new Promise(setImmediate);
  request.destroy();
  while ((await temporaries()) > 0) await new Promise(setImmediate);
  assert.equal(await readFile(path, 'utf8'), 'old');
  assert.equal((await fixture.get(path)).headers.etag, etag);
});

test('an unfinished save is neither listed nor in the way of the next one', async () => {
  const { path, etag } = await newFile('crashed.txt', 'old');
  await writeFile(fixture.at('.atelier-save-0123456789abcdef'), 'half of the n');
  const names: string[] = [];
  for await (const piece of await fixture.files.list({ path: fixture.folder })) names.push(...piece.map((entry) => entry.name));
  assert.equal(names.some((name) => name.startsWith('.atelier-save-')), false);
  assert.equal((await fixture.get(path)).body.toString(), 'old');
  assert.equal((await fixture.put(path, 'new', { 'if-match': etag })).status, 204);
});

test('a program that keeps an open file sees the old content, a hard link too', async () => {
  const { path, etag } = await newFile('held.txt', 'old');
  await link(path, fixture.at('hard.txt'));
  const reader = spawn('sh', ['-c', 'exec 3<"$1"; echo ready; read go; cat <&3', 'sh', path]);
  await once(reader.stdout, 'data');
  const { etag: linked } = (await fixture.get(path)).headers;
  assert.notEqual(linked, etag, 'a new link is a change of the inode');
  assert.equal((await fixture.put(path, 'new', { 'if-match': linked })).status, 204);
  reader.stdin.end('go\n');
  const [seen] = (await once(reader.stdout, 'data')) as [Buffer];
  assert.equal(seen.toString(), 'old');
  assert.equal(await readFile(fixture.at('hard.txt'), 'utf8'), 'old');
});

test('an empty file is read and written', async () => {
  const { path, etag } = await newFile('empty', '');
  const read = await fixture.get(path);
  assert.deepEqual([read.status, read.body.length, read.headers['content-length']], [200, 0, '0']);
  assert.equal((await fixture.put(path, '', { 'if-match': etag })).status, 204);
});

test('reading needs files.read, writing files.write', async () => {
  const reader = await startFilesForTests({ capabilities: ['files.read'] });
  const nobody = await startFilesForTests({ capabilities: [] });
  try {
    assert.equal((await reader.get('/etc/passwd')).status, 200);
    const refused = await reader.put(reader.at('x'), 'x', { 'if-none-match': '*' });
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'forbidden']);
    assert.equal((await nobody.get('/etc/passwd')).status, 403);
    assert.equal((await reader.request('DELETE', reader.contentPath('/etc/passwd'))).status, 405);
  } finally {
    await reader.close();
    await nobody.close();
  }
});

test('only what an editor can hold is read whole', async () => {
  execFileSync('truncate', ['-s', String(MAX_EDIT_BYTES + 1), fixture.at('huge')]);
  const whole = await fixture.get(fixture.at('huge'));
  assert.deepEqual([whole.status, codeOf(whole)], [413, 'too_large']);
  assert.equal((await fixture.get(fixture.at('huge'), { range: 'bytes=0-99' })).body.length, 100);
});

test('what a member does keeps the workspace awake, an open page does not', async () => {
  const count = fixture.touches();
  await fixture.files.roots();
  await (await fixture.files.watch({ paths: [fixture.folder] })).return();
  assert.equal(fixture.touches(), count);
  await fixture.get('/etc/passwd');
  await fixture.files.stat({ path: fixture.folder });
  assert.equal(fixture.touches(), count + 2);
});

test('without leave to transfer, a file is text as one types it, in and out, and no part of a larger one', async () => {
  const typist = await startFilesForTests({ capabilities: ['files.read', 'files.write'], folder: fixture.folder });
  const path = typist.at('typed.txt');
  const saved = await typist.put(path, 'héllo ✓', { 'if-none-match': '*' });
  assert.equal(saved.status, 204);
  assert.equal((await typist.get(path)).body.toString(), 'héllo ✓');
  const refusedBodies = { binary: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]), nul: Buffer.from('a\0b'), cut: Buffer.from('héllo').subarray(0, 2), large: Buffer.alloc(MAX_TEXT_BYTES + 1, 'x') };
  for (const [name, body] of Object.entries(refusedBodies)) {
    const put = await typist.put(path, body, { 'if-match': saved.headers.etag ?? '' });
    assert.deepEqual([put.status, codeOf(put)], [403, 'forbidden'], name);
    await writeFile(typist.at(name), body);
    const got = await typist.get(typist.at(name));
    assert.deepEqual([got.status, codeOf(got)], [403, 'forbidden'], name);
  }
  assert.equal(await readFile(path, 'utf8'), 'héllo ✓');
  assert.equal((await typist.get(path, { range: 'bytes=0-3' })).status, 403);
  await writeFile(typist.at('most'), 'x'.repeat(MAX_TEXT_BYTES));
  assert.equal((await typist.get(typist.at('most'))).body.length, MAX_TEXT_BYTES);
  assert.deepEqual((await readdir(typist.folder)).filter((name) => name.includes('atelier')), []);
  await typist.close();
});
