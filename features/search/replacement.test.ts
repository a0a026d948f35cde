import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countGroups, createReplacer } from './replacement.ts';

const replace = (text: string, groups: readonly string[], { isRegex = true, preserveCase = false } = {}): string => createReplacer({ text, isRegex, preserveCase })(groups);

test('groups, the whole and a dollar are written as in VS Code', () => {
  assert.equal(replace('once($1)', ['round(net, 2)', 'net']), 'once(net)');
  assert.equal(replace('[$0] [$&] $$1', ['x']), '[x] [x] $1');
  assert.equal(replace('$3', ['x', 'a']), '$3');
  assert.equal(replace('$12', ['x', 'a']), 'a2');
  assert.equal(replace(String.raw`a\tb\n\\`, ['x']), 'a\tb\n\\');
});

test('case can be changed for one letter and until the end', () => {
  assert.equal(replace(String.raw`\u$1\U$2\E-$2`, ['', 'net', 'vat']), 'NetVAT-vat');
});

test('without a regular expression nothing is special', () => {
  assert.equal(replace(String.raw`$1\n`, ['x'], { isRegex: false }), String.raw`$1\n`);
});

test('the case of what was found can be kept', () => {
  const kept = (found: string): string => replace('price', [found], { isRegex: false, preserveCase: true });
  assert.deepEqual(['COST', 'cost', 'Cost', '12'].map(kept), ['PRICE', 'price', 'Price', 'price']);
});

test('groups are counted, not what looks like one', () => {
  assert.equal(countGroups(String.raw`round\((.+), (2)\)`), 2);
  assert.equal(countGroups('(?:a)(?i)(?P<name>b)(?<other>c)[(](d)'), 3);
  assert.equal(countGroups('[]()](x)[^](]'), 1);
});
