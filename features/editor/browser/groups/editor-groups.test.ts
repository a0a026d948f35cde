import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diffInput } from '../../../../components/workbench/editors/editors.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { EditorGroups } from './editor-groups.ts';
import { diffOf, fileInput, movedInput, movedPath, ownText, ownTexts } from './tab.ts';

const path = (name: string): FilePath => FilePath.parse(`/w/${name}`);
const file = (name: string) => fileInput(path(name));

function groups(unsaved = new Set<string>()) {
  let count = 0;
  const made = new EditorGroups({ freshId: () => `g${(count += 1)}`, isUnsaved: ({ input }) => unsaved.has(String(ownText(input))) });
  const names = () => made.all().map(({ tabs, active }) => tabs.map(({ id, input, preview, pinned }) => `${id === active ? '*' : ''}${input.key.slice('/w/'.length)}${preview ? '?' : ''}${pinned ? '!' : ''}`).join(' '));
  return { made, names };
}

test('a preview is replaced by the next one in its place, unless it is unsaved or kept', () => {
  const unsaved = new Set<string>();
  const { made, names } = groups(unsaved);
  made.open(file('a'));
  made.open(file('b'), { preview: true });
  made.open(file('c'), { preview: true });
  assert.deepEqual(names(), ['a *c?']);
  unsaved.add(path('c'));
  made.open(file('d'), { preview: true });
  assert.deepEqual(names(), ['a c? *d?']);
  made.open(file('d'));
  assert.deepEqual(names(), ['a c? *d']);
});

test('a split shows the same in both; closing the last tab of a group closes the group', () => {
  const { made, names } = groups();
  const place = made.open(file('a'));
  const right = made.split(place.group, { side: 'right', tab: place, copy: true });
  assert.deepEqual(names(), ['*a', '*a']);
  assert.equal(made.front().id, right);
  made.drop({ group: right ?? '', tab: place.tab });
  assert.deepEqual(names(), ['*a']);
  assert.equal(made.front().id, place.group);
  made.drop(place);
  assert.deepEqual(names(), ['']);
});

test('moving a tab into another group or to a side of one takes it out of its own', () => {
  const { made, names } = groups();
  const a = made.open(file('a'));
  const b = made.open(file('b'));
  made.open(file('c'));
  const down = made.split(a.group, { side: 'down', tab: b, copy: false });
  assert.deepEqual(names(), ['a *c', '*b']);
  made.move(a, { group: down ?? '', at: 0 });
  assert.deepEqual(names(), ['*c', '*a b']);
  made.move({ group: a.group, tab: 'file\n/w/c' }, { group: down ?? '', at: 1 });
  assert.deepEqual(names(), ['a *c b']);
  assert.equal(made.split(down ?? '', { side: 'left', tab: { group: down ?? '', tab: 'none' }, copy: false }) === null, false);
});

test('the only tab of a group does not leave it for a new group beside', () => {
  const { made } = groups();
  const place = made.open(file('a'));
  assert.equal(made.split(place.group, { side: 'right', tab: place, copy: false }), null);
});

test('opening beside takes the group that is there, or makes one', () => {
  const { made, names } = groups();
  const { group } = made.open(file('a'));
  made.open(file('b'), { beside: true });
  made.focusGroup(group);
  made.open(file('c'), { beside: true });
  assert.deepEqual(names(), ['*a', 'b *c']);
});

test('pinned tabs stand first and stay there', () => {
  const { made, names } = groups();
  const a = made.open(file('a'));
  const b = made.open(file('b'), { preview: true });
  made.pin(b, true);
  assert.deepEqual(names(), ['*b! a']);
  made.move(a, { group: a.group, at: 0 });
  assert.deepEqual(names(), ['b! *a']);
  made.pin(b, false);
  assert.deepEqual(names(), ['b *a']);
});

test('closing shows what was in front before; reopening puts it back where it was', () => {
  const { made, names } = groups();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => made.open(file(name)));
  assert.ok(a && b && c);
  made.show(a);
  made.show(c);
  made.drop(c);
  assert.deepEqual(names(), ['*a b']);
  made.drop(a);
  assert.equal(made.reopen(), true);
  assert.deepEqual(names(), ['*a b']);
  assert.equal(made.reopen(), true);
  assert.deepEqual(names(), ['a b *c']);
  assert.equal(made.reopen(), false);
});

test('steps go round the ends, back as well as forth', () => {
  const { made, names } = groups();
  for (const name of ['a', 'b', 'c']) made.open(file(name));
  made.step(1);
  assert.deepEqual(names(), ['*a b c']);
  made.step(-1);
  assert.deepEqual(names(), ['a b *c']);
});

test('another viewer takes the place of a tab; where it is open already the tab goes', () => {
  const { made } = groups();
  const place = made.open(file('a'));
  made.replace(place, fileInput(path('a'), 'hex'));
  assert.deepEqual(made.tabs().map(({ input }) => input.key), ['hex /w/a']);
  made.open(file('a'));
  made.replace({ group: place.group, tab: 'file\nhex /w/a' }, file('a'));
  assert.deepEqual(made.tabs().map(({ input }) => input.key), ['/w/a']);
  assert.equal(made.activeTab()?.input.key, '/w/a');
});

test('a move takes files and comparisons with them along, in every group, but no old version', () => {
  const move = { from: path('src'), to: path('lib') };
  assert.equal(movedPath(path('src2/a'), move), null);
  assert.equal(movedInput(file('src/a'), move).key, '/w/lib/a');
  const diff = diffInput({ left: { source: 'git', path: path('src/a'), version: 'HEAD' }, right: { source: 'file', path: path('src/a') } });
  const moved = diffOf(movedInput(diff, move));
  assert.deepEqual([moved?.left.path, moved?.right.path], ['/w/src/a', '/w/lib/a']);
  const other = diffInput({ left: { source: 'git', path: path('src/a') }, right: { source: 'git', path: path('src/a') } });
  assert.equal(movedInput(other, move), other);
});

test('A27 params of another version are nothing', () => {
  assert.equal(diffOf({ kind: 'diff', key: '', params: { left: 7 } }), null);
  assert.equal(ownText({ kind: 'file', key: '', params: { path: '../x', viewer: null } }), null);
  assert.deepEqual(ownTexts({ kind: 'diff', key: '', params: null }), []);
});
