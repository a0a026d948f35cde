import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { EditorMemory } from './editor-memory.ts';
import { FileModel } from './file-model.ts';
import type { Draft, TextBuffer } from './file-state.ts';
import { fileInput, movedPath, ownText, tabId } from '../groups/tab.ts';
import { OpenEditors } from './open-editors.ts';

const path = (name: string) => FilePath.parse(`/home/ws/${name}`);

class Buffer implements TextBuffer {
  private text: string;
  private count = 0;
  private listener: () => void = () => undefined;
  constructor(text: string) {
    this.text = text;
  }
  getText = () => this.text;
  version = () => this.count;
  setText(text: string): void {
    this.text = text;
    this.count += 1;
    this.listener();
  }
  onChange(listener: () => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }
  dispose(): void {
    this.listener = () => undefined;
  }
}

function editors(storage = new Map<string, string>()) {
  const buffers = new Map<string, Buffer>();
  const drafts = new Map<string, Draft>();
  const watched: string[][] = [];
  const store = { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => void storage.set(key, value) };
  const open = new OpenEditors({
    memory: new EditorMemory('editors', [store]),
    watch: (paths) => watched.push([...paths]),
    onActive: () => undefined,
    defaultViewer: (of) => (of.endsWith('.png') ? 'image' : null),
    save: async (model) => ((await model.save()) ? model.path : null),
    createModel: (of) =>
      new FileModel({
        path: of,
        content: {
          read: async () => ({ decoded: { kind: 'text', text: 'text', encoding: 'utf-8' }, sizeBytes: 4, etag: '"1"', readOnly: false }),
          write: async () => {
            throw new AtelierError('disk_full');
          },
        },
        stat: async () => ({ etag: '"1"', modifiedAtMs: 0 }),
        createBuffer: async ({ text }) => {
          const buffer = new Buffer(text);
          buffers.set(of, buffer);
          return buffer;
        },
        drafts: { changed: (at, read) => void drafts.set(at, read()), removed: (at) => void drafts.delete(at), find: async (at) => drafts.get(at) ?? null },
        nowMs: () => 0,
      }),
  });
  return { open, buffers, drafts, watched, storage, names: () => open.groups.tabs().map(({ input }) => String(ownText(input)).slice('/home/ws/'.length)) };
}

/** Loading is a chain of promises; nothing else is waited for. */
const loaded = () => new Promise((resolve) => setImmediate(resolve));

test('a preview is replaced by the next, a kept file is not', async () => {
  const { open, names } = editors();
  open.open(path('a'), { preview: true });
  open.open(path('b'), { preview: true });
  assert.deepEqual(names(), ['b']);
  open.open(path('b'), { preview: false });
  open.open(path('c'), { preview: true });
  assert.deepEqual(names(), ['b', 'c']);
});

test('a preview that is typed in stays', async () => {
  const { open, buffers, names } = editors();
  open.open(path('a'), { preview: true });
  await loaded();
  buffers.get(path('a'))?.setText('typed');
  open.open(path('b'), { preview: true });
  assert.deepEqual(names(), ['a', 'b']);
});

test('closing the one in front shows the one that was in front before', () => {
  const { open } = editors();
  const a = open.open(path('a'), { preview: false });
  const b = open.open(path('b'), { preview: false });
  const c = open.open(path('c'), { preview: false });
  open.groups.show(a);
  open.groups.show(c);
  open.close(c);
  assert.equal(open.groups.front().active, a.tab);
  open.close(a);
  assert.equal(open.groups.front().active, b.tab);
});

test('closing unsaved text asks; discarding drops the draft, a refused save keeps the tab', async () => {
  const { open, buffers, drafts, names } = editors();
  const a = open.open(path('a'), { preview: false });
  await loaded();
  buffers.get(path('a'))?.setText('typed');
  open.close(a);
  assert.deepEqual(open.closing.get()?.models.map((model) => model.path), [path('a')]);
  await open.answerClosing('save');
  assert.deepEqual(names(), ['a']);
  open.close(a);
  await open.answerClosing('cancel');
  assert.equal(drafts.get(path('a'))?.text, 'typed');
  open.close(a);
  await open.answerClosing('discard');
  assert.deepEqual(names(), []);
  assert.equal(drafts.size, 0);
});

test('a reload opens the same files, the same one in front, and those with unsaved text', () => {
  const first = editors();
  first.open.open(path('a'), { preview: false });
  first.open.open(path('b'), { preview: false });
  first.open.groups.show({ group: first.open.groups.front().id, tab: tabId(fileInput(path('a'))) });
  const second = editors(first.storage);
  second.open.restore(null, [path('unsaved')]);
  assert.deepEqual(second.names(), ['a', 'b', 'unsaved']);
  assert.equal(second.open.active.get()?.path, path('a'));
});

test('what was stored by somebody else is no reason not to start', () => {
  const { open, names } = editors(new Map([['editors', '{"paths":["../x",7],"active":3']]));
  open.restore(null, []);
  assert.deepEqual(names(), []);
});

test('moving a folder takes open files along, unsaved text included', async () => {
  const { open, buffers, names } = editors();
  open.open(path('src/a'), { preview: false });
  open.open(path('b'), { preview: false });
  await loaded();
  buffers.get(path('src/a'))?.setText('typed');
  open.moved(path('src'), path('lib'));
  await loaded();
  assert.deepEqual(names(), ['lib/a', 'b']);
  assert.equal(buffers.get(path('lib/a'))?.getText(), 'typed');
  assert.equal(open.find(path('lib/a'))?.state.get().phase, 'dirty');
});

test('deleting closes what is unchanged only', async () => {
  const { open, buffers, names } = editors();
  open.open(path('src/a'), { preview: false });
  open.open(path('src/b'), { preview: false });
  await loaded();
  buffers.get(path('src/b'))?.setText('typed');
  open.removed(path('src'));
  assert.deepEqual(names(), ['src/b']);
});

test('paths move with their folder and with nothing that only looks alike', () => {
  assert.equal(movedPath(path('src/a'), { from: path('src'), to: path('lib') }), path('lib/a'));
  assert.equal(movedPath(path('src2/a'), { from: path('src'), to: path('lib') }), null);
});
