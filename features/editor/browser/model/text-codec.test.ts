import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ENCODINGS, encodingByCode } from './encodings.ts';
import { decodeAs, decodeText, encodeText } from './text-codec.ts';

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

test('UTF-16 is known by its mark and comes back byte for byte', () => {
  for (const encoding of ['utf-16le', 'utf-16be']) {
    const encoded = encodeText('\u{feff}été 🦊\r\n', encoding);
    assert.ok('bytes' in encoded);
    assert.deepEqual(roundTrip(encoded.bytes), { encoding, same: true });
  }
});

test('every encoding of the list writes what it reads, and VS Code’s codes name it', () => {
  const words: Readonly<Record<string, string>> = { gbk: '中文，字', big5: '中文字', shift_jis: '日本語カナ', 'euc-jp': '日本語', 'euc-kr': '한국어', 'windows-1251': 'Привет', 'koi8-r': 'Привет', 'iso-8859-7': 'Γειά', 'windows-1255': 'שלום' };
  for (const { name, code } of ENCODINGS) {
    const text = `plain ${words[name] ?? ''}`;
    const encoded = encodeText(text, name);
    assert.ok('bytes' in encoded, name);
    assert.deepEqual(decodeAs(encoded.bytes, name), { kind: 'text', text: name === 'utf-8-bom' ? text : text, encoding: name }, name);
    assert.equal(encodingByCode(code)?.name, name);
  }
});

test('what a chosen encoding cannot give back byte for byte is for reading', () => {
  assert.deepEqual(decodeAs(Uint8Array.of(0x61, 0xff, 0xff), 'shift_jis'), { kind: 'text', text: 'a��', encoding: 'shift_jis', isLossy: true });
  assert.deepEqual(decodeAs(Uint8Array.of(0xe9), 'utf-8'), { kind: 'text', text: '�', encoding: 'utf-8', isLossy: true });
  assert.deepEqual(encodeText('é', 'shift_jis'), { missing: 'é' });
});
