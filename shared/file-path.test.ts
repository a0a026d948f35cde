import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesToPath, FilePath, pathFromQuery, pathToBytes, pathToQuery } from './file-path.ts';

const NAMES = ['/plain', '/é à ü', '/日本語', '/emoji 🦊', '/new\nline', "/quote's \"double\"", '/100%', '/a+b c&d=e', '/\u202egnp'];

for (const name of NAMES) {
  test(`a path survives bytes and query: ${JSON.stringify(name)}`, () => {
    assert.equal(bytesToPath(pathToBytes(name)), name);
    assert.deepEqual(Buffer.from(pathToBytes(name)), Buffer.from(name));
    assert.equal(pathFromQuery(pathToQuery(name)), name);
  });
}

test('bytes that are not UTF-8 survive, JSON included', () => {
  const bytes = Uint8Array.from([0x2f, 0xff, 0x61, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xe2, 0x82]);
  const path = bytesToPath(bytes);
  assert.deepEqual(pathToBytes(path), bytes);
  assert.deepEqual(pathToBytes(pathFromQuery(pathToQuery(path))), bytes);
  assert.equal(JSON.parse(JSON.stringify(path)), path);
});

test('every single byte survives', () => {
  for (let byte = 1; byte < 256; byte += 1) assert.deepEqual(pathToBytes(bytesToPath(Uint8Array.of(byte))), Uint8Array.of(byte));
});

test('a path that climbs, is relative, empty, too long or holds NUL is refused', () => {
  for (const path of ['', 'a', '/a/../b', '/..', '/a//b', '/./a', '/a\0b', `/${'x'.repeat(5000)}`]) {
    assert.equal(FilePath.safeParse(path).success, false, JSON.stringify(path));
  }
  for (const path of ['/', '/a', '/..a', '/-rf', '/a..b']) assert.equal(FilePath.safeParse(path).success, true, path);
});
