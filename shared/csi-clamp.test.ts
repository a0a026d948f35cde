import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { CsiClamp } from './csi-clamp.ts';

function clamp(...chunks: string[]): string {
  const stream = new CsiClamp();
  return Buffer.concat(chunks.map((chunk) => stream.push(Buffer.from(chunk, 'latin1')))).toString('latin1');
}

suite('CSI clamp', () => {
  test('a count that no screen has becomes a thousand', () => {
    assert.equal(clamp('a\x1b[2147483647b'), 'a\x1b[1000b');
    assert.equal(clamp('\x1b[99999;1H\x1b[1;99999H'), '\x1b[1000;1H\x1b[1;1000H');
    assert.equal(clamp('\x1b[00000000000000000001234L'), '\x1b[00000000000000000001000L');
  });

  test('what programs print passes untouched, as the same array', () => {
    for (const text of ['plain 123456789', '\x1b[38;2;255;100;0mred\x1b[0m', '\x1b[?2004h\x1b[?9001h', '\x1b[1000;1H', '\x1b]0;1234567890\x07']) {
      const bytes = Buffer.from(text, 'latin1');
      assert.equal(new CsiClamp().push(bytes), bytes, text);
    }
  });

  test('the ways into a sequence that a terminal knows are all seen', () => {
    assert.equal(clamp('\xc2\x9b99999b'), '\xc2\x9b1000b');
    assert.equal(clamp('\x1b\n[99999b'), '\x1b\n[1000b');
    assert.equal(clamp('\x1b]0;x\x1b[99999b'), '\x1b]0;x\x1b[1000b');
    assert.equal(clamp('\x1b[\r99999b'), '\x1b[\r1000b');
    assert.equal(clamp('\x1b[?99999h'), '\x1b[?9999h');
  });

  test('digits after a sequence ended, whatever ended it, are text', () => {
    assert.equal(clamp('\x1b[1m99999'), '\x1b[1m99999');
    assert.equal(clamp('\x1b[1\x1899999'), '\x1b[1\x1899999');
    assert.equal(clamp('\x1b[\xe999999'), '\x1b[\xe999999');
    assert.equal(clamp('\xc2\xa099999'), '\xc2\xa099999');
  });

  test('where chunks are cut makes no difference', () => {
    const alphabet = ['\x1b', '[', '0', '9', '99', '12345', ';', ':', '?', 'b', 'm', '\xc2', '\x9b', '\x18', '\n', 'text', '\xe9', ']', ' '];
    const random = generator(20_240_611);
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: 60 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('') + 'm';
      const chunks: string[] = [];
      for (let at = 0; at < text.length;) {
        const length = 1 + Math.floor(random() * 7);
        chunks.push(text.slice(at, at + length));
        at += length;
      }
      assert.equal(clamp(...chunks), clamp(text), JSON.stringify(text));
    }
  });

  test('a number of a million digits is held in five', () => {
    const stream = new CsiClamp();
    let length = stream.push(Buffer.from('\x1b[')).length;
    for (let count = 0; count < 1000; count += 1) length += stream.push(Buffer.alloc(1000, '7')).length;
    length += stream.push(Buffer.from('b')).length;
    assert.equal(length, '\x1b[1000b'.length);
  });
});

/** A small linear congruential generator: the same rounds on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
