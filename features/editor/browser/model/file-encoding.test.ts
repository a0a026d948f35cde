import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { EncodingMemory } from './encoding-memory.ts';
import { MemoryDrafts, PlainBuffer } from './buffers.fixture.ts';
import type { FileContent } from './file-content.ts';
import { FileModel } from './file-model.ts';
import { decodeAs, decodeText } from './text-codec.ts';

const PATH = FilePath.parse('/home/ws/old.txt');

function memory() {
  const items = new Map<string, string>();
  return new EncodingMemory('k', { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) });
}

async function open(disk: { bytes: Uint8Array }, encodings = memory()) {
  let etag = 1;
  const content: FileContent = {
    read: async (_path, _signal, encoding) => ({ decoded: encoding === undefined ? decodeText(disk.bytes) : decodeAs(disk.bytes, encoding), sizeBytes: disk.bytes.length, etag: `"${etag}"`, readOnly: false }),
    write: async (_path, { bytes }) => {
      disk.bytes = bytes;
      etag += 1;
      return `"${etag}"`;
    },
  };
  const buffers: PlainBuffer[] = [];
  const model = new FileModel({
    path: PATH, content, stat: async () => ({ etag: `"${etag}"`, modifiedAtMs: 1 }), drafts: new MemoryDrafts(), nowMs: () => 1, encodings,
    createBuffer: async ({ text }) => {
      buffers.push(new PlainBuffer(text));
      return buffers.at(-1) as PlainBuffer;
    },
  });
  await model.load();
  return { model, encodings, text: () => buffers.at(-1)?.getText(), type: (text: string) => buffers.at(-1)?.setText(text) };
}

test('a file is read anew in the encoding that was chosen, keeps it while it is saved and when it is opened again', async () => {
  const disk = { bytes: Uint8Array.of(0x93, 0xfa, 0x96, 0x7b) };
  const first = await open(disk);
  assert.equal(first.text(), '“ú–{');
  assert.equal(await first.model.reopenWith('shift_jis'), true);
  assert.equal(first.text(), '日本');
  first.type('日本語');
  assert.equal(await first.model.reopenWith('utf-8'), false);
  assert.equal(await first.model.save(), true);
  assert.deepEqual([...disk.bytes], [0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea]);
  assert.equal((await open(disk, first.encodings)).text(), '日本語');
});

test('a text without a change is written in another encoding when that is asked for', async () => {
  const disk = { bytes: new TextEncoder().encode('été') };
  const { model } = await open(disk);
  assert.equal(await model.saveWith('utf-16le'), true);
  assert.deepEqual([...disk.bytes], [0xe9, 0, 0x74, 0, 0xe9, 0]);
  assert.equal(model.facts.get().encoding, 'utf-16le');
  assert.equal(model.state.get().phase, 'clean');
});
