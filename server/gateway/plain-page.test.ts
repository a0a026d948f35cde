import assert from 'node:assert/strict';
import { test } from 'node:test';

import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };
import { prefersFrench } from './plain-page.ts';

test('both languages have the same texts with the same values', () => {
  const shape = (messages: object): unknown =>
    Object.entries(messages).map(([name, texts]: [string, object]) => [name, Object.entries(texts).map(([key, text]) => [key, String(text).match(/\{\w+\}/g)])]);
  assert.deepEqual(shape(fr), shape(en));
});

test('the first language that we speak decides', () => {
  assert.equal(prefersFrench('fr-BE,fr;q=0.9,en;q=0.8'), true);
  assert.equal(prefersFrench('de,en;q=0.5,fr;q=0.7'), true);
  assert.equal(prefersFrench('en-GB,fr;q=0.9'), false);
  for (const other of [undefined, '', 'de', 'fr;q=x', ',;q=', 'x'.repeat(10_000)]) assert.equal(prefersFrench(other), other === 'fr;q=x', other?.slice(0, 10));
});
