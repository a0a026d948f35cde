import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { quotePath } from './quote-path.ts';

test('a shell reads back the path that was quoted, as one word', () => {
  for (const path of ['/home/ws/a.txt', '/a b', "/it's", '/$(id)', '/`id`', '/a;b&c|d', '/"q"', '/é漢😀', '~/x', '-rf', '/back\\slash', '/new\nline', "/tab\tand'quote\\", '/esc\u{1b}[201~', '/c1\u0085x']) {
    const quoted = quotePath(path);
    assert.doesNotMatch(quoted, /\p{Cc}/u);
    assert.equal(execFileSync('/bin/bash', ['--norc', '-c', `printf %s ${quoted}`], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] }), path);
  }
});

test('an ordinary path is not quoted', () => {
  assert.equal(quotePath('/workspace/autodin/api/app/[id].py'), "'/workspace/autodin/api/app/[id].py'");
  assert.equal(quotePath('/workspace/autodin/api/app/quotes.py'), '/workspace/autodin/api/app/quotes.py');
});
