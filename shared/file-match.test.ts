import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fileQuery, matchFile, splitPlace } from './file-match.ts';

const order = (query: string, paths: readonly string[]): string[] => {
  const asked = fileQuery(query);
  return paths
    .flatMap((path) => {
      const match = matchFile(asked, path);
      return match === null ? [] : [{ path, score: match.score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ path }) => path);
};

test('what is in the name comes before what is in its folders only', () => {
  assert.deepEqual(order('quote', ['shop/quote/index.ts', 'shop/src/my_quote.ts', 'shop/src/quote.ts', 'a/b.ts']), ['shop/src/quote.ts', 'shop/src/my_quote.ts', 'shop/quote/index.ts']);
});

test('a word with a slash names a folder', () => {
  assert.deepEqual(order('src/in', ['shop/src/index.ts', 'shop/lib/srcin.ts']), ['shop/src/index.ts']);
});

test('a place in the file may follow its name, in the ways that programs print it', () => {
  assert.deepEqual(splitPlace('a.py'), { text: 'a.py' });
  assert.deepEqual(splitPlace('a.py:12'), { text: 'a.py', line: 12 });
  assert.deepEqual(splitPlace('src/a.py:12:5'), { text: 'src/a.py', line: 12, column: 5 });
  assert.deepEqual(splitPlace('a.ts(3, 4):'), { text: 'a.ts', line: 3, column: 4 });
  assert.deepEqual(splitPlace('a.py:'), { text: 'a.py' });
  assert.deepEqual(splitPlace(':7'), { text: '', line: 7 });
});
