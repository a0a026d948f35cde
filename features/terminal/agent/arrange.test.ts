import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arrange, insertBeside } from './arrange.ts';

const placed = (text: string): { id: string; group: string }[] => text.split(' ').map((one) => ({ id: one[0] ?? '', group: one[1] ?? '' }));
const told = (places: readonly { id: string; group: string }[]): string => places.map(({ id, group }) => `${id}${group}`).join(' ');

test('terminals stand as they were asked to, a group named after its first', () => {
  assert.equal(told(arrange(placed('aa bb cc'), [['c'], ['a', 'b']])), 'cc aa ba');
  assert.equal(told(arrange(placed('aa ba ca'), [['b'], ['a', 'c']])), 'bb aa ca');
});

test('what was not named, or is not there, harms nothing', () => {
  assert.equal(told(arrange(placed('aa bb cc'), [['x', 'b']])), 'bb aa cc');
  assert.equal(told(arrange(placed('aa bb'), [['a', 'a'], ['a', 'b']])), 'aa bb');
  assert.equal(told(arrange(placed('aa ba cc'), [['b', 'c']])), 'bb cb aa');
  assert.equal(told(arrange(placed('aa ba'), [['a']])), 'aa bb');
});

test('a new one stands beside another, or by itself at the end', () => {
  assert.equal(told(insertBeside(placed('aa ba cc'), 'n', 'a')), 'aa na ba cc');
  assert.equal(told(insertBeside(placed('aa'), 'n', undefined)), 'aa nn');
  assert.equal(told(insertBeside(placed('aa'), 'n', 'x')), 'aa nn');
});
