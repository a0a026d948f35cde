import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FileMark } from '../../../../components/workbench/menus.ts';
import { Registry } from '../../../../components/workbench/registry.ts';
import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { mergedMarks } from './merged-marks.ts';

const at = (path: string) => FilePath.parse(path);
const mark = (tone: FileMark['tone']): FileMark => ({ letter: tone.slice(0, 1), tone, label: tone });

test('a folder shows the weightiest mark of what is in it, whoever gave it, and what is ignored says nothing', () => {
  const registry = new Registry<Readable<ReadonlyMap<FilePath, FileMark>>>();
  const git = new Store<ReadonlyMap<FilePath, FileMark>>(new Map([[at('/m/a/x'), mark('added')], [at('/m/b/y'), mark('ignored')]]));
  const marks = mergedMarks(registry);
  let calls = 0;
  const stop = marks.subscribe(() => (calls += 1));
  assert.equal(marks.get().own.size, 0);
  registry.add(git);
  assert.deepEqual([...marks.get().inside], [['/m/a', 'added'], ['/m', 'added']]);
  assert.equal(marks.get(), marks.get());
  git.set(new Map([...git.get(), [at('/m/b/z'), mark('conflicted')]]));
  assert.deepEqual([marks.get().inside.get('/m'), marks.get().inside.get('/m/a'), marks.get().own.get('/m/b/y')?.tone], ['conflicted', 'added', 'ignored']);
  assert.equal(calls, 2);
  stop();
  git.set(new Map());
  assert.equal(calls, 2);
});
