import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TerminalId } from '../../../shared/ids.ts';
import { groupsOf, groupWith, type Groups, moved, movedBy, unsplit } from './arrangement.ts';

const id = (letter: string): TerminalId => letter as TerminalId;
const read = (text: string): Groups => text.split(' ').map((group) => group.split('').map(id));
const told = (groups: Groups): string => groups.map((group) => group.join('')).join(' ');

test('terminals that follow one another in one group stand side by side', () => {
  const views = ['aa', 'ba', 'cc', 'da'].map((text) => ({ id: id(text[0] ?? ''), group: text[1] ?? '' }));
  assert.equal(told(groupsOf(views)), 'ab c d');
  assert.deepEqual(groupWith(read('ab c'), id('b')), ['a', 'b']);
  assert.deepEqual(groupWith(read('ab c'), null), []);
});

test('a tab is dropped before, behind and into a group', () => {
  assert.equal(told(moved(read('a b c'), id('a'), { at: id('c'), where: 'behind' })), 'b c a');
  assert.equal(told(moved(read('a b c'), id('c'), { at: id('a'), where: 'before' })), 'c a b');
  assert.equal(told(moved(read('a bc'), id('a'), { at: id('b'), where: 'into' })), 'bac');
  assert.equal(told(moved(read('ab c'), id('b'), { at: id('a'), where: 'behind' })), 'a b c');
  assert.equal(told(moved(read('ab'), id('a'), { at: id('b'), where: 'into' })), 'ba');
  assert.equal(told(moved(read('a b'), id('a'), { at: id('a'), where: 'into' })), 'a b');
  assert.equal(told(moved(read('a b'), id('a'), { at: id('x'), where: 'into' })), 'a b');
});

test('keys move a terminal within its group, and at its edge the group', () => {
  assert.equal(told(movedBy(read('abc d'), id('a'), 1)), 'bac d');
  assert.equal(told(movedBy(read('abc d'), id('c'), -1)), 'acb d');
  assert.equal(told(movedBy(read('ab c'), id('b'), 1)), 'c ab');
  assert.equal(told(movedBy(read('a b'), id('a'), -1)), 'a b');
  assert.equal(told(movedBy(read('a b'), id('b'), -1)), 'b a');
});

test('a terminal leaves its group for one of its own', () => {
  assert.equal(told(unsplit(read('abc d'), id('b'))), 'ac b d');
  assert.equal(told(unsplit(read('a b'), id('b'))), 'a b');
});
