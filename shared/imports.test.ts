import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ImportUrl, TreePath } from './imports.ts';

test('only http and https are fetched from, without credentials in the address', () => {
  for (const url of ['https://example.com/a/b.git', 'http://[2001:db8::1]:8080/x', 'https://example.com', ' https://example.com/a?b=c ']) assert.ok(ImportUrl.safeParse(url).success, url);
  for (const url of ['file:///etc/passwd', 'ext::sh -c id', 'ssh://git@example.com/a', 'git@example.com:a/b', 'git://example.com/a', 'https://', 'https://me:secret@example.com/a', 'https://example.com/a b', 'https://example.com/\nx', '--upload-pack=id', '', '/etc']) {
    assert.ok(!ImportUrl.safeParse(url).success, url);
  }
});

test('a path of a plan is one that a git tree can hold', () => {
  for (const path of ['', 'a', 'a/b c/é', '-rf', '...']) assert.ok(TreePath.safeParse(path).success, path);
  for (const path of ['/a', 'a/', 'a//b', '..', 'a/../b', './a', '.git/config', 'a/.GIT/x', 'a\0b']) assert.ok(!TreePath.safeParse(path).success, path);
});
