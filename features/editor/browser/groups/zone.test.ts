import assert from 'node:assert/strict';
import { test } from 'node:test';

import { zoneOf } from './zone.ts';

test('what is let go near an edge makes a group there, elsewhere it comes into the group', () => {
  assert.equal(zoneOf({ x: 0.5, y: 0.5 }), 'middle');
  assert.equal(zoneOf({ x: 0.05, y: 0.5 }), 'left');
  assert.equal(zoneOf({ x: 0.9, y: 0.5 }), 'right');
  assert.equal(zoneOf({ x: 0.5, y: 0.1 }), 'up');
  assert.equal(zoneOf({ x: 0.5, y: 0.95 }), 'down');
  assert.equal(zoneOf({ x: 0.1, y: 0.02 }), 'up');
});
