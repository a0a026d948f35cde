import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownKey } from './own-key.ts';

test('what is kept of one member is not found by another', () => {
  const of = (member?: string): string => ownKey('atelier:settings', { dataset: member === undefined ? {} : { member } });
  assert.equal(of(), 'atelier:settings');
  assert.notEqual(of('m000000000001'), of('m000000000002'));
  assert.notEqual(of('m000000000001'), of());
});
