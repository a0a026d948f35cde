import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BranchName, RESERVED_SLUGS, Slug, slugProblem } from './projects.ts';

const HOSTILE: readonly (readonly [string, string])[] = [
  ['', 'missing'],
  ['..', 'characters'],
  ['.', 'characters'],
  ['.git', 'characters'],
  ['api.git', 'characters'],
  ['%2e', 'characters'],
  ['%2e%2e', 'characters'],
  ['../shop', 'characters'],
  ['shop/api', 'characters'],
  ['shop\\api', 'characters'],
  ['API', 'characters'],
  ['a b', 'characters'],
  [' api', 'characters'],
  ['api\n', 'characters'],
  ['api\0', 'characters'],
  ['api_v2', 'characters'],
  ['$(id)', 'characters'],
  // Look-alikes: Cyrillic а, full-width a, a zero-width space, a right-to-left override, a Kelvin sign.
  ['\u0430pi', 'characters'],
  ['\uff41pi', 'characters'],
  ['a\u200bpi', 'characters'],
  ['\u202eipa', 'characters'],
  ['\u212aeep', 'characters'],
  ['-rf', 'ends'],
  ['--upload-pack', 'ends'],
  ['api-', 'ends'],
  ['-', 'ends'],
  ['a'.repeat(41), 'too_long'],
  ['a'.repeat(255), 'too_long'],
  ['a'.repeat(300), 'too_long'],
  ['xn--pi-7cd', 'reserved'],
  ...RESERVED_SLUGS.map((slug) => [slug, 'reserved'] as const),
];

test('a name that means something else is refused, with the rule it breaks', () => {
  for (const [name, rule] of HOSTILE) {
    assert.equal(slugProblem(name), rule, JSON.stringify(name));
    assert.equal(Slug.safeParse(name).success, false, JSON.stringify(name));
  }
});

test('a name is good for the one exactly when it is for the other', () => {
  for (const name of ['a', '0', 'api', 'qwanyx-api', 'personal-cash', 'a'.repeat(40), '1-2', 'github', 'api2', 'con2']) {
    assert.equal(slugProblem(name), null, name);
    assert.equal(Slug.parse(name), name);
  }
});

test('a protected branch is a name that git knows and no pattern', () => {
  for (const name of ['main', 'release/1.2', 'feature/x', 'v1.0', 'a@b', 'wip+x']) assert.ok(BranchName.safeParse(name).success, name);
  for (const name of ['', '-x', '.x', 'a..b', 'a//b', '/a', 'a/', 'a.lock', 'x.lock/y', 'a b', 'a*', 'a?', 'a[', 'a~1', 'a^', 'a:b', 'a\\b', 'a@{1}', 'a.', 'a\n', 'x'.repeat(201)]) {
    assert.equal(BranchName.safeParse(name).success, false, JSON.stringify(name));
  }
});
