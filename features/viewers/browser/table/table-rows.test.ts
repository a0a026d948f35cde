import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import type { FileBytes } from '../file/file-bytes.ts';
import { delimiterOf, fieldsOf } from './row-scanner.ts';
import { TableRows } from './table-rows.ts';

/** A file that is made as it is read; `readBytes` counts what was. */
function fileOf(content: Buffer | { readonly sizeBytes: number; readonly at: (start: number, length: number) => Uint8Array<ArrayBuffer> }) {
  const counted = { readBytes: 0 };
  const sizeBytes = Buffer.isBuffer(content) ? content.length : content.sizeBytes;
  const file: FileBytes = {
    path: FilePath.parse('/a.csv'), sizeBytes, etag: '"1"',
    read: async (start, length) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - start));
      counted.readBytes += wanted;
      return Buffer.isBuffer(content) ? new Uint8Array(content.subarray(start, start + wanted)) : content.at(start, wanted);
    },
    whole: () => Promise.reject(new AtelierError('too_large')),
  };
  return { file, counted };
}

test('quotes hold delimiters, line ends and quotes; a quote within a word is one', () => {
  assert.deepEqual(fieldsOf('a,"b, ""c""\nd",e"f,,', ','), ['a', 'b, "c"\nd', 'e"f', '', '']);
  assert.deepEqual(fieldsOf('', ','), ['']);
  assert.equal(delimiterOf('a;b;c\n1,5;2,5;3\n', '/x.csv'), ';');
  assert.equal(delimiterOf('a,b\n', '/x.tsv'), '\t');
  assert.equal(delimiterOf('one\ntwo', '/x.csv'), ',');
});

test('rows are found wherever pieces of the file are cut', async () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `${index},"name ${index}\nsecond line",été`);
  const rows = await TableRows.open(fileOf(Buffer.from(`\u{feff}id,name,word\r\n${lines.join('\r\n')}\r\n`)).file);
  assert.equal(rows.known, 1001);
  assert.ok(rows.isWhole);
  assert.deepEqual(await rows.read(0, 1), [['id', 'name', 'word']]);
  assert.deepEqual(await rows.read(500, 2), [['499', 'name 499\nsecond line', 'été'], ['500', 'name 500\nsecond line', 'été']]);
  assert.deepEqual((await rows.read(1000, 50)).length, 1);
});

test('what is not UTF-8 is read as Windows-1252', async () => {
  const rows = await TableRows.open(fileOf(Buffer.from('caf\xe9;1\nth\xe9;2\n', 'latin1')).file);
  assert.deepEqual(await rows.read(0, 5), [['café', '1'], ['thé', '2']]);
});

test('A30 of a table of 1 GB only what is looked at is read', async () => {
  const line = new TextEncoder().encode('1,two,three,four five six seven\n');
  const { file, counted } = fileOf({ sizeBytes: 1024 ** 3, at: (start, length) => Uint8Array.from({ length }, (_, at) => line[(start + at) % line.length] ?? 0) });
  const rows = await TableRows.open(file);
  assert.ok(rows.known > 30_000 && !rows.isWhole);
  await rows.read(20_000, 60);
  assert.ok(counted.readBytes < 2_000_000, `${counted.readBytes}`);
});

/** Rows whose first field is their number, as many as fit into about `sizeBytes`, of lengths that differ. */
function numbered(sizeBytes: number): { readonly text: Buffer; readonly count: number } {
  const lines: string[] = ['id,name,note'];
  for (let bytes = 0; bytes < sizeBytes; bytes += lines.at(-1)?.length ?? 0) lines.push(`${lines.length},"name, ${lines.length % 7 === 0 ? 'second\nline' : ''}",${'x'.repeat((lines.length * 37) % 90)}`);
  return { text: Buffer.from(`${lines.join('\n')}\n`), count: lines.length };
}

test('A30 the end of a table is there at once, and every row is met once on the way back and forth', async () => {
  const { text, count } = numbered(12_000_000);
  const { file, counted } = fileOf(text);
  const rows = await TableRows.open(file);
  assert.ok(!rows.isWhole && Math.abs(rows.total / count - 1) < 0.02, `${rows.total} of ${count}`);
  const before = counted.readBytes;
  const last = await rows.read(rows.total - 40, 60);
  assert.equal(last.length, 40);
  assert.deepEqual(last.map(([id]) => Number(id)), Array.from({ length: 40 }, (_, index) => count - 40 + index));
  assert.ok(counted.readBytes - before < 2_000_000);
  let [at, id] = [rows.total - 40, count - 40];
  for (let step = 0; step < 300; step += 1, at -= 53, id -= 53) assert.equal(Number((await rows.read(at, 60))[0]?.[0]), id);
  for (let step = 0; step < 250; step += 1, at += 59, id += 59) assert.equal(Number((await rows.read(at, 60))[0]?.[0]), id);
});

test('A30 in the middle of a table rows begin where rows begin; the end met from there says how many there are', async () => {
  const { text } = numbered(6_000_000);
  const rows = await TableRows.open(fileOf(text).file);
  const middle = await rows.read(Math.floor(rows.total / 2), 30);
  assert.equal(middle.length, 30);
  assert.ok(middle.every((fields) => fields.length === 3));
  const ids = middle.map(([id]) => Number(id));
  assert.deepEqual(ids, ids.map((_, index) => (ids[0] ?? 0) + index));
  while (!rows.isWhole) await rows.extend();
  assert.equal(rows.total, rows.known);
});

test('A30 a quote that never ends and a row without an end cost no more than others', async () => {
  const open = await TableRows.open(fileOf(Buffer.concat([Buffer.from('a,b\n"never '), Buffer.alloc(1_500_000, 'x\n')])).file);
  assert.ok(open.known >= 2);
  const long = await TableRows.open(fileOf(Buffer.alloc(3_000_000, 'x,')).file);
  const [row] = await long.read(0, 1);
  assert.ok(row !== undefined && row.length <= 500);
});
