import assert from 'node:assert/strict';
import { test } from 'node:test';

import { displayName } from './display-name.ts';

test('A23 names that would deceive are shown escaped', () => {
  assert.equal(displayName('new\nline'), String.raw`new\nline`);
  assert.equal(displayName('\u001b[31mred'), String.raw`\x1b[31mred`);
  assert.equal(displayName('invoice\u202efdp.exe'), String.raw`invoice\u202efdp.exe`);
  assert.equal(displayName('a\u200bb'), String.raw`a\u200bb`);
});

test('A23 bytes that are not UTF-8 are shown as bytes', () => {
  assert.equal(displayName('caf\udce9'), String.raw`caf\xe9`);
});

test('honest names stay as they are', () => {
  for (const name of ['plain.txt', 'été', '日本語', '🦊 fox', "quote's \"double\"", '-rf', '100%']) assert.equal(displayName(name), name);
});
