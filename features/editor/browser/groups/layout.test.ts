import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evenShares, gapsOf, groupsOf, keepGroups, LayoutNode, LEAST_SHARE, moveGap, neighbourOf, rectsOf, removeGroup, soleGroup, splitGroup } from './layout.ts';

/** a | b over c */
const three = splitGroup(splitGroup(soleGroup('a'), { group: 'a', side: 'right', id: 'b' }), { group: 'b', side: 'down', id: 'c' });

test('a group that is split gives half of its room', () => {
  assert.deepEqual([...rectsOf(three)], [
    ['a', { x: 0, y: 0, width: 0.5, height: 1 }],
    ['b', { x: 0.5, y: 0, width: 0.5, height: 0.5 }],
    ['c', { x: 0.5, y: 0.5, width: 0.5, height: 0.5 }],
  ]);
  assert.deepEqual(groupsOf(splitGroup(three, { group: 'a', side: 'left', id: 'd' })), ['d', 'a', 'b', 'c']);
  assert.deepEqual(groupsOf(splitGroup(three, { group: 'c', side: 'up', id: 'd' })), ['a', 'b', 'd', 'c']);
});

test('splits of one direction are one split, and what is left of a split is no split', () => {
  const row = splitGroup(splitGroup(soleGroup('a'), { group: 'a', side: 'right', id: 'b' }), { group: 'b', side: 'right', id: 'c' });
  assert.ok(row.type === 'split' && row.children.length === 3);
  const left = removeGroup(three, 'a');
  assert.ok(left?.type === 'split' && left.direction === 'column');
  assert.deepEqual(removeGroup(left, 'b'), soleGroup('c'));
  assert.equal(removeGroup(soleGroup('a'), 'a'), null);
  const nested = removeGroup(splitGroup(three, { group: 'c', side: 'right', id: 'd' }), 'b');
  assert.ok(nested?.type === 'split' && nested.children.every(({ type }) => type === 'group'));
  assert.ok(Math.abs(nested.children.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
});

test('of what was kept only known groups are left', () => {
  assert.deepEqual(keepGroups(three, new Set(['c'])), soleGroup('c'));
  assert.equal(keepGroups(three, new Set()), null);
});

test('gaps lie between groups; moving one makes nobody too small', () => {
  const gaps = gapsOf(three);
  assert.deepEqual(gaps.map(({ direction, rect }) => [direction, rect.x, rect.y]), [['row', 0.5, 0], ['column', 0.5, 0.5]]);
  const [upright, lying] = gaps;
  assert.ok(upright && lying);
  assert.equal(rectsOf(moveGap(three, upright, 0.2)).get('a')?.width, 0.7);
  assert.equal(rectsOf(moveGap(three, lying, 2)).get('c')?.height.toFixed(4), LEAST_SHARE.toFixed(4));
  assert.deepEqual(rectsOf(evenShares(moveGap(three, upright, 0.2))), rectsOf(three));
  assert.deepEqual(moveGap(three, { path: [7], index: 3 }, 0.1), three);
});

test('neighbours touch along an edge', () => {
  assert.equal(neighbourOf(three, 'a', 'right'), 'b');
  assert.equal(neighbourOf(three, 'c', 'left'), 'a');
  assert.equal(neighbourOf(three, 'c', 'up'), 'b');
  assert.equal(neighbourOf(three, 'a', 'down'), null);
});

test('A27 what was kept and is no layout is none', () => {
  for (const wrong of [null, 7, {}, { type: 'group', id: 'a', share: 0 }, { type: 'split', direction: 'row', share: 1, children: [] }, { type: 'split', direction: 'x', share: 1, children: [soleGroup('a')] }]) {
    assert.equal(LayoutNode.safeParse(wrong).success, false);
  }
});
