import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { extract } from 'tar-stream';

import { packFolder } from './pack-folder.ts';
import { tarOf } from './tar.ts';

async function read(archive: Blob): Promise<[string, string][]> {
  const entries: [string, string][] = [];
  const tar = Readable.from([Buffer.from(await archive.arrayBuffer())]).pipe(extract());
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.push([entry.header.name, Buffer.concat(chunks).toString('utf8')]);
  }
  return entries;
}

test('a tar of this page is one that others read: odd names, long names, empty files', async () => {
  const files: [string, string][] = [['a/b.txt', 'one'], ['é/日本.txt', 'x'.repeat(1500)], [`${'long/'.repeat(40)}end.txt`, 'far'], ['empty', ''], [`${'y'.repeat(91)}.txt`, 'edge']];
  assert.deepEqual(await read(tarOf(files.map(([path, text]) => ({ path, content: new Blob([text]) })))), files);
});

test('a folder is packed without what can be had again; of a repository only its history is', async () => {
  const file = (webkitRelativePath: string) => Object.assign(new Blob(['x']), { webkitRelativePath });
  const names = async (...paths: string[]): Promise<string[]> => (await read(packFolder(paths.map(file)))).map(([path]) => path);
  assert.deepEqual(await names('app/index.js', 'app/node_modules/x/index.js', 'app/docs/.git/HEAD'), ['app/index.js', 'app/docs/.git/HEAD']);
  assert.deepEqual(await names('app/index.js', 'app/.git/HEAD', 'app/.git/objects/aa/bb'), ['app/.git/HEAD', 'app/.git/objects/aa/bb']);
});
