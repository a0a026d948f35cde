import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pathToQuery } from '../../../../shared/file-path.ts';
import { namedByAddress } from './address.ts';

const named = (file: string) => namedByAddress({ pathname: '/w/lab', search: `?file=${file}` });

test('a path as the workbench writes it is found in the address', () => {
  for (const path of ['/home/ws/a.txt', '/home/ws/été "1".md', '/a', '/home/ws/.bashrc', '/home/ws/..a/b..']) {
    assert.deepEqual(named(pathToQuery(path)), { workspace: 'lab', path, rawPath: pathToQuery(path) });
  }
});

test('what is no whole path, or cannot be a text, is left to the workbench', () => {
  for (const file of ['', 'a.txt', '/', '/a/', '//a', '/a/../b', '/a/..', '/a/./b', '/a b', '/%FF', '/%']) assert.equal(named(file), null, file);
  assert.equal(namedByAddress({ pathname: '/w/lab', search: '' }), null);
  assert.equal(namedByAddress({ pathname: '/workspaces', search: '?file=/a' }), null);
});

test('names of workspaces come decoded', () => {
  assert.equal(namedByAddress({ pathname: '/w/l%C3%A9a', search: '?x=1&file=/a' })?.workspace, 'léa');
});
