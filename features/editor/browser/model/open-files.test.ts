import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EditorGroups } from '../groups/editor-groups.ts';
import { fileInput } from '../groups/tab.ts';
import { FakeDisk, FakeWindow, path, settle } from './disk.fixture.ts';
import { EditorMemory } from './editor-memory.ts';
import { MAX_IDLE } from './open-files.ts';
import { isUntitled, untitledPath } from './untitled.ts';

function opened(count: number) {
  const disk = new FakeDisk();
  const storage = new Map<string, string>();
  for (let at = 0; at < count; at += 1) disk.put(path(`f${at}`), `text ${at}`);
  return { disk, storage, window: new FakeWindow(disk, storage) };
}

test('of 300 tabs that come back after a reload only the one that shows is read', async () => {
  const { disk, storage, window } = opened(300);
  for (let at = 0; at < 300; at += 1) window.editors.open(path(`f${at}`), { preview: false });
  await settle();
  disk.reads = 0;
  const after = new FakeWindow(disk, storage);
  after.editors.restore(null, []);
  await settle();
  assert.equal(after.editors.groups.tabs().length, 300);
  assert.equal(disk.reads, 1);
  assert.deepEqual([...after.editors.files.all.get().keys()], [path('f299')]);
  await after.open(path('f7'));
  assert.equal(disk.reads, 2);
});

test('texts that do not show and were never typed in are let go of, the longest unseen first; those typed in stay', async () => {
  const { window } = opened(60);
  await window.open(path('f0'));
  window.type(path('f0'), 'typed');
  await window.model(path('f0')).save();
  for (let at = 1; at < 60; at += 1) await window.open(path(`f${at}`));
  const kept = [...window.editors.files.all.get().keys()];
  assert.equal(kept.length, 1 + MAX_IDLE + 1);
  assert.ok(kept.includes(path('f0')), 'what can be undone is kept');
  assert.ok(kept.includes(path('f59')) && kept.includes(path('f58')) && !kept.includes(path('f1')));
  await window.open(path('f1'));
  assert.equal(window.text(path('f1')), 'text 1');
});

test('groups, sizes, pins, previews and what was in front come back after a reload', async () => {
  const { disk, storage, window } = opened(4);
  const { editors } = window;
  editors.groups.pin(editors.open(path('f0'), { preview: false }), true);
  editors.open(path('f1'), { preview: true });
  editors.open(path('f2'), { preview: false, beside: true });
  const [first] = editors.groups.all();
  assert.ok(first);
  editors.groups.moveGap({ path: [], index: 0 }, 0.25);
  editors.groups.focusGroup(first.id);
  const after = new FakeWindow(disk, storage);
  after.editors.restore(null, []);
  assert.deepEqual(after.editors.groups.state.get().layout, editors.groups.state.get().layout);
  assert.deepEqual(after.editors.groups.all().map(({ tabs }) => tabs), editors.groups.all().map(({ tabs }) => tabs));
  assert.equal(after.editors.groups.front().active, first.tabs.length > 0 ? editors.groups.front().active : null);
  await settle();
  assert.equal(after.text(path('f2')), 'text 2', 'what shows in the other group is there as well');
});

test('a file that has a viewer is not read as text unless it is asked for', async () => {
  const { disk, window } = opened(0);
  disk.put(path('a.png'), 'bytes');
  const place = window.editors.open(path('a.png'), { preview: false });
  await settle();
  assert.equal(disk.reads, 0);
  assert.equal(window.editors.viewerOf(window.editors.groups.tab(place)!.input), 'image');
  window.editors.reopenWith(place, 'text');
  await settle();
  assert.equal(disk.reads, 1);
  assert.equal(window.text(path('a.png')), 'bytes');
});

test('untitled texts get the lowest free number, and are asked about when they are closed', async () => {
  const { window } = opened(0);
  const { editors } = window;
  const one = editors.openUntitled();
  editors.openUntitled();
  editors.close(one);
  const [two] = editors.groups.tabs();
  assert.equal(two?.input.key, '/.untitled/2');
  editors.openUntitled();
  assert.deepEqual(editors.groups.tabs().map(({ input }) => input.key).sort(), ['/.untitled/1', '/.untitled/2']);
  assert.ok(isUntitled('/.untitled/1') && !isUntitled('/home/ws/.untitled/1'));
});

test('another window starts from what is open in this one, but for texts that are in no file', () => {
  const shared = new Map<string, string>();
  const store = (own: Map<string, string>) => ({ getItem: (key: string) => own.get(key) ?? null, setItem: (key: string, value: string) => void own.set(key, value) });
  const open = (own: Map<string, string>) => new EditorMemory('editors', [store(own), store(shared)]);
  const first = new Map<string, string>();
  const groups = new EditorGroups({ freshId: () => 'g', isUnsaved: () => false });
  groups.open(fileInput(path('a')));
  groups.open(fileInput(untitledPath(1)));
  open(first).write({ state: groups.state.get(), active: null, keeps: () => true });
  const keys = (memory: EditorMemory) => memory.groups()?.groups.get('g')?.tabs.map(({ input }) => input.key);
  assert.deepEqual(keys(open(first)), [path('a'), untitledPath(1)]);
  assert.deepEqual(keys(open(new Map())), [path('a')]);
});

test('closing several asks once for all that is unsaved, and only for that', async () => {
  const { window } = opened(3);
  for (const name of ['f0', 'f1', 'f2']) await window.open(path(name));
  window.type(path('f0'), 'one');
  window.type(path('f2'), 'two');
  window.editors.close(...window.editors.groups.tabs());
  assert.deepEqual(window.editors.groups.tabs().map(({ input }) => input.key), [path('f0'), path('f2')]);
  assert.equal(window.editors.closing.get()?.models.length, 2);
  await window.editors.answerClosing('save');
  assert.deepEqual(window.editors.groups.tabs(), []);
  assert.equal(window.editors.files.all.get().size, 0);
});

test('A27 what was stored by somebody else opens nothing and stops nothing', () => {
  for (const text of ['7', '{"groups":{"layout":{"type":"group","id":"g","share":1},"groups":[{"id":"h","tabs":[],"active":null}],"front":"x"}}', '{"groups":{"layout":7}}', 'not JSON']) {
    const { disk } = opened(0);
    const window = new FakeWindow(disk, new Map([['editors', text]]));
    window.editors.restore(null, []);
    assert.deepEqual(window.editors.groups.tabs(), []);
  }
});
