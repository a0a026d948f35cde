import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matchedAt } from './match.ts';

test('letters in their order are found, together where they are, whatever their case', () => {
  assert.deepEqual(matchedAt('totalOfDay', 'ofd'), [5, 6, 7]);
  assert.deepEqual(matchedAt('totalOfDay', 'tod'), [0, 1, 7]);
  assert.deepEqual(matchedAt('total', ''), []);
  assert.equal(matchedAt('total', 'lt'), null);
});
