import assert from 'node:assert/strict';
import { test } from 'node:test';

import { languageShares } from './languages.ts';

test('the languages that count are said, largest first, and no crumbs', () => {
  assert.deepEqual(languageShares([]), []);
  assert.deepEqual(languageShares([{ name: 'Text', bytes: 0 }]), []);
  const shares = languageShares([{ name: 'SQL', bytes: 60 }, { name: 'Python', bytes: 900 }, { name: 'C', bytes: 9 }, { name: 'Shell', bytes: 20 }, { name: 'CSS', bytes: 11 }]);
  assert.deepEqual(shares, [{ name: 'Python', part: 0.9 }, { name: 'SQL', part: 0.06 }, { name: 'Shell', part: 0.02 }]);
});
