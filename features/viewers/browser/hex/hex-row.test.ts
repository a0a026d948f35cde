import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hexRow, parseOffset } from './hex-row.ts';

test('a row says where it is, its bytes and its letters, and a short one is as wide', () => {
  assert.deepEqual(hexRow(16, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), 21), { offset: '00000010', hex: `7f 45 4c 46 00         ${' '.repeat(25)}`.slice(0, 48), letters: '.ELF.' });
  assert.equal(hexRow(0, new Uint8Array(16), 5_000_000_000).offset, '000000000');
});

test('offsets are read as people write them', () => {
  assert.deepEqual(['4096', '0x1000', '1000h', ' 7 ', '', '0xzz', '-1'].map(parseOffset), [4096, 4096, 4096, 7, null, null, null]);
});
