import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeDisk, FakeWindow, path, settle } from './disk.fixture.ts';
import type { FileState } from './file-state.ts';

/**
 * What must hold when a file is saved, or changes under an editor: the cases that Theia's own suite describes, restated
 * (clean or dirty; changed, deleted, moved, made again on disk; saving by itself or not; two editors of one file; two
 * windows). After each: what the disk holds, what the editor shows, what is asked.
 */
const A = path('a.txt');
const B = path('b.txt');
const MODES = ['off', 'afterDelay', 'onFocusChange'] as const;

async function opened(text = 'base') {
  const disk = new FakeDisk();
  disk.put(A, text);
  const window = new FakeWindow(disk);
  const model = await window.open(A);
  return { disk, window, model };
}

const phase = (state: FileState): string => (state.phase === 'dirty' ? `dirty, ${state.disk.kind}` : state.phase === 'clean' && state.gone ? 'clean, gone' : state.phase);

for (const mode of MODES) {
  test(`saving by itself ${mode}: a clean text follows a change on disk`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    disk.put(A, 'theirs');
    await window.look(A);
    await window.elapse();
    assert.equal(window.text(A), 'theirs');
    assert.equal(phase(model.state.get()), 'clean');
    assert.deepEqual(disk.written, []);
  });

  test(`saving by itself ${mode}: a dirty text whose file changed on disk stays, and so does the file`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    window.type(A, 'mine');
    disk.put(A, 'theirs');
    await window.look(A);
    await window.elapse();
    window.autoSave.left(A);
    window.autoSave.windowLeft();
    await settle();
    assert.equal(window.text(A), 'mine');
    assert.equal(disk.text(A), 'theirs');
    assert.equal(phase(model.state.get()), 'dirty, changed');
    assert.equal(window.drafts.kept.get(A)?.text, 'mine');
  });

  test(`saving by itself ${mode}: a change that nobody has heard of yet is found when saving`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    window.type(A, 'mine');
    disk.put(A, 'theirs');
    await window.elapse();
    window.autoSave.left(A);
    await settle();
    if (mode === 'off') await model.save();
    assert.equal(phase(model.state.get()), 'conflict');
    assert.equal(disk.text(A), 'theirs');
    assert.equal(window.text(A), 'mine');
    await window.elapse();
    window.autoSave.windowLeft();
    await settle();
    assert.equal(disk.text(A), 'theirs', 'it is not tried again until it is decided');
  });

  test(`saving by itself ${mode}: a clean text whose file was deleted stays, and nothing makes the file again by itself`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    disk.remove(A);
    await window.look(A);
    await window.elapse();
    assert.equal(phase(model.state.get()), 'clean, gone');
    assert.equal(window.text(A), 'base');
    assert.equal(disk.text(A), null);
    assert.equal(await model.save(), true);
    assert.equal(disk.text(A), 'base');
  });

  test(`saving by itself ${mode}: a dirty text whose file was deleted stays unsaved until it is asked for`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    window.type(A, 'mine');
    disk.remove(A);
    await window.look(A);
    await window.elapse();
    window.autoSave.left(A);
    await settle();
    assert.equal(phase(model.state.get()), 'dirty, gone');
    assert.equal(disk.text(A), null);
    assert.equal(await model.save(), true);
    assert.equal(disk.text(A), 'mine');
    assert.equal(phase(model.state.get()), 'clean');
  });

  test(`saving by itself ${mode}: a file that was made again with another text is a conflict for a dirty one, and is followed by a clean one`, async () => {
    for (const isDirty of [false, true]) {
      const { disk, window, model } = await opened();
      window.mode.set(mode);
      if (isDirty) window.type(A, 'mine');
      disk.remove(A);
      await window.look(A);
      disk.put(A, 'another');
      await window.look(A);
      await window.elapse();
      assert.equal(window.text(A), isDirty ? 'mine' : 'another');
      assert.equal(phase(model.state.get()), isDirty ? 'dirty, changed' : 'clean');
      assert.equal(disk.text(A), 'another');
      assert.equal(await model.save(), !isDirty);
      assert.equal(disk.text(A), 'another');
    }
  });

  test(`saving by itself ${mode}: a file that a program moved away is not made again, and the moved one is not touched`, async () => {
    const { disk, window, model } = await opened();
    window.mode.set(mode);
    window.type(A, 'mine');
    disk.move(A, B);
    await window.look(A);
    await window.elapse();
    window.autoSave.left(A);
    await settle();
    assert.equal(phase(model.state.get()), 'dirty, gone');
    assert.equal(disk.text(A), null);
    assert.equal(disk.text(B), 'base');
  });

  test(`saving by itself ${mode}: two editors of one file show one text, and save it once`, async () => {
    const { disk, window } = await opened();
    window.mode.set(mode);
    await window.open(A, { beside: true });
    assert.equal(window.editors.groups.all().length, 2);
    assert.equal(window.editors.files.all.get().size, 1);
    window.type(A, 'mine');
    if (mode === 'off') await window.model(A).save();
    await window.elapse();
    window.autoSave.left(A);
    await settle();
    assert.deepEqual(disk.written, ['mine']);
    disk.put(A, 'theirs');
    await window.look(A);
    assert.equal(window.text(A), 'theirs');
  });
}

test('what is typed is saved after the delay, and what is typed meanwhile after the next', async () => {
  const { disk, window, model } = await opened();
  window.mode.set('afterDelay');
  window.type(A, 'one');
  window.type(A, 'one two');
  assert.deepEqual(disk.written, []);
  await window.elapse();
  assert.deepEqual(disk.written, ['one two']);
  assert.equal(phase(model.state.get()), 'clean');
  window.type(A, 'three');
  await window.elapse();
  assert.deepEqual(disk.written, ['one two', 'three']);
  await window.elapse();
  assert.equal(disk.written.length, 2);
});

test('leaving a text saves it where the focus is to do so, leaving the window saves all', async () => {
  const { disk, window } = await opened();
  disk.put(B, 'base');
  await window.open(B);
  window.mode.set('onFocusChange');
  window.type(A, 'a');
  window.type(B, 'b');
  window.autoSave.left(B);
  await settle();
  assert.deepEqual(disk.written, ['b']);
  window.autoSave.windowLeft();
  await settle();
  assert.deepEqual(disk.written, ['b', 'a']);
});

test('switching it on saves what waits already; switching it off lets nothing be saved any more', async () => {
  const { disk, window } = await opened();
  window.type(A, 'mine');
  window.mode.set('afterDelay');
  window.mode.set('off');
  await window.elapse();
  assert.deepEqual(disk.written, []);
  window.mode.set('afterDelay');
  await window.elapse();
  assert.deepEqual(disk.written, ['mine']);
});

test('a save by itself that is refused is not repeated until something is typed', async () => {
  const { disk, window, model } = await opened();
  window.mode.set('afterDelay');
  disk.refuses = 'disk_full';
  window.type(A, 'one');
  await window.elapse();
  const state = model.state.get();
  assert.ok(state.phase === 'dirty' && state.problem?.kind === 'refused');
  disk.refuses = null;
  await window.elapse();
  assert.deepEqual(disk.written, []);
  window.type(A, 'two');
  await window.elapse();
  assert.deepEqual(disk.written, ['two']);
});

test('a conflict can be overwritten, taken back or kept; each leaves exactly one text on disk', async () => {
  for (const answer of ['overwrite', 'take', 'postpone'] as const) {
    const { disk, window, model } = await opened();
    window.type(A, 'mine');
    disk.put(A, 'theirs');
    assert.equal(await model.save(), false);
    if (answer === 'overwrite') await model.overwrite();
    else if (answer === 'take') await model.takeTheirs();
    else model.postpone();
    assert.equal(disk.text(A), answer === 'overwrite' ? 'mine' : 'theirs');
    assert.equal(window.text(A), answer === 'take' ? 'theirs' : 'mine');
    assert.equal(phase(model.state.get()), answer === 'postpone' ? 'dirty, changed' : 'clean');
  }
});

test('an overwrite that meets a third version asks again', async () => {
  const { disk, window, model } = await opened();
  window.type(A, 'mine');
  disk.put(A, 'second');
  await model.save();
  disk.put(A, 'third');
  assert.equal(await model.overwrite(), false);
  assert.equal(phase(model.state.get()), 'conflict');
  assert.equal(disk.text(A), 'third');
});

test('two windows never undo one another: the second to save is asked, whatever saves by itself', async () => {
  for (const mode of MODES) {
    const { disk, window: first } = await opened();
    const second = new FakeWindow(disk);
    await second.open(A);
    first.mode.set(mode);
    second.mode.set(mode);
    first.type(A, 'of the first');
    second.type(A, 'of the second');
    if (mode === 'off') await first.model(A).save();
    first.autoSave.left(A);
    await first.elapse();
    await settle();
    if (mode === 'off') await second.model(A).save();
    second.autoSave.left(A);
    await second.elapse();
    await settle();
    assert.equal(disk.text(A), 'of the first', mode);
    assert.equal(phase(second.model(A).state.get()), 'conflict', mode);
    assert.equal(second.text(A), 'of the second', mode);
  }
});

test('two windows that made a file again at the same time: the second is asked', async () => {
  const { disk, window: first } = await opened();
  const second = new FakeWindow(disk);
  await second.open(A);
  first.type(A, 'one');
  second.type(A, 'two');
  disk.remove(A);
  await Promise.all([first.look(A), second.look(A)]);
  assert.equal(await first.model(A).save(), true);
  assert.equal(await second.model(A).save(), false);
  assert.equal(phase(second.model(A).state.get()), 'conflict');
  assert.equal(disk.text(A), 'one');
});

test('closing one of two editors of an unsaved text asks nothing, closing the last does', async () => {
  const { window } = await opened();
  await window.open(A, { beside: true });
  window.type(A, 'mine');
  const [left, right] = window.editors.groups.tabs();
  assert.ok(left && right);
  window.editors.close(right);
  assert.equal(window.editors.closing.get(), null);
  assert.equal(window.text(A), 'mine');
  window.editors.close(left);
  assert.equal(window.editors.closing.get()?.models.length, 1);
  await window.editors.answerClosing('cancel');
  assert.equal(window.text(A), 'mine');
});

test('a save while closing that meets a conflict keeps the tab and the text', async () => {
  const { disk, window } = await opened();
  window.type(A, 'mine');
  disk.put(A, 'theirs');
  window.editors.close(...window.editors.groups.tabs());
  await window.editors.answerClosing('save');
  assert.equal(window.editors.groups.tabs().length, 1);
  assert.equal(window.text(A), 'mine');
  assert.equal(disk.text(A), 'theirs');
});

test('the member moves a file with unsaved text: the text goes along, the disk keeps what it had', async () => {
  const { disk, window } = await opened();
  await window.open(A, { beside: true });
  window.type(A, 'mine');
  disk.move(A, B);
  window.editors.moved(A, B);
  await settle();
  assert.equal(window.text(B), 'mine');
  assert.equal(disk.text(B), 'base');
  assert.equal(window.editors.find(A), null);
  assert.deepEqual(window.editors.groups.tabs().map(({ input }) => input.key), [B, B]);
  assert.equal(await window.model(B).save(), true);
  assert.equal(disk.text(B), 'mine');
});

test('a reload brings unsaved text back over a file that changed meanwhile, and saving asks', async () => {
  const { disk, window } = await opened();
  window.type(A, 'mine');
  disk.put(A, 'theirs');
  const after = new FakeWindow(disk);
  for (const [at, draft] of window.drafts.kept) after.drafts.kept.set(at, draft);
  after.editors.restore(null, [A]);
  await settle();
  assert.equal(after.text(A), 'mine');
  assert.equal(phase(after.model(A).state.get()), 'dirty, changed');
  assert.equal(await after.model(A).save(), false);
  assert.equal(disk.text(A), 'theirs');
});
