import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';

import { FilePath } from '../../../shared/file-path.ts';
import { Settings, type Setting } from './settings.ts';

const tabSize: Setting<number> = { key: 'editor.tabSize', schema: z.number().int().min(1), preset: 4, groupKey: 'editor.loading', titleKey: 'editor.loading' };
const API = FilePath.parse('/workspace/shop/api');
const inApi = { path: FilePath.parse('/workspace/shop/api/main.py'), language: 'python' };

test('what nobody set is the preset, and the strongest layer wins whatever came last', () => {
  const settings = new Settings();
  assert.equal(settings.get(tabSize), 4);
  settings.setLayer({ level: 'folder', folder: API }, { 'editor.tabSize': 8 });
  settings.setLayer({ level: 'workspace' }, { 'editor.tabSize': 3 });
  settings.setLayer({ level: 'user' }, { 'editor.tabSize': 2 });
  assert.equal(settings.get(tabSize), 3);
  assert.equal(settings.get(tabSize, inApi), 8);
  assert.equal(settings.get(tabSize, { path: FilePath.parse('/workspace/shop/api2/x') }), 3);
});

test('a language’s block is stronger than the layer it stands in', () => {
  const settings = new Settings();
  settings.setLayer({ level: 'user' }, { 'editor.tabSize': 2, '[python]': { 'editor.tabSize': 6 } });
  assert.equal(settings.get(tabSize, inApi), 6);
  assert.equal(settings.get(tabSize, { language: 'rust' }), 2);
});

test('a value of the wrong shape counts as not set', () => {
  const settings = new Settings();
  settings.setLayer({ level: 'user' }, { 'editor.tabSize': 2 });
  settings.setLayer({ level: 'workspace' }, { 'editor.tabSize': 'wide' });
  assert.equal(settings.get(tabSize), 2);
});

test('what watches a value keeps its reference until the value changes', () => {
  const settings = new Settings();
  const list: Setting<readonly string[]> = { key: 'l', schema: z.array(z.string()), preset: [], groupKey: 'editor.loading', titleKey: 'editor.loading' };
  const watched = settings.of(list);
  settings.setLayer({ level: 'user' }, { l: ['a'] });
  const first = watched.get();
  settings.setLayer({ level: 'workspace' }, { other: 1 });
  assert.equal(watched.get(), first);
  assert.deepEqual(first, ['a']);
});
