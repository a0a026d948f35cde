import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { TextWindows, WINDOW_BYTES } from './text-windows.ts';

function fileOf(sizeBytes: number, at: (start: number, length: number) => Uint8Array<ArrayBuffer>) {
  const counted = { readBytes: 0 };
  const file: FileBytes = {
    path: FilePath.parse('/a.log'), sizeBytes, etag: '"1"',
    read: async (start, length) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - start));
      counted.readBytes += wanted;
      return at(start, wanted);
    },
    whole: () => Promise.reject(new AtelierError('too_large')),
  };
  return { file, counted };
}

/** Lines of ten bytes that say their number: `000000001\n`. */
const numbered = (sizeBytes: number) =>
  fileOf(sizeBytes, (start, length) => {
    const first = Math.floor(start / 10);
    const count = Math.ceil((start + length) / 10) - first;
    const text = Array.from({ length: count }, (_, index) => `${String(first + index + 1).padStart(9, '0')}\n`).join('');
    return new TextEncoder().encode(text).slice(start - first * 10, start - first * 10 + length);
  });

test('any part of 2 GB is a window of whole lines', async () => {
  const { file, counted } = numbered(2_000_000_000);
  const windows = await TextWindows.open(file);
  const start = await windows.at(0);
  assert.deepEqual([start.start, start.firstLine, start.rows[0]?.text], [0, 1, '000000001']);
  const middle = await windows.at(1_000_000_003);
  assert.ok(middle.start <= 1_000_000_003 && middle.end > 1_000_000_003);
  assert.match(middle.rows[0]?.text ?? '', /^\d{9}$/);
  assert.equal(middle.rows[0]?.offset, middle.start);
  assert.equal(middle.firstLine, null);
  const end = await windows.at(2_000_000_000);
  assert.equal(end.rows.at(-1)?.text, '200000000');
  assert.ok(counted.readBytes < 4 * WINDOW_BYTES);
});

test('a line is found by counting on, once', async () => {
  const { file, counted } = numbered(8_000_000);
  const windows = await TextWindows.open(file);
  assert.deepEqual(await windows.offsetOfLine(500_000), { offset: 4_999_990, line: 500_000 });
  const { readBytes } = counted;
  assert.deepEqual(await windows.offsetOfLine(500_001), { offset: 5_000_000, line: 500_001 });
  assert.ok(counted.readBytes - readBytes <= 2 * 1024 * 1024);
  assert.deepEqual(await windows.offsetOfLine(99_000_000), { offset: 7_999_990, line: 800_000 });
});

test('a word is found where pieces meet, and not where it is not', async () => {
  const { file } = numbered(3_000_000);
  const windows = await TextWindows.open(file);
  assert.equal(await windows.find('000209716\n', 0), 2_097_150);
  assert.equal(await windows.find('000000001\n', 10), null);
  const stop = new AbortController();
  stop.abort();
});

test('A30 a line without an end is cut into rows, and what is no text is refused', async () => {
  const endless = await TextWindows.open(fileOf(100_000_000, (_start, length) => new Uint8Array(length).fill(0x78)).file);
  const window = await endless.at(50_000_000);
  assert.ok(window.rows.length > 20 && window.rows.every(({ text }) => text.length <= 16_384));
  await assert.rejects(TextWindows.open(fileOf(1000, (_start, length) => new Uint8Array(length)).file), { code: 'not_a_file' });
});
