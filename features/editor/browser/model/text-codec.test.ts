import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeText, encodeText } from './text-codec.ts';

function roundTrip(bytes: Uint8Array): { encoding: string; same: boolean } {
  const decoded = decodeText(bytes);
  assert.equal(decoded.kind, 'text');
  if (decoded.kind !== 'text') throw new Error('binary');
  const encoded = encodeText(decoded.text, decoded.encoding);
  return { encoding: decoded.encoding, same: 'bytes' in encoded && Buffer.from(encoded.bytes).equals(Buffer.from(bytes)) };
}

test('UTF-8 comes back byte for byte, with and without a mark, whatever the line ends', () => {
  assert.deepEqual(roundTrip(Buffer.from('été\r\n🦊\n')), { encoding: 'utf-8', same: true });
  assert.deepEqual(roundTrip(Buffer.from('\u{feff}été\r\n')), { encoding: 'utf-8-bom', same: true });
  assert.deepEqual(roundTrip(Buffer.from('')), { encoding: 'utf-8', same: true });
});

test('what is not UTF-8 is read as Windows-1252 and comes back byte for byte', () => {
  const bytes = Uint8Array.from({ length: 255 }, (_, index) => index + 1);
  assert.deepEqual(roundTrip(bytes), { encoding: 'windows-1252', same: true });
});

test('a character that Windows-1252 does not have is named', () => {
  assert.deepEqual(encodeText('a🦊', 'windows-1252'), { missing: '🦊' });
});

test('a NUL among the first bytes makes a file binary', () => {
  assert.deepEqual(decodeText(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0)), { kind: 'binary' });
});
