import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';

import { Settings, type Setting } from '../../../../components/workbench/settings/settings.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { groupsOf, isFound, marked, rowOf, uniqueSettings } from './setting-rows.ts';

const setting = (key: string, schema: z.ZodType, more: Partial<Setting<unknown>> = {}): Setting<unknown> => ({ key, schema, preset: null, groupKey: 'common.save', titleKey: 'common.save', ...more });
const API = FilePath.parse('/workspace/shop/api');

test('a row says what is set at its level, what holds without it, and what other levels say', () => {
  const settings = new Settings();
  const tabs = setting('editor.tabSize', z.number().int().min(1), { preset: 4 });
  const about = { settings, folders: [API] };
  settings.setLayer({ level: 'user' }, { 'editor.tabSize': 2 });
  settings.setLayer({ level: 'folder', folder: API }, { 'editor.tabSize': 8 });
  const mine = rowOf(tabs, { ...about, layer: { level: 'user' } });
  assert.deepEqual([mine.isChanged, mine.value, mine.refused, mine.elsewhere.map(({ value }) => value)], [true, 2, undefined, [8]]);
  const here = rowOf(tabs, { ...about, layer: { level: 'workspace' } });
  assert.deepEqual([here.isChanged, here.value, here.elsewhere.map(({ value }) => value)], [false, 2, [2, 8]]);
  settings.setLayer({ level: 'workspace' }, { 'editor.tabSize': 'wide' });
  const inFolder = rowOf(tabs, { ...about, layer: { level: 'folder', folder: API } });
  assert.deepEqual([inFolder.isChanged, inFolder.value, inFolder.elsewhere.map(({ value }) => value)], [true, 8, [2, 'wide'].slice(0, 1)]);
  const other = rowOf(tabs, { ...about, layer: { level: 'folder', folder: FilePath.parse('/workspace/shop/web') } });
  assert.deepEqual([other.isChanged, other.value], [false, 2]);
  const wrong = rowOf(tabs, { ...about, layer: { level: 'workspace' } });
  assert.deepEqual([wrong.isChanged, wrong.value, wrong.refused], [true, 2, 'wide']);
});

test('each kind of value has its control', () => {
  const settings = new Settings();
  const controls = [z.boolean(), z.number().int(), z.string().max(3), z.array(z.string()).readonly(), z.number().nullable(), z.record(z.string(), z.string()), z.union([z.boolean(), z.literal('x')])];
  assert.deepEqual(controls.map((schema) => rowOf(setting('a', schema), { settings, layer: { level: 'user' }, folders: [] }).control), ['switch', 'number', 'text', 'list', 'number', 'json', 'json']);
  assert.equal(rowOf(setting('a', z.string(), { choices: [] }), { settings, layer: { level: 'user' }, folders: [] }).control, 'choice');
});

test('a key that two features declare is one row, and groups keep their order', () => {
  const rows = uniqueSettings([setting('a', z.string()), setting('b', z.string(), { groupKey: 'common.close' }), setting('a', z.string())]).map((one) => rowOf(one, { settings: new Settings(), layer: { level: 'user' }, folders: [] }));
  assert.deepEqual(groupsOf(rows).map(({ key, rows: grouped }) => [key, grouped.length]), [['common.save', 1], ['common.close', 1]]);
});

test('all words have to be somewhere, and are marked where they are', () => {
  assert.equal(isFound(['save', 'auto'], ['Auto save', 'files.autoSave']), true);
  assert.equal(isFound(['save', 'never'], ['Auto save', 'files.autoSave']), false);
  assert.deepEqual(marked('Auto save (x)', ['save', '(']).filter(({ isFound: found }) => found).map(({ text }) => text), ['save', '(']);
  assert.deepEqual(marked('Auto', []), [{ text: 'Auto', isFound: false }]);
});
