import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { derivedDockerfile, derivedHash, readImageFolder } from './image-folder.ts';

const FOLDER = join(import.meta.dirname, '../../../../workspace-images');
let copy = '';

before(async () => {
  copy = await mkdtemp(join(tmpdir(), 'atelier-images-'));
  await cp(FOLDER, copy, { recursive: true });
});
after(() => rm(copy, { recursive: true }));

test('a changed file in a folder, or in its parent, is another image', async () => {
  const before = { base: await readImageFolder(copy, 'base'), full: await readImageFolder(copy, 'full') };
  assert.equal(before.full.parent, 'base');
  assert.notEqual(before.base.contentHash, before.full.contentHash);
  await appendFile(join(copy, 'base', 'Dockerfile'), '# changed\n');
  assert.notEqual((await readImageFolder(copy, 'base')).contentHash, before.base.contentHash);
  assert.notEqual((await readImageFolder(copy, 'full')).contentHash, before.full.contentHash);
});

test('a name that leaves the folder is refused', async () => {
  for (const name of ['../base', '/etc', '', 'base/..', '.']) await assert.rejects(readImageFolder(copy, name), name);
});

test('the order and repetition of packages do not make another image', () => {
  assert.equal(derivedHash('h', ['a', 'b']), derivedHash('h', ['b', 'a', 'b']));
  assert.notEqual(derivedHash('h', ['a']), derivedHash('h', ['b']));
});

test('packages reach apt as arguments behind "--", never as shell text', () => {
  assert.match(derivedDockerfile(['ffmpeg', 'g++']), /RUN \["apt-get","install","-y","--no-install-recommends","--","ffmpeg","g\+\+"\]/);
});
