import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../shared/file-path.ts';
import { cachedSettings, cacheSettings, type CachedLayer, type CachePlace } from './settings-cache.ts';

function storage() {
  const items = new Map<string, string>();
  return { items, getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value), removeItem: (key: string) => void items.delete(key) };
}

const place = (workspaceId: string, member = ''): CachePlace => ({ workspaceId, ownKey: (name) => `${name}${member}` });
const user: CachedLayer = { layer: { level: 'user' }, values: { 'editor.fontSize': 15 } };
const workspace: CachedLayer = { layer: { level: 'workspace' }, values: { 'editor.tabSize': 2 } };
const folder: CachedLayer = { layer: { level: 'folder', folder: FilePath.parse('/workspace/shop/api') }, values: { 'editor.tabSize': 8 } };

test('the member’s settings are there again in every workspace, the others in their own', () => {
  const kept = storage();
  cacheSettings(place('w1'), [user, workspace, folder], kept);
  assert.deepEqual(cachedSettings(place('w1'), kept), [user, workspace, folder]);
  assert.deepEqual(cachedSettings(place('w2'), kept), [user]);
  assert.deepEqual(cachedSettings(place('w1', '@m2'), kept), []);
  cacheSettings(place('w1'), [{ ...user, values: {} }], kept);
  assert.equal(kept.items.size, 0);
});

test('what cannot be read, or is too large, is as if nothing had been kept', () => {
  for (const text of ['', '{', 'null', '[{"layer":{"level":"folder"},"values":{}}]', '[{"layer":{"level":"user"},"values":7}]']) {
    const kept = storage();
    kept.setItem('atelier:settings', text);
    assert.deepEqual(cachedSettings(place('w1'), kept), []);
  }
  const kept = storage();
  cacheSettings(place('w1'), [{ ...user, values: { a: 'x'.repeat(300_000) } }], kept);
  assert.equal(kept.items.size, 0);
});
