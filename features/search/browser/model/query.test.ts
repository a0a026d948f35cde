import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMPTY_FORM, queryOf, SearchForm, splitGlobs } from './query.ts';

const SETTINGS = { always: ['**/.git'], unlessIgnored: ['**/node_modules'], smartCase: false, maxHits: 10 };

test('commas part globs, but not inside braces', () => {
  assert.deepEqual(splitGlobs(' *.{ts,tsx}, src ,,a'), ['*.{ts,tsx}', 'src', 'a']);
  assert.deepEqual(splitGlobs(''), []);
});

test('looking at ignored files takes away what settings leave out of searches', () => {
  assert.deepEqual(queryOf({ ...EMPTY_FORM, text: 'a', exclude: 'b' }, SETTINGS).exclude, ['b', '**/.git', '**/node_modules']);
  assert.deepEqual(queryOf({ ...EMPTY_FORM, text: 'a', ignored: true }, SETTINGS).exclude, ['**/.git']);
});

test('smart case minds capitals that were typed, not those of an expression’s signs', () => {
  const smart = { ...SETTINGS, smartCase: true };
  assert.equal(queryOf({ ...EMPTY_FORM, text: 'Vat' }, smart).matchCase, true);
  assert.equal(queryOf({ ...EMPTY_FORM, text: 'vat' }, smart).matchCase, false);
  assert.equal(queryOf({ ...EMPTY_FORM, text: String.raw`\Svat`, isRegex: true }, smart).matchCase, false);
});

test('a form of another version is none', () => {
  assert.deepEqual(SearchForm.parse({ text: 3, isRegex: 'yes', include: 'src' }), { ...EMPTY_FORM, include: 'src' });
});
