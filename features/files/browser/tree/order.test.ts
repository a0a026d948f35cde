import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FileEntry } from '../../contract.ts';
import { FileTree, type TreeNode } from './file-tree.ts';
import { orderOf, type SortOrder } from './order.ts';

const ENTRIES: readonly FileEntry[] = [
  { name: 'b.ts', kind: 'file', target: null, modifiedAtMs: 1000 },
  { name: 'a.py', kind: 'file', target: null, modifiedAtMs: 3000 },
  { name: 'docs', kind: 'folder', target: null, modifiedAtMs: 2000 },
  { name: 'a.ts', kind: 'file', target: null, modifiedAtMs: 2000 },
  { name: 'LICENSE', kind: 'file', target: null, modifiedAtMs: 500 },
  { name: 'bin', kind: 'folder', target: null, modifiedAtMs: 4000 },
];

function treeOf(sort: SortOrder): { readonly tree: FileTree; readonly root: TreeNode; readonly names: () => string[] } {
  const tree = new FileTree();
  tree.setOrder(orderOf(sort));
  tree.setRoots([{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }]);
  const [root] = tree.roots;
  assert.ok(root);
  tree.setExpanded(root, true);
  tree.add(root, ENTRIES.slice(0, 3));
  tree.add(root, ENTRIES.slice(3));
  return { tree, root, names: () => tree.visible().slice(1).map(({ name }) => name) };
}

const ORDERS: readonly (readonly [SortOrder, readonly string[]])[] = [
  ['default', ['bin', 'docs', 'a.py', 'a.ts', 'b.ts', 'LICENSE']],
  ['mixed', ['a.py', 'a.ts', 'b.ts', 'bin', 'docs', 'LICENSE']],
  ['filesFirst', ['a.py', 'a.ts', 'b.ts', 'LICENSE', 'bin', 'docs']],
  ['type', ['bin', 'docs', 'LICENSE', 'a.py', 'a.ts', 'b.ts']],
  ['modified', ['bin', 'docs', 'a.py', 'a.ts', 'b.ts', 'LICENSE']],
];

for (const [sort, expected] of ORDERS) {
  test(`${sort}: names stand, are found and have their place in that order`, () => {
    const { tree, names } = treeOf(sort);
    assert.deepEqual(names(), expected);
    for (const [at, name] of expected.entries()) {
      const node = tree.find(`/home/ws/${name}`);
      assert.equal(node?.name, name);
      assert.equal(node && tree.position(node).index, at + 1);
    }
  });
}

test('another order puts what is known in its place, and nodes stay what they are', () => {
  const { tree, names } = treeOf('default');
  const license = tree.find('/home/ws/LICENSE');
  tree.setOrder(orderOf('filesFirst'));
  assert.deepEqual(names(), ORDERS[2]?.[1]);
  assert.equal(tree.find('/home/ws/LICENSE'), license);
});

test('by time, a name that is read again with a later time moves up, and one that is made stands first', () => {
  const { tree, root, names } = treeOf('modified');
  const old = tree.find('/home/ws/LICENSE');
  tree.replace(root, tree.prepare(root, ENTRIES.map((entry) => (entry.name === 'LICENSE' ? { ...entry, modifiedAtMs: 9000 } : entry))));
  assert.deepEqual(names(), ['bin', 'docs', 'LICENSE', 'a.py', 'a.ts', 'b.ts']);
  assert.equal(tree.find('/home/ws/LICENSE'), old);
  tree.insert(root, { name: 'new.ts', kind: 'file', target: null, modifiedAtMs: 10_000 });
  assert.equal(names()[2], 'new.ts');
});
