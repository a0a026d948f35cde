import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { after, before, test } from 'node:test';

import { Capability } from '../../../shared/actor.ts';
import { pathToQuery } from '../../../shared/file-path.ts';
import { MIB } from '../../../shared/units.ts';
import { codeOf, startFilesForTests, type FilesForTests } from './files-for-tests.ts';

let fixture: FilesForTests;
before(async () => {
  fixture = await startFilesForTests();
  const { at } = fixture;
  await mkdir(at('tree/empty'), { recursive: true });
  await mkdir(at('tree/sub'));
  await writeFile(at('tree/é run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(at('tree/sub/big'), BIG);
  await symlink('../sub/big', at('tree/sub/link'));
  execFileSync('mkfifo', [at('tree/pipe')]);
  await mkdir(at('out'));
});
after(() => fixture.close());

const BIG = randomBytes(3 * MIB + 17);
const archive = (format: string, ...paths: string[]) => fixture.request('GET', `/files/archive?format=${format}${paths.map((path) => `&path=${pathToQuery(path)}`).join('')}`);

test('a folder as .tar.gz holds all of it, and says what it could not hold', async () => {
  const { at } = fixture;
  const reply = await archive('tar.gz', at('tree'));
  assert.equal(reply.status, 200);
  await writeFile(at('out/t.tar.gz'), reply.body);
  execFileSync('tar', ['xzf', 't.tar.gz'], { cwd: at('out') });
  assert.deepEqual((await readdir(at('out/tree'))).sort(), ['empty', 'sub', 'é run.sh']);
  assert.equal((await lstat(at('out/tree/é run.sh'))).mode & 0o777, 0o755);
  assert.ok(BIG.equals(await readFile(at('out/tree/sub/big'))));
  assert.equal(await readlink(at('out/tree/sub/link')), '../sub/big');
  assert.match(await readFile(at('out/left-out-of-this-archive.txt'), 'utf8'), /^tree\/pipe: /);
});

test('several as .zip, by the eyes of another program', async () => {
  const { at } = fixture;
  await writeFile(at('two.txt'), 'two');
  const reply = await archive('zip', at('tree'), at('two.txt'));
  await writeFile(at('out/t.zip'), reply.body);
  const script = 'import zipfile,sys,hashlib\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint("\\n".join(sorted(z.namelist())))\nprint(hashlib.sha256(z.read("tree/sub/big")).hexdigest()==sys.argv[2])';
  const { createHash } = await import('node:crypto');
  const told = execFileSync('python3', ['-c', script, at('out/t.zip'), createHash('sha256').update(BIG).digest('hex')], { encoding: 'utf8' });
  assert.deepEqual(told.trim().split('\n'), ['left-out-of-this-archive.txt', 'tree/', 'tree/empty/', 'tree/sub/', 'tree/sub/big', 'tree/sub/link', 'tree/é run.sh', 'two.txt', 'True']);
});

test('what is not there, no format and no capability are refused before anything is sent', async () => {
  const { at } = fixture;
  assert.deepEqual(codeOf(await archive('zip', at('nowhere'))), 'not_found');
  assert.deepEqual(codeOf(await archive('rar', at('tree'))), 'invalid_input');
  assert.deepEqual(codeOf(await archive('zip')), 'invalid_input');
  const without = await startFilesForTests({ capabilities: Capability.options.filter((one) => one !== 'transfer') });
  for (const way of ['archive?format=zip&', 'download?']) assert.equal(codeOf(await without.request('GET', `/files/${way}path=${pathToQuery(without.folder)}`)), 'forbidden');
  await without.close();
});

test('a download has no size that is too large, and can go on where it ended', async () => {
  const { at } = fixture;
  execFileSync('truncate', ['-s', '60M', at('sparse')]);
  const whole = await fixture.request('GET', `/files/download?path=${pathToQuery(at('sparse'))}`);
  assert.deepEqual([whole.status, whole.body.length], [200, 60 * MIB]);
  const rest = await fixture.request('GET', `/files/download?path=${pathToQuery(at('tree/sub/big'))}`, { headers: { range: 'bytes=17-' } });
  assert.ok(rest.body.equals(BIG.subarray(17)));
});

test('an archive that nobody reads any more is no longer made', async () => {
  const { at } = fixture;
  const closed = Promise.withResolvers<void>();
  get({ port: fixture.port, path: `/files/archive?format=tar.gz&path=${pathToQuery(at('tree'))}`, agent: false }, (response) => {
    response.once('data', () => response.destroy());
    response.once('close', () => closed.resolve());
  });
  await closed.promise;
  assert.equal((await archive('zip', at('two.txt'))).status, 200);
});
