import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextCopyName } from './copy-name.ts';

test('copies are named as VS Code names them', () => {
  const cases = [['a.txt', 'a copy.txt'], ['a copy.txt', 'a copy 2.txt'], ['a copy 9.txt', 'a copy 10.txt'], ['folder', 'folder copy'], ['.env', '.env copy'], ['a.tar.gz', 'a.tar copy.gz'], ['new\nline', 'new\nline copy']] as const;
  for (const [name, next] of cases) assert.equal(nextCopyName(name), next);
});
