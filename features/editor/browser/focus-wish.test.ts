import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FocusWish } from './focus-wish.ts';

/** A page whose focus is in a sheet of the given name; null: nowhere. */
function createPage() {
  const sheets = new Map(['side', 'editor', 'panel'].map((name) => [name, { closest: () => sheets.get(name) } as unknown as Element]));
  const page: { activeElement: Element | null } = { activeElement: null };
  return { page, goTo: (name: string | null) => (page.activeElement = name === null ? null : (sheets.get(name) ?? null)) };
}

test('a text that comes later than the wish takes the focus, once', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string>(page);
  goTo('side');
  wish.ask('text', 'a');
  assert.equal(wish.take('a'), 'text');
  assert.equal(wish.take('a'), null);
});

test('a wish is for its own text, and nothing takes the focus from another sheet', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string>(page);
  goTo('side');
  wish.ask('line', 'a');
  assert.equal(wish.take('b'), null);
  goTo('panel');
  assert.equal(wish.take('a'), null);
  goTo('side');
  assert.equal(wish.take('a'), null);
});

test('a focus that is nowhere goes to the text', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string>(page);
  goTo('side');
  wish.ask('line', 'a');
  goTo(null);
  assert.equal(wish.take('a'), 'line');
});
