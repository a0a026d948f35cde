import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '#tests/harness/until.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { childNamed, FileTree, type TreeNode } from './file-tree.ts';
import { IgnoredNames } from './ignored-names.ts';

const known = async (ignored: IgnoredNames): Promise<void> => new Promise((resolve) => {
  const stop = ignored.version.subscribe(() => {
    stop();
    resolve();
  });
});

test('rows that show are asked about once, together; what lies in an ignored folder is not asked about; rules make it ask again', async () => {
  const tree = new FileTree();
  tree.setRoots([{ path: '/w/m', name: 'm', kind: 'module', readOnly: false }]);
  const [root] = tree.roots;
  assert.ok(root);
  const put = (folder: TreeNode, ...names: string[]) => names.map((name) => tree.insert(folder, { name, kind: 'folder', target: null }));
  put(root, 'dist', 'src');
  const dist = childNamed(root, 'dist');
  assert.ok(dist);
  const [inside] = put(dist, 'x');
  assert.ok(inside);
  const asked: string[] = [];
  const ignored = new IgnoredNames({ ask: async (folder, names) => (asked.push(`${folder}: ${names.join(' ')}`), names.filter((name) => name === 'dist')) });
  ignored.want([root, ...root.children]);
  ignored.want(root.children);
  await known(ignored);
  assert.deepEqual([ignored.has(dist), ignored.has(inside), ignored.has(root.children[1] ?? root)], [true, true, false]);
  ignored.want([inside, ...root.children]);
  assert.deepEqual(asked, ['/w/m: dist src']);
  ignored.noticed(FilePath.parse('/w/m/src/file.ts'));
  assert.equal(ignored.has(dist), true);
  ignored.noticed(FilePath.parse('/w/m/.gitignore'));
  assert.equal(ignored.has(dist), false);
  ignored.want(root.children);
  await known(ignored);
  assert.equal(asked.length, 2);
});

test('while there is no answer nothing is dimmed, and it is asked again', async () => {
  const tree = new FileTree();
  tree.setRoots([{ path: '/w/m', name: 'm', kind: 'module', readOnly: false }]);
  const [root] = tree.roots;
  assert.ok(root);
  const node = tree.insert(root, { name: 'a', kind: 'file', target: null });
  let tries = 0;
  const second = Promise.withResolvers<void>();
  const ignored = new IgnoredNames({
    ask: async () => {
      tries += 1;
      if (tries === 1) throw new Error('the connection went');
      second.resolve();
      return ['a'];
    },
  });
  ignored.want([node]);
  await until('it was asked', () => tries > 0);
  await new Promise((resolve) => setImmediate(resolve));
  ignored.want([node]);
  await second.promise;
});
