import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../../tests/harness/soon.ts';
import { excludesOf } from './excludes.ts';
import { globMatcher } from './glob.ts';

const leavesOut = (globs: Readonly<Record<string, unknown>>, path: string): boolean => excludesOf(globs)({ name: path.split('/').at(-1) ?? '', relative: () => path });

test('globs leave out what VS Code leaves out', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['**/.git', '.git', true],
    ['**/.git', 'a/b/.git', true],
    ['**/.git', 'a/.github', false],
    ['dist', 'dist', true],
    ['dist', 'a/dist', false],
    ['dist/', 'dist', true],
    ['**/*.{js,map}', 'a/b.map', true],
    ['**/*.{js,map}', 'a/b.ts', false],
    ['*.js', 'a/b.js', false],
    ['a/**', 'a/b/c', true],
    ['a/**/z', 'a/z', true],
    ['**/file[0-9].txt', 'file7.txt', true],
    ['**/file[!0-9].txt', 'file7.txt', false],
    ['**/?.md', 'a.md', true],
    ['**/a+b(c)', 'a+b(c)', true],
    ['**/new*line', 'new\nline', true],
  ];
  for (const [glob, path, expected] of cases) assert.equal(leavesOut({ [glob]: true }, path), expected, `${glob} ${path}`);
});

test('a glob that is switched off, or depends on another file, leaves nothing out', () => {
  assert.equal(leavesOut({ '**/x': false }, 'x'), false);
  assert.equal(leavesOut({ '**/x': { when: '$(basename).ts' } }, 'x'), false);
});

test('what is no glob matches nothing, and a hostile one takes no time', () => {
  for (const glob of ['{a', 'x'.repeat(10_000), '{a,b}'.repeat(50)]) assert.equal(globMatcher(glob)('a'), false, glob);
  assert.equal(soon(() => globMatcher('**/'.repeat(100) + 'x')('a/'.repeat(1000))), false);
  assert.equal(soon(() => globMatcher('*a'.repeat(100) + 'b')('a'.repeat(255))), false);
  assert.equal(soon(() => globMatcher('**/*a*a*a*a/**/*b*b*b')('aaaa/'.repeat(800))), false);
});
