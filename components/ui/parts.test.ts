import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keysAsText } from './keys.ts';
import { initials, personColour } from './person.ts';
import { sparklinePaths } from './sparkline-paths.ts';

const BOX = { max: 100, width: 90, height: 22, slots: 10 };

test('a sparkline ends at the right edge, however few values there are', () => {
  const { line, area } = sparklinePaths([0, 100], BOX);
  assert.equal(line, 'M80 21 90 1');
  assert.equal(area, 'M80 21 90 1 90 22 80 22z');
});

test('a sparkline clamps what lies outside its scale, and a scale of nothing is flat', () => {
  assert.equal(sparklinePaths([-5, 1000], BOX).line, 'M80 21 90 1');
  assert.equal(sparklinePaths([5, 5], { ...BOX, max: 0 }).line, 'M80 21 90 21');
});

test('a sparkline of nothing draws nothing, of one value a dot', () => {
  assert.deepEqual(sparklinePaths([], BOX), { line: '', area: '' });
  assert.equal(sparklinePaths([50], BOX).line, 'M90 11h.01');
});

test('initials are the first and the last word’s, in capitals', () => {
  assert.equal(initials('Philippe Aubert'), 'PA');
  assert.equal(initials('  marie-claire van den berg '), 'MB');
  assert.equal(initials('Élodie'), 'É');
  assert.equal(initials('🦊 Renard'), '🦊R');
  assert.equal(initials(''), '');
});

test('a person keeps a colour of the six', () => {
  assert.equal(personColour('m0123456789ab'), personColour('m0123456789ab'));
  for (const key of ['', 'a', 'm0123456789ab', '日本語']) assert.ok(personColour(key) >= 1 && personColour(key) <= 6);
});

test('keys read as the machine writes them, the plus key included', () => {
  assert.equal(keysAsText('Ctrl+Shift+P', false), 'Ctrl Shift P');
  assert.equal(keysAsText('Ctrl+Shift+P', true), '⌘⇧P');
  assert.equal(keysAsText('Ctrl++', false), 'Ctrl +');
  assert.equal(keysAsText('F6', true), 'F6');
});
