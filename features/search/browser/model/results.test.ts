import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { soon } from '../../../../tests/harness/soon.ts';
import type { Hit } from '../../contract.ts';
import { Results } from './results.ts';

const hit = (line: number): Hit => ({ line, column: 1, endLine: line, endColumn: 2, preview: 'x', from: 0, to: 1, at: line, bytes: 1 });
const path = (name: string): FilePath => FilePath.parse(`/workspace/${name}`);
const results = (): Results => new Results({ describe: (of) => ({ shown: of.slice(11), isReadOnly: false }) });
const rows = (of: Results): (string | number)[] => Array.from({ length: of.rowCount }, (_, at) => of.rowAt(at)).map((row) => row?.hit?.line ?? row?.file.shown ?? '?');

test('files stand in the order of their paths however they come, and hits of one file together', () => {
  const found = results();
  found.add([{ path: path('m'), hits: [hit(1)] }]);
  found.add([{ path: path('a'), hits: [hit(2)] }, { path: path('z'), hits: [hit(3)] }]);
  found.add([{ path: path('m'), hits: [hit(4)] }, { path: path('n'), hits: [hit(5)] }]);
  assert.deepEqual(rows(found), ['a', 2, 'm', 1, 4, 'n', 5, 'z', 3]);
  assert.deepEqual([found.hitCount, found.fileCount], [5, 4]);
  assert.equal(found.rowAt(9), null);
});

test('a folded file is one row, and what is taken off counts no more', () => {
  const found = results();
  found.add([{ path: path('a'), hits: [hit(1), hit(2)] }, { path: path('b'), hits: [hit(3)] }]);
  const [a, b] = found.files;
  assert.ok(a && b);
  found.toggle(a);
  assert.deepEqual(rows(found), ['a', 'b', 3]);
  found.toggle(a);
  assert.equal(found.rowOf(a, a.hits[1] ?? null), 2);
  found.remove(a, a.hits[0] ?? null);
  found.remove(b, b.hits[0] ?? null);
  assert.deepEqual(rows(found), ['a', 2]);
  assert.deepEqual([found.hitCount, found.fileCount], [1, 1]);
});

test('hits that were left out stay so when their file is looked at again', () => {
  const found = results();
  found.add([{ path: path('a'), hits: [hit(1), hit(2)] }]);
  const [a] = found.files;
  assert.ok(a);
  found.setLeftOut(a, a.hits[1] ?? null, true);
  found.replaceHits(a, [hit(11), hit(12)]);
  assert.deepEqual([...a.leftOut].map(({ line }) => line), [12]);
  found.replaceHits(a, []);
  assert.equal(found.fileCount, 0);
});

test('100,000 hits come and go in moments', () => {
  const found = results();
  for (let piece = 0; piece < 100; piece += 1) {
    const files = Array.from({ length: 100 }, (_, at) => ({ path: path(`d${(at * 37) % 100}/f${piece}`), hits: Array.from({ length: 10 }, (_line, line) => hit(line)) }));
    soon(() => found.add(files));
    assert.ok(soon(() => found.rowCount) > 0);
  }
  assert.equal(found.hitCount, 100_000);
  assert.equal(found.rowAt(found.rowCount - 1)?.hit?.line, 9);
});
