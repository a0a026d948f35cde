import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath, pathFromQuery } from '../../../../shared/file-path.ts';
import { createHttpFileContent } from './file-content.ts';
import { FileModel } from './file-model.ts';
import { MemoryDrafts, PlainBuffer } from './buffers.fixture.ts';
import type { FileState } from './file-state.ts';

/** A disk behind HTTP that follows the ETag rules of features/files/contract.ts. */
const disk = new Map<string, { bytes: Buffer; etag: string }>();
let lastEtag = 0;
let refuseWrites: { status: number; code: string } | null = null;
/** Breaks every connection off. */
let isSilent = false;
/** Runs after the next write is done and before it is answered. */
let beforeAnswer: (response: ServerResponse) => void = () => undefined;

function put(path: string, text: string | Buffer): string {
  lastEtag += 1;
  const etag = `"${lastEtag}"`;
  disk.set(path, { bytes: Buffer.from(text), etag });
  return etag;
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const server = createServer((request, response) => {
  void (async () => {
    if (isSilent) return void response.destroy();
    const path = pathFromQuery(/path=([^&]*)/.exec(request.url ?? '')?.[1] ?? '');
    const file = disk.get(path);
    const refuse = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code, details: {} }));
    };
    if (request.method === 'GET') {
      if (file === undefined) return refuse(404, 'not_found');
      response.writeHead(200, { etag: file.etag, ...(path.startsWith('/ro/') ? { 'x-atelier-read-only': '1' } : {}) }).end(file.bytes);
      return;
    }
    const bytes = await body(request);
    if (refuseWrites !== null) return refuse(refuseWrites.status, refuseWrites.code);
    const match = request.headers['if-match'];
    if (match === undefined && request.headers['if-none-match'] !== '*') return refuse(400, 'invalid_input');
    if (match === undefined ? file !== undefined : file?.etag !== match) return refuse(412, 'changed_since');
    const etag = put(path, bytes);
    beforeAnswer(response);
    if (!response.destroyed) response.writeHead(204, { etag }).end();
  })();
});

let origin = '';
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());
beforeEach(() => {
  disk.clear();
  refuseWrites = null;
  isSilent = false;
  beforeAnswer = () => undefined;
});

const PATH = FilePath.parse('/home/ws/a.txt');

async function open(path: FilePath = PATH, drafts = new MemoryDrafts()) {
  let buffer = new PlainBuffer('');
  const content = createHttpFileContent({ urlOf: (endpoint) => `${origin}/${endpoint}`, fetch, wait: async () => undefined });
  const model = new FileModel({
    path,
    content,
    stat: async (of) => {
      const file = disk.get(of);
      if (file === undefined) throw new AtelierError('not_found');
      return { etag: file.etag, modifiedAtMs: 1 };
    },
    createBuffer: async ({ text }) => (buffer = new PlainBuffer(text)),
    drafts,
    nowMs: () => 5,
  });
  await model.load();
  return { model, drafts, type: (text: string) => buffer.setText(text), undo: () => buffer.undo(), text: () => buffer.getText() };
}

const phase = (model: FileModel): FileState['phase'] => model.state.get().phase;
const onDisk = (path: string = PATH): string | undefined => disk.get(path)?.bytes.toString();

test('a file is read, changed and saved', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  assert.equal(phase(model), 'clean');
  type('two');
  assert.equal(phase(model), 'dirty');
  assert.equal(await model.save(), true);
  assert.equal(phase(model), 'clean');
  assert.equal(onDisk(), 'two');
});

test('undoing back to what is on disk makes it clean, and the draft goes', async () => {
  put(PATH, 'one');
  const { model, type, undo, drafts } = await open();
  type('two');
  assert.equal(drafts.kept.get(PATH)?.text, 'two');
  undo();
  assert.equal(phase(model), 'clean');
  assert.equal(drafts.kept.size, 0);
});

test('a file that was touched and not changed is saved without a question', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('two');
  put(PATH, 'one');
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'two');
  type('three');
  model.changedOnDisk(put(PATH, 'two'));
  await model.settled();
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.disk.kind, 'same');
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'three');
});

test('A28 of two tabs that save the same file the second gets the conflict, and nothing is written', async () => {
  put(PATH, 'one');
  const first = await open();
  const second = await open();
  first.type('first');
  second.type('second');
  assert.equal(await first.model.save(), true);
  assert.equal(await second.model.save(), false);
  const state = second.model.state.get();
  assert.equal(state.phase === 'conflict' && state.theirs.text, 'first');
  assert.equal(onDisk(), 'first');
  assert.equal(second.drafts.kept.get(PATH)?.text, 'second');
});

test('a conflict can be overwritten, but only the version that was shown', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('mine');
  put(PATH, 'theirs');
  await model.save();
  put(PATH, 'newer still');
  assert.equal(await model.overwrite(), false);
  const state = model.state.get();
  assert.equal(state.phase === 'conflict' && state.theirs.text, 'newer still');
  assert.equal(await model.overwrite(), true);
  assert.equal(onDisk(), 'mine');
  assert.equal(phase(model), 'clean');
});

test('a conflict can be given up for the version on disk, and undone', async () => {
  put(PATH, 'one');
  const { model, type, text, undo, drafts } = await open();
  type('mine');
  put(PATH, 'theirs');
  await model.save();
  await model.takeTheirs();
  assert.equal(text(), 'theirs');
  assert.equal(phase(model), 'clean');
  assert.equal(drafts.kept.size, 0);
  undo();
  assert.equal(text(), 'mine');
  assert.equal(phase(model), 'dirty');
});

test('a conflict can be left, and asks again at the next save', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('mine');
  put(PATH, 'theirs');
  await model.save();
  model.postpone();
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.disk.kind, 'changed');
  await model.save();
  assert.equal(phase(model), 'conflict');
});

test('keeping mine lets the next save replace the version on disk', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('mine');
  put(PATH, 'theirs');
  model.changedOnDisk(null);
  await model.settled();
  await model.keepMine();
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'mine');
});

test('both having written the same is no conflict', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('same');
  put(PATH, 'same');
  assert.equal(await model.save(), true);
  assert.equal(phase(model), 'clean');
});

test('a save whose answer was lost is found to have happened', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('two');
  beforeAnswer = (response) => {
    beforeAnswer = () => undefined;
    response.destroy();
  };
  assert.equal(await model.save(), true);
  assert.equal(phase(model), 'clean');
  assert.equal(onDisk(), 'two');
});

test('a server that does not answer leaves the text unsaved, and the next save takes it', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('two');
  isSilent = true;
  assert.equal(await model.save(), false);
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.problem?.kind === 'refused' && state.problem.error.code, 'unavailable');
  isSilent = false;
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'two');
});

test('a clean text follows the disk', async () => {
  put(PATH, 'one');
  const { model, text } = await open();
  let reloads = 0;
  model.reloaded.subscribe(() => (reloads += 1));
  model.changedOnDisk(put(PATH, 'two'));
  await model.settled();
  assert.equal(text(), 'two');
  assert.equal(phase(model), 'clean');
  assert.equal(reloads, 1);
});

test('an own save that the watcher tells of changes nothing', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  let reloads = 0;
  model.reloaded.subscribe(() => (reloads += 1));
  type('two');
  const saving = model.save();
  model.changedOnDisk(null);
  await saving;
  await model.settled();
  assert.equal(phase(model), 'clean');
  assert.equal(reloads, 0);
});

test('unsaved text stays when the file changes on disk, and says so', async () => {
  put(PATH, 'one');
  const { model, type, text } = await open();
  type('mine');
  model.changedOnDisk(put(PATH, 'theirs'));
  await model.settled();
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.disk.kind, 'changed');
  assert.equal(text(), 'mine');
});

test('a file that is gone says so, and saving makes it again', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  disk.delete(PATH);
  model.look();
  await model.settled();
  const state = model.state.get();
  assert.equal(state.phase === 'clean' && state.gone, true);
  type('again');
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'again');
});

test('a file that vanished unnoticed is made again by saving', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('two');
  disk.delete(PATH);
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'two');
});

test('A29 a full disk leaves the text unsaved, the old content, and the reason', async () => {
  put(PATH, 'one');
  const { model, type, drafts } = await open();
  type('two');
  refuseWrites = { status: 507, code: 'disk_full' };
  assert.equal(await model.save(), false);
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.problem?.kind === 'refused' && state.problem.error.code, 'disk_full');
  assert.equal(onDisk(), 'one');
  assert.equal(drafts.kept.get(PATH)?.text, 'two');
});

test('what is typed during a save stays unsaved, and a second save takes it', async () => {
  put(PATH, 'one');
  const { model, type } = await open();
  type('two');
  const first = model.save();
  type('three');
  const second = model.save();
  await first;
  assert.equal(await second, true);
  assert.equal(onDisk(), 'three');
});

test('a draft comes back over the version it was made from', async () => {
  const etag = put(PATH, 'one');
  const drafts = new MemoryDrafts();
  drafts.kept.set(PATH, { text: 'draft', baseEtag: etag, encoding: 'utf-8', savedAtMs: 1 });
  const { model, text, undo } = await open(PATH, drafts);
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.disk.kind, 'same');
  assert.equal(text(), 'draft');
  undo();
  assert.equal(phase(model), 'clean');
});

test('a draft of an older version comes back with the notice that the file changed', async () => {
  put(PATH, 'newer');
  const drafts = new MemoryDrafts();
  drafts.kept.set(PATH, { text: 'draft', baseEtag: '"0"', encoding: 'utf-8', savedAtMs: 1 });
  const { model } = await open(PATH, drafts);
  const state = model.state.get();
  assert.equal(state.phase === 'dirty' && state.disk.kind, 'changed');
});

test('a draft of a file that is gone comes back, and can be saved', async () => {
  const drafts = new MemoryDrafts();
  drafts.kept.set(PATH, { text: 'draft', baseEtag: '"0"', encoding: 'utf-8', savedAtMs: 1 });
  const { model } = await open(PATH, drafts);
  assert.equal(phase(model), 'dirty');
  assert.equal(await model.save(), true);
  assert.equal(onDisk(), 'draft');
});

test('a mark at the start and the line ends of the file survive a save', async () => {
  put(PATH, '\u{feff}a\r\nb\r\n');
  const { model, type, text } = await open();
  assert.equal(text(), 'a\r\nb\r\n');
  type('a\r\nc\r\n');
  await model.save();
  assert.equal(onDisk(), '\u{feff}a\r\nc\r\n');
});

test('a character that the encoding lacks is refused by name, and can be saved as UTF-8', async () => {
  put(PATH, Buffer.of(0x63, 0x61, 0x66, 0xe9));
  const { model, type, text } = await open();
  assert.equal(text(), 'café');
  type('café 🦊');
  assert.equal(await model.save(), false);
  const state = model.state.get();
  assert.deepEqual(state.phase === 'dirty' && state.problem, { kind: 'unencodable', character: '🦊' });
  assert.equal(await model.saveAsUtf8(), true);
  assert.equal(onDisk(), 'café 🦊');
});

test('binary, missing and read-only files are told apart', async () => {
  put(PATH, Buffer.of(1, 0, 2));
  const binary = (await open()).model.state.get();
  assert.deepEqual(binary, { phase: 'unshown', reason: 'binary', sizeBytes: 3 });
  const missing = (await open(FilePath.parse('/home/ws/none'))).model.state.get();
  assert.equal(missing.phase === 'unshown' && missing.reason, 'not_found');
  put('/ro/x', 'read');
  assert.equal((await open(FilePath.parse('/ro/x'))).model.facts.get().readOnly, true);
});

test('A23 a hostile name is read and saved as any other', async () => {
  const path = FilePath.parse('/home/ws/new\nline\u202e \udcff%2e?&#');
  put(path, 'one');
  const { model, type } = await open(path);
  type('two');
  assert.equal(await model.save(), true);
  assert.equal(onDisk(path), 'two');
});
