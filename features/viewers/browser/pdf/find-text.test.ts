import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findIn, pageText, partsOf } from './find-text.ts';

const page = pageText([{ str: 'Le ', hasEOL: false }, { str: 'Théâtre', hasEOL: true }, { str: 'royal, un thé-', hasEOL: true }, { str: 'âtre İ 𝒳 theatre', hasEOL: false }]);

test('words are found over the ends of pieces and lines, whatever their accents and case', () => {
  assert.equal(page.text, 'Le Théâtre royal, un thé-âtre İ 𝒳 theatre');
  assert.deepEqual(findIn(page, 'THEATRE ROYAL', 10), [3]);
  assert.deepEqual(findIn(page, ' theatre ', 10), [3, page.text.length - 'theatre'.length]);
  assert.deepEqual(findIn(page, 'theatre', 1), [3]);
  assert.deepEqual(findIn(page, '  ', 10), []);
  assert.deepEqual(findIn(page, 'x.*', 10), []);
});

test('a place in the text is known by the pieces that it is drawn from', () => {
  assert.deepEqual(partsOf(page, 3, 'Théâtre royal'.length), [{ piece: 1, from: 0, to: 7 }, { piece: 2, from: 0, to: 5 }]);
  assert.deepEqual(partsOf(page, page.text.length - 3, 3), [{ piece: 3, from: page.pieces[3]?.length === undefined ? 0 : page.pieces[3].length - 3, to: page.pieces[3]?.length ?? 0 }]);
  assert.deepEqual(partsOf(pageText([]), 0, 4), []);
});
