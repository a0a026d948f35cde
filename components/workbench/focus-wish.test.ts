import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FocusWish } from './focus-wish.ts';

/** A page whose focus is in a sheet of the given name, or in a field in it; null: nowhere. */
function createPage() {
  const sheets: ReadonlyMap<string, Element> = new Map(['side', 'editor', 'panel'].map((name) => [name, element(() => sheets.get(name) ?? null)]));
  const page: { activeElement: Element | null; body: Element } = { activeElement: null, body: element(() => null) };
  const goTo = (name: string | null): void => void (page.activeElement = name === null ? null : (sheets.get(name) ?? null));
  const goToField = (name: string): void => void (page.activeElement = element(() => sheets.get(name) ?? null, 'input'));
  return { page, goTo, goToField };
}

function element(sheet: () => Element | null, kind = 'div'): Element {
  return { closest: sheet, matches: (selector: string) => selector === kind } as unknown as Element;
}

test('what comes later than the wish takes the focus, once', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('side');
  wish.ask({ of: 'a', how: 'text' });
  assert.equal(wish.take('a'), 'text');
  assert.equal(wish.take('a'), null);
});

test('a wish is for its own text, and nothing takes the focus from another sheet', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('side');
  wish.ask({ of: 'a', how: 'line' });
  assert.equal(wish.take('b'), null);
  goTo('panel');
  assert.equal(wish.take('a'), null);
  goTo('side');
  assert.equal(wish.take('a'), null);
});

test('a focus that is nowhere goes to the text', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('side');
  wish.ask({ of: 'a', how: 'line' });
  goTo(null);
  assert.equal(wish.take('a'), 'line');
  wish.ask({ of: 'a', how: 'line' });
  page.activeElement = page.body;
  assert.equal(wish.take('a'), 'line');
});

test('a name that is being typed in the same sheet keeps the focus', () => {
  const { page, goTo, goToField } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('side');
  wish.ask({ of: 'a', how: 'text' });
  goToField('side');
  assert.equal(wish.take('a'), null);
});

test('what nobody asked for takes no focus from anything', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('editor');
  wish.ask({ of: 'a', how: 'text', from: null });
  assert.equal(wish.take('a'), null);
  goTo(null);
  wish.ask({ of: 'a', how: 'text', from: null });
  assert.equal(wish.take('a'), 'text');
});

test('what was asked for in the palette takes the focus that the palette gave back', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  page.activeElement = element(() => null, 'input');
  wish.ask({ of: 'a', how: 'text' });
  goTo('editor');
  assert.equal(wish.take('a'), 'text');
});

test('what was asked for elsewhere, and is known only now, stays away from where one has gone since', () => {
  const { page, goTo } = createPage();
  const wish = new FocusWish<string, string>(page);
  goTo('panel');
  const from = wish.here();
  goTo('editor');
  wish.ask({ of: 'a', how: 'text', from });
  assert.equal(wish.take('a'), null);
});
