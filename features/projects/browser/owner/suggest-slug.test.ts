import assert from 'node:assert/strict';
import { test } from 'node:test';

import { suggestSlug } from './suggest-slug.ts';

test('the nearest allowed name is offered, and none where nothing is left', () => {
  for (const [text, suggestion] of [['Humans Lab!', 'humans-lab'], ['Éditions Belges', 'editions-belges'], ['--x--', 'x'], ['.git', null], ['..', null], ['', null], ['日本', null], ['a'.repeat(60), 'a'.repeat(40)]] as const) {
    assert.equal(suggestSlug(text), suggestion, text);
  }
});
