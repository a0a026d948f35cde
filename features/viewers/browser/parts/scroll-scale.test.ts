import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MAX_SCROLL_PX, scrollPxOf, scrollRange, topRowOf } from './scroll-scale.ts';

test('where rows fit into what scrolls, a row is a row', () => {
  const scale = { count: 1000, rowPx: 20, viewPx: 400 };
  assert.deepEqual(scrollRange(1000, 20), { totalPx: 20_000, isScaled: false });
  assert.equal(topRowOf(scrollPxOf(437, scale), scale), 437);
  assert.equal(topRowOf(1e9, scale), 980);
});

test('of more rows both ends can be reached, and what is scrolled to shows', () => {
  const scale = { count: 134_217_728, rowPx: 20, viewPx: 410 };
  assert.equal(scrollRange(scale.count, 20).totalPx, MAX_SCROLL_PX);
  assert.equal(topRowOf(0, scale), 0);
  assert.equal(topRowOf(MAX_SCROLL_PX - 410, scale), 134_217_728 - 20);
  assert.ok(Math.abs(topRowOf(scrollPxOf(70_000_000, scale), scale) - 70_000_000) <= 1);
});
