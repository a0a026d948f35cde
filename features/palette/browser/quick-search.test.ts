import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { QuickAccess, QuickItem } from '../../../components/workbench/prompts/quick-access.ts';
import { accessFor, QuickSearch } from './quick-search.ts';

const item = (id: string): QuickItem => ({ id, label: id, run: () => undefined });

function access(prefix: string, find: QuickAccess['find'], onSelect?: QuickAccess['onSelect']): QuickAccess {
  return { prefix, titleKey: 'common.save', placeholderKey: 'common.save', find, onSelect };
}

test('a text goes to the longest prefix that it begins with', () => {
  const offered = [access('', () => undefined), access('@', () => undefined), access('@:', () => undefined)];
  assert.equal(accessFor(offered, 'a@')?.prefix, '');
  assert.equal(accessFor(offered, '@:x')?.prefix, '@:');
  assert.equal(accessFor([], 'x'), null);
});

test('an answer to an older text never shows, and its search is told to stop', () => {
  const asked: { query: string; show: (items: readonly QuickItem[]) => void; signal: AbortSignal }[] = [];
  const search = new QuickSearch({ offered: () => [access('', (query, about) => void asked.push({ query, ...about }))], onError: () => assert.fail() });
  search.search('a');
  search.search('ab');
  const [first, second] = asked;
  assert.equal(first?.signal.aborted, true);
  second?.show([item('ab')]);
  first?.show([item('a')]);
  assert.deepEqual(search.state.get().items.map(({ id }) => id), ['ab']);
  assert.equal(second?.query, 'ab');
});

test('what was chosen stays chosen when more comes, and another text begins at the top', () => {
  let show: (items: readonly QuickItem[]) => void = () => undefined;
  const seen: (string | null)[] = [];
  const offered = [access('', (_query, about) => { ({ show } = about); }, (selected) => seen.push(selected?.id ?? null))];
  const search = new QuickSearch({ offered: () => offered, onError: () => assert.fail() });
  search.search('a');
  show([item('a'), item('b')]);
  search.select(1);
  show([item('x'), item('a'), item('b')]);
  assert.equal(search.state.get().active, 2);
  search.search('ab');
  show([item('b')]);
  assert.equal(search.state.get().active, 0);
  search.dispose();
  assert.deepEqual(seen, ['a', 'b', 'b', 'b', null]);
});

test('a search that fails says so and is not busy for ever', async () => {
  const told: unknown[] = [];
  const search = new QuickSearch({ offered: () => [access('', () => Promise.reject(new Error('away')))], onError: (error) => told.push(error) });
  search.search('a');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(String(told[0]), 'Error: away');
  assert.equal(search.state.get().busy, false);
});
