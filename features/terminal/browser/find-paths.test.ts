import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../tests/harness/soon.ts';
import { findPaths } from './find-paths.ts';

const told = (line: string): string[] => findPaths(line).map(({ path, line: row, column }) => [path, row, column].filter((part) => part !== undefined).join('|'));

test('paths with line and column, as compilers and tools write them', () => {
  assert.deepEqual(told('src/a.ts:12:5 - error TS2304: Cannot'), ['src/a.ts|12|5', 'error', 'TS2304', 'Cannot', '-'].filter((path) => path !== '-'));
  assert.equal(told('src/a.ts(12,5): error')[0], 'src/a.ts|12|5');
  assert.equal(told('main.c:3: warning')[0], 'main.c|3');
  assert.equal(told('grep.txt:14:found it')[0], 'grep.txt:14:found');
  assert.equal(told('  File "/home/ws/a b.py", line 3, in <module>').find((path) => path.includes('a b')), '/home/ws/a b.py|3');
  assert.equal(told('   at run (file.js:10:3)').at(-1), 'file.js|10|3');
  assert.equal(told('   at /workspace/x/app/[id]/(group)/page.tsx:7:1').at(-1), '/workspace/x/app/[id]/(group)/page.tsx|7|1');
  assert.equal(told('lines src/a.ts:12-15').at(-1), 'src/a.ts|12');
});

test('punctuation around a path is none of it', () => {
  assert.deepEqual(told('(see src/a.ts).'), ['see', 'src/a.ts']);
  assert.deepEqual(told('[a.ts]'), ['a.ts']);
  assert.deepEqual(told("cat 'with space.txt', done"), ['cat', 'with space.txt', 'done']);
  assert.deepEqual(told('é/漢字.txt:3'), ['é/漢字.txt|3']);
  assert.deepEqual(told('~/notes .. .'), ['~/notes', '..', '.']);
});

test('addresses are not paths, and the offsets are those of the text', () => {
  assert.deepEqual(told('see https://example.com/a.ts:3'), ['see']);
  const line = 'error in src/a.ts:12:5, stop';
  const found = findPaths(line).find(({ path }) => path === 'src/a.ts');
  assert.equal(found && line.slice(found.start, found.end), 'src/a.ts:12:5');
});

test('a line that is data costs nothing', () => {
  assert.deepEqual(soon(() => findPaths('x'.repeat(1_000_000))), []);
  for (const part of ['((', ':1', '"a']) soon(() => findPaths(part.repeat(2000)));
});
