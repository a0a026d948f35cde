import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../tests/harness/soon.ts';
import { fold, fuzzyMatch, fuzzyQuery } from './fuzzy.ts';

const best = (query: string, texts: readonly string[]): string | undefined => {
  const asked = fuzzyQuery(query);
  return texts
    .map((text) => ({ text, score: fuzzyMatch(asked, text)?.score ?? -Infinity }))
    .toSorted((a, b) => b.score - a.score)
    .find(({ score }) => score > -Infinity)?.text;
};
const marked = (query: string, text: string): string => {
  const found = new Set(fuzzyMatch(fuzzyQuery(query), text)?.found);
  return Array.from(text).map((letter, at) => (found.has(at) ? `[${letter}]` : letter)).join('').replaceAll('][', '');
};

test('letters are found in order, and words in any', () => {
  assert.equal(marked('qvt', 'quote_vat_tables'), '[q]uote_[v]at_[t]ables');
  assert.equal(marked('vat quo', 'quote_vat_tables'), '[quo]te_[vat]_tables');
  assert.equal(fuzzyMatch(fuzzyQuery('tq'), 'quot'), null);
});

test('what begins words or stands together is better than letters that happen to be there', () => {
  assert.equal(best('nt', ['Mount', 'New terminal', 'Pointer']), 'New terminal');
  assert.equal(best('term', ['Set every remote marker', 'Split terminal']), 'Split terminal');
  assert.equal(best('gtl', ['Sagittal', 'Go to Line']), 'Go to Line');
  assert.equal(best('useQ', ['useQuote', 'refuse_query']), 'useQuote');
});

test('case and accents do not matter', () => {
  assert.equal(marked('reinit', 'Réinitialiser'), '[Réinit]ialiser');
  assert.equal(marked('É', 'ecole'), '[e]cole');
  assert.equal(fold('ŒuvreÀ').length, 6);
});

test('a query of spaces matches everything, and marks nothing', () => {
  assert.deepEqual(fuzzyMatch(fuzzyQuery('  '), 'x'), { score: 0, found: [] });
});

test('a long text and a long query end soon', () => {
  soon(() => fuzzyMatch(fuzzyQuery('a'.repeat(1000)), 'a'.repeat(100_000)));
});
