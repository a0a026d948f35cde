import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { createFileBytes, PIECE_BYTES } from './file-bytes.ts';

const CONTENT = Buffer.from(Uint8Array.from({ length: PIECE_BYTES * 3 + 100 }, (_, at) => at % 251));
let etag = '"1"';
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.headers.range);
  const [, from = '0', to = String(CONTENT.length - 1)] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
  response.writeHead(request.headers.range === undefined ? 200 : 206, { etag }).end(CONTENT.subarray(Number(from), Number(to) + 1));
});
let origin = '';
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const open = (hasRanges = true) => createFileBytes({ path: FilePath.parse('/a'), sizeBytes: CONTENT.length, etag: '"1"' }, { urlOf: (endpoint) => `${origin}/${endpoint}`, fetch, hasRanges });

test('parts are read in pieces that are asked for once', async () => {
  asked.length = 0;
  const file = open();
  const part = await file.read(PIECE_BYTES - 10, 20);
  assert.deepEqual(Buffer.from(part), CONTENT.subarray(PIECE_BYTES - 10, PIECE_BYTES + 10));
  await file.read(PIECE_BYTES, 5);
  assert.deepEqual(asked, [`bytes=0-${PIECE_BYTES - 1}`, `bytes=${PIECE_BYTES}-${PIECE_BYTES * 2 - 1}`]);
  assert.equal((await file.read(CONTENT.length - 4, 100)).length, 4);
  assert.equal((await file.read(CONTENT.length, 100)).length, 0);
});

test('who may not ask for parts reads the whole, once', async () => {
  asked.length = 0;
  const file = open(false);
  assert.deepEqual(Buffer.from(await file.read(5, 3)), CONTENT.subarray(5, 8));
  await file.read(500, 3);
  assert.deepEqual(asked, [undefined]);
});

test('another version than the one that was opened is refused', async () => {
  const file = open();
  etag = '"2"';
  await assert.rejects(file.read(0, 10), { code: 'changed_since' });
  etag = '"1"';
  assert.equal((await file.read(0, 10)).length, 10);
});

test('more than may be had whole is refused before it is asked for', async () => {
  asked.length = 0;
  await assert.rejects(open().whole(1000), { code: 'too_large' });
  assert.deepEqual(asked, []);
});
