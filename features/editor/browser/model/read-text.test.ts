import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readStream, readText } from './read-text.ts';
import { decodeText } from './text-codec.ts';

function streamOf(bytes: Uint8Array<ArrayBuffer>, pieceBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + pieceBytes));
      at += pieceBytes;
    },
  });
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test('a text that comes in pieces is the one that comes at once, wherever they are cut', async () => {
  const contents = {
    empty: utf8(''),
    ascii: utf8('a line\r\n'.repeat(3000)),
    wide: utf8('é€😀\n'.repeat(2000)),
    mark: utf8(`\u{feff}${'one\ntwo\u{feff}\n'.repeat(1500)}`),
    windows: Uint8Array.of(...utf8('plain '.repeat(2000)), 0xe9, 0x80, 0x0a),
    cutOff: Uint8Array.of(...utf8('plain '.repeat(2000)), 0xe2, 0x82),
    binary: Uint8Array.of(...utf8('\0'), ...utf8('x'.repeat(9000))),
    lateNul: Uint8Array.of(...utf8('x'.repeat(9000)), 0),
  };
  for (const [name, bytes] of Object.entries(contents)) {
    for (const pieceBytes of [1, 3, 7, 4096, 100_000]) {
      const read = await readStream(streamOf(bytes, pieceBytes));
      assert.deepEqual(read.decoded, decodeText(bytes), `${name} by ${pieceBytes}`);
      assert.equal(read.sizeBytes, bytes.length);
    }
  }
});

test('an answer is read to its end, large or small', async () => {
  for (const text of ['', 'small', 'large\n'.repeat(200_000)]) {
    const bytes = utf8(text);
    const answer = new Response(streamOf(bytes, 64 * 1024), { headers: { 'content-length': String(bytes.length) } });
    assert.deepEqual(await readText(answer), { decoded: { kind: 'text', text, encoding: 'utf-8' }, sizeBytes: bytes.length });
  }
});

test('a large answer that breaks off is no text', async () => {
  let pulls = 0;
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      pulls += 1;
      if (pulls > 5) controller.error(new TypeError('network'));
      else controller.enqueue(utf8('x'.repeat(64 * 1024)));
    },
  });
  await assert.rejects(readStream(broken), TypeError);
});
