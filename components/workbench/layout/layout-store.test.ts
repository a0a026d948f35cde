import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LayoutStore, PANEL_HEIGHT, SIDE_WIDTH } from './layout-store.ts';

function storage(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial));
  return { items, getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
}

test('sizes are kept per workspace and clamped', () => {
  const store = storage();
  const layout = new LayoutStore('a', store);
  layout.change({ sideWidthPx: 10_000, panelHeightPx: -5 });
  const again = new LayoutStore('a', store).get();
  assert.equal(again.sideWidthPx, SIDE_WIDTH.most);
  assert.equal(again.panelHeightPx, PANEL_HEIGHT.least);
  assert.equal(new LayoutStore('b', store).get().sideWidthPx, SIDE_WIDTH.normal);
});

test('what cannot be read is as if nothing had been kept', () => {
  for (const text of ['', 'null', '{"sideWidthPx":"wide","panelOpen":7}', '[]']) {
    assert.equal(new LayoutStore('a', storage({ a: text })).get().sideWidthPx, SIDE_WIDTH.normal, text);
  }
});

test('showing a view opens its place, on a phone too', () => {
  const layout = new LayoutStore('a', storage());
  const shown: string[] = [];
  layout.onShow.subscribe((what) => shown.push(what));
  layout.change({ sideOpen: false, panelOpen: false });
  layout.showActivity('ports');
  assert.equal(layout.get().sideOpen, true);
  assert.equal(layout.phoneView.get(), 'side');
  layout.showPanel('terminal');
  assert.equal(layout.get().panelOpen, true);
  assert.equal(layout.phoneView.get(), 'panel');
  assert.deepEqual(shown, ['side', 'panel']);
});
