import type { ContractRouterClient } from '@orpc/contract';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, open, readdir, readFile, readlink, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { AgentForTests } from '../../../agent/agent-for-tests.ts';
import { FileName, FilePath } from '../../../shared/file-path.ts';
import { GIB, MIB } from '../../../shared/units.ts';
import { MAX_EDIT_BYTES, type filesContract } from '../contract.ts';
import { codeOf, gather, startFilesForTests, withCode, type FilesForTests } from './files-for-tests.ts';

type Client = ContractRouterClient<{ files: typeof filesContract }>;

/** A volume of its own of `sizeBytes`, as a disk that fills; needs root. */
async function withVolume(sizeBytes: number, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-volume-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0777`, 'atelier-test', folder]);
  try {
    await use(folder);
  } finally {
    execFileSync('umount', [folder]);
    await rmdir(folder);
  }
}

async function onVolume(sizeBytes: number, use: (fixture: FilesForTests, folder: string) => Promise<void>): Promise<void> {
  await withVolume(sizeBytes, async (folder) => {
    const fixture = await startFilesForTests({ folder });
    try {
      await use(fixture, folder);
    } finally {
      await fixture.close();
    }
  });
}

async function fill(path: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for (;;) await handle.write(Buffer.alloc(4096));
  } catch (error) {
    assert.match(String(error), /ENOSPC/);
  } finally {
    await handle.close();
  }
}

test('A29 a full disk is said, the old content stays, nothing is left behind, and it works again with room', async () => {
  await onVolume(MIB, async (fixture) => {
    const path = fixture.at('precious.txt');
    const { headers } = await fixture.put(path, 'old', { 'if-none-match': '*' });
    await fill(fixture.at('filler'));
    for (let turn = 0; turn < 3; turn += 1) {
      const reply = await fixture.put(path, 'x'.repeat(300_000), { 'if-match': headers.etag });
      assert.deepEqual([reply.status, codeOf(reply)], [507, 'disk_full']);
      assert.equal(await readFile(path, 'utf8'), 'old');
    }
    assert.deepEqual((await readdir(fixture.folder)).toSorted((a, b) => (a < b ? -1 : 1)), ['filler', 'precious.txt']);
    const created = await fixture.put(fixture.at('new.txt'), 'x'.repeat(300_000), { 'if-none-match': '*' });
    assert.equal(created.status, 507);
    await assert.rejects(lstat(fixture.at('new.txt')), /ENOENT/);
    await rm(fixture.at('filler'));
    assert.equal((await fixture.put(path, 'x'.repeat(300_000), { 'if-match': headers.etag })).status, 204);
  });
});

test('A29 a disk that becomes full in the middle of an upload ends it the same way', async () => {
  await onVolume(2 * MIB, async (fixture) => {
    const path = fixture.at('big.bin');
    const { headers } = await fixture.put(path, 'old', { 'if-none-match': '*' });
    const reply = await fixture.put(path, Buffer.alloc(8 * MIB), { 'if-match': headers.etag });
    assert.deepEqual([reply.status, codeOf(reply)], [507, 'disk_full']);
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(fixture.folder), ['big.bin']);
  });
});

test('A29 a disk without inodes left is full as well', async () => {
  await onVolume(MIB, async (fixture, volume) => {
    await writeFile(fixture.at('file'), 'old');
    const { etag } = (await fixture.get(fixture.at('file'))).headers;
    execFileSync('mount', ['-o', 'remount,nr_inodes=4', volume]);
    await mkdir(fixture.at('last'));
    const reply = await fixture.put(fixture.at('file'), 'new', { 'if-match': etag });
    assert.deepEqual([reply.status, codeOf(reply)], [507, 'disk_full']);
    await assert.rejects(fixture.files.createFolder({ folder: fixture.folder, name: FileName.parse('one more') }), withCode('disk_full'));
    assert.equal(await readFile(fixture.at('file'), 'utf8'), 'old');
  });
});

test('a read-only volume is read, said to be read-only, and not written', async () => {
  await onVolume(MIB, async (fixture, volume) => {
    const path = fixture.at('file');
    await writeFile(path, 'x');
    execFileSync('mount', ['-o', 'remount,ro', volume]);
    try {
      const read = await fixture.get(path);
      assert.deepEqual([read.status, read.headers['x-atelier-read-only']], [200, '1']);
      assert.equal((await fixture.files.stat({ path })).readOnly, true);
      const written = await fixture.put(path, 'y', { 'if-match': read.headers.etag });
      assert.deepEqual([written.status, codeOf(written)], [403, 'read_only']);
      const created = await fixture.put(fixture.at('new'), 'y', { 'if-none-match': '*' });
      assert.deepEqual([created.status, codeOf(created)], [403, 'read_only']);
      await assert.rejects(fixture.files.remove({ path }), withCode('read_only'));
      await assert.rejects(fixture.files.move({ from: path, to: fixture.at('moved') }), withCode('read_only'));
      await assert.rejects(fixture.files.createFolder({ folder: fixture.folder, name: FileName.parse('f') }), withCode('read_only'));
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', volume]);
    }
  });
});

test('files and folders move to another volume whole: links, modes, times, names that are not UTF-8', async () => {
  await onVolume(4 * MIB, async (fixture) => {
    const home = await startFilesForTests();
    try {
      const { files } = home;
      await mkdir(home.at('tree', 'sub'), { recursive: true });
      await writeFile(home.at('tree', 'sub', 'run.sh'), 'x', { mode: 0o755 });
      await symlink('sub/run.sh', home.at('tree', 'link'));
      await symlink('nowhere', home.at('tree', 'dangling'));
      await home.put(home.at('tree', 'bytes\udcff'), 'b', { 'if-none-match': '*' });
      const { mtimeMs } = await stat(home.at('tree', 'sub', 'run.sh'));
      await files.move({ from: home.at('tree'), to: fixture.at('tree') });
      await assert.rejects(lstat(home.at('tree')), /ENOENT/);
      const moved = await stat(fixture.at('tree', 'sub', 'run.sh'));
      assert.deepEqual([moved.mode & 0o777, Math.round(moved.mtimeMs)], [0o755, Math.round(mtimeMs)]);
      assert.equal(await readlink(fixture.at('tree', 'link')), 'sub/run.sh');
      assert.equal(await readlink(fixture.at('tree', 'dangling')), 'nowhere');
      assert.equal((await fixture.get(fixture.at('tree', 'bytes\udcff'))).body.toString(), 'b');
      // What does not fit stays where it was, whole.
      await writeFile(home.at('big'), Buffer.alloc(8 * MIB));
      await assert.rejects(files.move({ from: home.at('big'), to: fixture.at('big') }), withCode('disk_full'));
      assert.equal((await stat(home.at('big'))).size, 8 * MIB);
      assert.deepEqual(await readdir(fixture.folder), ['tree']);
      await writeFile(home.at('tree'), 'not a folder');
      await assert.rejects(files.move({ from: home.at('tree'), to: fixture.at('tree') }), withCode('already_exists'));
    } finally {
      await home.close();
    }
  });
});

let agent: AgentForTests;
before(async () => {
  agent = await AgentForTests.start();
});
after(() => agent.close());

async function drain(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  return bytes;
}

test('A26 2 GB and a line of 100 MB are refused whole and streamed in ranges, the agent stays small', async () => {
  const huge = join(agent.server.folder, 'huge.bin');
  const line = join(agent.server.folder, 'line.txt');
  execFileSync('truncate', ['-s', String(2 * GIB), huge]);
  await writeFile(line, Buffer.alloc(100 * MIB, 'x'));
  await agent.server.request({ path: `/files/content?path=${join(agent.server.folder, 'config.json')}` });
  const before = await agent.memoryBytes();
  for (const path of [huge, line]) assert.equal((await agent.server.request({ path: `/files/content?path=${path}` })).status, 413);
  const end = await agent.server.open({ path: `/files/content?path=${huge}`, headers: { range: `bytes=-${256 * MIB}` } });
  assert.deepEqual([end.statusCode, end.headers['content-range']], [206, `bytes ${2 * GIB - 256 * MIB}-${2 * GIB - 1}/${2 * GIB}`]);
  assert.equal(await drain(end), 256 * MIB);
  const all = await agent.server.open({ path: `/files/content?path=${line}`, headers: { range: 'bytes=0-' } });
  assert.equal(await drain(all), 100 * MIB);
  // One that is not read, and one that is given up.
  const stalled = await agent.server.open({ path: `/files/content?path=${huge}`, headers: { range: 'bytes=0-' } });
  const given = await agent.server.open({ path: `/files/content?path=${huge}`, headers: { range: 'bytes=0-' } });
  given.destroy();
  const grown = (await agent.memoryBytes()) - before;
  assert.ok(grown < 50 * MIB, `grew by ${Math.round(grown / MIB)} MiB`);
  stalled.destroy();
});

test('A26 what an editor may hold is read and saved whole, the agent stays small', async () => {
  const path = join(agent.server.folder, 'large.txt');
  const content = Buffer.alloc(MAX_EDIT_BYTES, 'y');
  const before = await agent.memoryBytes();
  const created = await agent.server.request({ method: 'PUT', path: `/files/content?path=${path}`, headers: { 'if-none-match': '*' }, body: content });
  assert.equal(created.status, 204);
  const read = await agent.server.request({ path: `/files/content?path=${path}` });
  assert.deepEqual([read.headers.etag, read.body.equals(content)], [created.headers.etag, true]);
  const grown = (await agent.memoryBytes()) - before;
  assert.ok(grown < 50 * MIB, `grew by ${Math.round(grown / MIB)} MiB`);
});

test('a folder of 100,000 is listed in pieces, and a reader may stop after the first', async () => {
  await withVolume(256 * MIB, async (volume) => {
    const folder = FilePath.parse(volume);
    execFileSync('sh', ['-c', 'cd "$1" && seq -f "entry number %.0f" 100000 | tr "\\n" "\\0" | xargs -0 touch', 'sh', folder]);
    const { client, socket } = await agent.rpc<Client>();
    const names = new Set((await gather(await client.files.list({ path: folder }))).map(({ name }) => name));
    assert.equal(names.size, 100_000);
    const stream = await client.files.list({ path: folder });
    assert.equal((await stream.next()).done, false);
    await stream.return();
    assert.ok((await agent.memoryBytes()) < 300 * MIB);
    assert.equal((await client.files.roots()).length, 1);
    socket.close();
  });
});

test('a program that opens what the agent is about to read cannot make it wait', async () => {
  // A FIFO that takes a file's place again and again: each answer is the file or an error, none is missing.
  const path = join(agent.server.folder, 'changing');
  await writeFile(path, 'file');
  const script = `while :; do rm -f "$1"; mkfifo "$1"; rm -f "$1"; echo file > "$1"; done`;
  const changer = spawn('sh', ['-c', script, 'sh', path], { stdio: 'ignore' });
  try {
    for (let turn = 0; turn < 200; turn += 1) {
      const { status } = await agent.server.request({ path: `/files/content?path=${path}` });
      assert.ok([200, 404, 422].includes(status), String(status));
    }
  } finally {
    const gone = once(changer, 'exit');
    changer.kill('SIGKILL');
    await gone;
  }
});

test('a workspace without inotify watches left says so', async () => {
  const script = `
    import { startFilesForTests, withCode } from ${JSON.stringify(join(import.meta.dirname, 'files-for-tests.ts'))};
    import { mkdirSync } from 'node:fs';
    import assert from 'node:assert/strict';
    const fixture = await startFilesForTests();
    const paths = ['a', 'b', 'c', 'd'].map((name) => fixture.at(name));
    for (const path of paths) mkdirSync(path);
    const few = await fixture.files.watch({ paths: paths.slice(0, 3) });
    assert.equal((await few.next()).value.type, 'ready');
    const many = await fixture.files.watch({ paths });
    await assert.rejects(many.next(), withCode('limit_reached'));
    process.stdout.write('said');
    process.exit(0);`;
  // A user namespace has limits of its own, to be lowered without touching the machine's.
  const limited = 'echo 3 > /proc/sys/user/max_inotify_watches && exec "$@"';
  const output = execFileSync('unshare', ['--user', '--map-root-user', 'sh', '-c', limited, 'sh', process.execPath, '--input-type=module', '-e', script]);
  assert.equal(output.toString(), 'said');
});
