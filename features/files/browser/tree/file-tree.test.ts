import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../../tests/harness/soon.ts';
import type { FileEntry } from '../../contract.ts';
import { excludesOf } from './excludes.ts';
import { childNamed, FileTree, isReadOnly, pathOf, type TreeNode } from './file-tree.ts';
import { TypeAhead } from './type-ahead.ts';

const file = (name: string): FileEntry => ({ name, kind: 'file', target: null });
const folder = (name: string): FileEntry => ({ name, kind: 'folder', target: null });

function treeWith(entries: readonly FileEntry[]): { tree: FileTree; home: TreeNode } {
  const tree = new FileTree();
  tree.setRoots([{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }]);
  const [home] = tree.roots;
  if (home === undefined) throw new Error('no root');
  tree.replace(home, tree.prepare(home, entries));
  tree.setExpanded(home, true);
  return { tree, home };
}

const names = (tree: FileTree) => tree.visible().map(({ name }) => name);

test('rows are the roots and what is expanded, folders first', () => {
  const { tree, home } = treeWith([file('b.txt'), folder('src'), file('a.txt')]);
  assert.deepEqual(names(tree), ['home', 'src', 'a.txt', 'b.txt']);
  tree.setExpanded(home, false);
  assert.deepEqual(names(tree), ['home']);
});

test('the rows stay the same array until something changes', () => {
  const { tree } = treeWith([file('a')]);
  assert.equal(tree.visible(), tree.visible());
});

test('a refresh keeps the nodes, and with them what is expanded', () => {
  const { tree, home } = treeWith([folder('src'), file('old')]);
  const src = childNamed(home, 'src');
  assert.ok(src);
  tree.replace(src, tree.prepare(src, [file('index.ts')]));
  tree.setExpanded(src, true);
  tree.replace(home, tree.prepare(home, [folder('src'), file('new')]));
  assert.deepEqual(names(tree), ['home', 'src', 'index.ts', 'new']);
  assert.equal(childNamed(home, 'src'), src);
});

test('a name that became a folder is another node', () => {
  const { tree, home } = treeWith([file('x')]);
  tree.insert(home, folder('x'));
  assert.deepEqual(home.children.map(({ kind }) => kind), ['folder']);
});

test('entries go in and out at their place', () => {
  const { tree, home } = treeWith([file('a'), file('c')]);
  const b = tree.insert(home, file('b'));
  assert.deepEqual(names(tree), ['home', 'a', 'b', 'c']);
  assert.deepEqual(tree.position(b), { index: 2, count: 3 });
  tree.remove(b);
  assert.deepEqual(names(tree), ['home', 'a', 'c']);
});

test('paths lead to nodes and back, hostile names included', () => {
  const { tree, home } = treeWith([file('new\nline'), folder('-rf'), file('\udcff')]);
  for (const child of home.children) {
    const path = pathOf(child);
    assert.ok(path);
    assert.equal(tree.find(path), child);
  }
  assert.equal(tree.find('/etc/passwd'), null);
});

test('a folder nested beyond the longest path has none', () => {
  const { tree, home } = treeWith([]);
  let node = home;
  for (let depth = 0; depth < 30; depth += 1) node = tree.insert(node, folder('x'.repeat(200)));
  assert.equal(pathOf(node), null);
});

test('what lies below a root that can only be read is read only', () => {
  const tree = new FileTree();
  tree.setRoots([{ path: '/workspace/autodin/api', name: 'api', kind: 'module', readOnly: true }]);
  const [root] = tree.roots;
  assert.ok(root);
  assert.equal(isReadOnly(tree.insert(root, file('a'))), true);
});

test('A30 100,000 entries in one folder show as they come', () => {
  const { tree, home } = treeWith([]);
  soon(() => {
    for (let at = 0; at < 100_000; at += 2000) {
      tree.add(home, Array.from({ length: 2000 }, (_, index) => file(`f${at + index}`)));
      tree.visible();
    }
  });
  assert.equal(tree.visible().length, 100_001);
});

test('typing goes to the next name that starts so, and a repeated letter goes on', () => {
  const { tree } = treeWith([file('alpha'), file('beta'), file('bravo')]);
  const typing = new TypeAhead();
  const rows = tree.visible();
  assert.equal(typing.next({ key: 'b', atMs: 0 }, rows, 0), 2);
  assert.equal(typing.next({ key: 'b', atMs: 100 }, rows, 2), 3);
  assert.equal(typing.next({ key: 'b', atMs: 5000 }, rows, 0), 2);
  assert.equal(typing.next({ key: 'r', atMs: 5100 }, rows, 2), 3);
  typing.forget();
  assert.equal(typing.next({ key: 'a', atMs: 5200 }, rows, 0), 1);
  assert.equal(typing.next({ key: 'z', atMs: 9000 }, rows, 0), null);
});

test('what is left out is in no row, read at once or piece by piece or put in later', () => {
  const tree = new FileTree();
  tree.setExcludes(excludesOf({ '**/.git': true, 'src/*.js': true }));
  tree.setRoots([{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }]);
  const [home] = tree.roots;
  assert.ok(home);
  tree.add(home, [folder('.git'), folder('src'), file('a.js')]);
  tree.setExpanded(home, true);
  const src = childNamed(home, 'src');
  assert.ok(src);
  tree.replace(src, tree.prepare(src, [file('a.js'), file('a.ts')]));
  tree.setExpanded(src, true);
  tree.insert(src, file('b.js'));
  assert.deepEqual(names(tree), ['home', 'src', 'a.ts', 'a.js']);
});

test('a filter shows names that contain it and the way to them, and says their places among what shows', () => {
  const { tree, home } = treeWith([folder('src'), folder('docs'), file('Readme.md'), file('x')]);
  const src = childNamed(home, 'src');
  assert.ok(src);
  tree.replace(src, tree.prepare(src, [file('read.ts'), file('write.ts')]));
  tree.setFilter('READ');
  assert.deepEqual(names(tree), ['home', 'src', 'read.ts', 'Readme.md']);
  assert.deepEqual([tree.isOpen(src), src.expanded], [true, false]);
  assert.deepEqual(tree.position(src), { index: 1, count: 2 });
  tree.setFilter('');
  assert.deepEqual(names(tree), ['home', 'docs', 'src', 'Readme.md', 'x']);
  tree.setFilter('nothing');
  assert.deepEqual(names(tree), []);
});

test('A30 100,000 known names are filtered as one types', () => {
  const { tree, home } = treeWith([]);
  tree.add(home, Array.from({ length: 100_000 }, (_, index) => file(`f${index}`)));
  for (const text of ['9', '99', '999']) {
    soon(() => {
      tree.setFilter(text);
      tree.visible();
    });
  }
  assert.equal(tree.visible().length, 281);
});
