import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FileTree, type TreeNode } from './file-tree.ts';
import { Selection } from './selection.ts';

function rowsOf(): { rows: readonly TreeNode[]; by: (name: string) => TreeNode } {
  const tree = new FileTree();
  tree.setRoots([{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }]);
  const [home] = tree.roots;
  assert.ok(home);
  for (const name of ['a', 'b', 'c', 'd']) tree.insert(home, { name, kind: 'folder', target: null });
  for (const child of home.children) tree.insert(child, { name: `in ${child.name}`, kind: 'file', target: null });
  for (const node of [home, ...home.children]) tree.setExpanded(node, true);
  const rows = tree.visible();
  const by = (name: string): TreeNode => {
    const found = rows.find((node) => node.name === name);
    assert.ok(found);
    return found;
  };
  return { rows, by };
}

const names = (nodes: Iterable<TreeNode>) => [...nodes].map(({ name }) => name);

test('one row, some rows, a range, all of them', () => {
  const { rows, by } = rowsOf();
  const selection = new Selection();
  selection.only(by('b'));
  selection.toggle(by('d'));
  assert.deepEqual(names(selection.chosen.get()), ['b', 'd']);
  selection.toggle(by('b'));
  assert.deepEqual(names(selection.chosen.get()), ['d']);
  assert.equal(selection.focused.get()?.name, 'd');
  selection.only(by('c'));
  selection.extend(by('a'), rows);
  assert.deepEqual(names(selection.chosen.get()), ['a', 'in a', 'b', 'in b', 'c']);
  selection.extend(by('d'), rows);
  assert.deepEqual(names(selection.chosen.get()), ['c', 'in c', 'd']);
  selection.all(rows);
  assert.equal(selection.chosen.get().size, rows.length);
});

test('what is done to a row is done to all that are chosen with it, and once', () => {
  const { by } = rowsOf();
  const selection = new Selection();
  selection.only(by('a'));
  selection.toggle(by('in a'));
  selection.toggle(by('c'));
  assert.deepEqual(names(selection.targets()), ['a', 'c']);
  assert.deepEqual(names(selection.targets(by('b'))), ['b']);
  assert.deepEqual(names(new Selection().targets()), []);
});
