import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../shared/file-path.ts';
import type { ChangedFile } from '../contract.ts';
import { listsOf, pathsOf, rowsOf } from './rows.ts';

const change = (name: string, about: Partial<ChangedFile> = {}): ChangedFile => ({ path: FilePath.parse(`/m/${name}`), from: null, kind: 'modified', staged: null, unstaged: 'modified', conflict: null, ...about });
const shown = (names: readonly string[], folded: readonly string[] = []): string[] =>
  rowsOf(names.map((name) => change(name)), { root: '/m', mode: 'tree', folded: new Set(folded), prefix: 'changes' }).map((row) => `${' '.repeat(row.depth)}${row.kind === 'folder' ? `${row.name}/` : row.change.path.slice(row.change.path.lastIndexOf('/') + 1)}`);

test('a folder with nothing but a folder is one line with it, and a folded one hides what is in it', () => {
  const names = ['a/b/c/one', 'a/b/c/two', 'a/b/d/three', 'four'];
  assert.deepEqual(shown(names), ['a/b/', ' c/', '  one', '  two', ' d/', '  three', 'four']);
  assert.deepEqual(shown(names, ['changes /m/a/b/c']), ['a/b/', ' c/', ' d/', '  three', 'four']);
});

test('a file that is staged and changed again is in both lists, and a rename is unstaged with both names', () => {
  const both = change('x', { staged: 'modified' });
  const conflicted = change('c', { kind: 'conflicted', unstaged: null, conflict: 'both_modified' });
  const { staged, changes, conflicts } = listsOf([both, conflicted]);
  assert.deepEqual([staged, changes, conflicts], [[both], [both], [conflicted]]);
  assert.deepEqual(pathsOf([change('new', { staged: 'renamed', from: FilePath.parse('/m/old') })]), ['/m/new', '/m/old']);
});
