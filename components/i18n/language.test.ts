import assert from 'node:assert/strict';
import { test } from 'node:test';

import { negotiateLanguage } from './language.ts';

function negotiate(acceptLanguage: string | null, remembered?: string): string {
  return negotiateLanguage({ acceptLanguage, remembered });
}

test('what was chosen goes before what the browser asks for', () => {
  assert.equal(negotiate('en', 'fr'), 'fr');
  assert.equal(negotiate('fr', 'en'), 'en');
});

test('a remembered value that is no language is ignored', () => {
  for (const value of ['', 'xx', '../../etc', 'FR', '__proto__']) assert.equal(negotiate('fr', value), 'fr');
});

test('the browser’s languages are taken in the order of their weights, regions included', () => {
  assert.equal(negotiate('fr-BE'), 'fr');
  assert.equal(negotiate('nl-BE,nl;q=0.9,fr;q=0.8,en;q=0.7'), 'fr');
  assert.equal(negotiate('en;q=0.3, fr;q=0.9'), 'fr');
  assert.equal(negotiate('fr;q=0, en'), 'en');
  assert.equal(negotiate('FR-ca'), 'fr');
});

test('English is what remains: nothing asked, nothing known, nonsense, or anything', () => {
  for (const header of [null, '', 'nl', '*', ';;;,,,q=', 'fr;q=abc', 'x'.repeat(100_000)]) assert.equal(negotiate(header), 'en');
});
