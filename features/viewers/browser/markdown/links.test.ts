import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { targetOf } from './links.ts';

const from = FilePath.parse('/workspace/shop/api/docs/guide.md');
const path = (href: string) => {
  const target = targetOf(href, from);
  return target?.kind === 'file' ? target.path : target;
};

test('links within the workspace are paths beside the text, or from its module', () => {
  assert.equal(path('a%20b.png'), '/workspace/shop/api/docs/a b.png');
  assert.equal(path('../README.md#top'), '/workspace/shop/api/README.md');
  assert.equal(path('/src/main.py?x=1'), '/workspace/shop/api/src/main.py');
  assert.equal(path('./../../../../../../etc/passwd'), '/etc/passwd');
});

test('only addresses that a person would open lead out', () => {
  assert.deepEqual(targetOf('https://example.org/a b', from), { kind: 'web', url: 'https://example.org/a%20b' });
  for (const href of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'blob:x', '//evil.example/x', '#top', '', '%E0%A4%A', 'https://']) assert.equal(targetOf(href, from), null, href);
});
