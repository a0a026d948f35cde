import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Changes } from './changes.ts';
import { live } from './live.ts';

function counted() {
  const changes = new Changes();
  const stop = new AbortController();
  let count = 0;
  const items = live(changes, () => Promise.resolve(count), stop.signal);
  const change = (): void => {
    count += 1;
    changes.tell();
  };
  return { items, change, stop, now: () => count };
}

test('what is there is told at once, and each of a few changes in a row', async () => {
  const { items, change, stop } = counted();
  let turns = 0;
  const turning = setImmediate(() => (turns += 1));
  const seen = [(await items.next()).value];
  for (const _ of [1, 2]) {
    const next = items.next();
    change();
    seen.push((await next).value);
  }
  assert.deepEqual(seen, [0, 1, 2]);
  assert.equal(turns, 0, 'no timer was waited for');
  clearImmediate(turning);
  stop.abort();
  await items.return(undefined);
});

test('what changes all the time is told ten times a second, and its last state', async () => {
  const { items, change, stop, now } = counted();
  const startedMs = performance.now();
  const timer = setInterval(change, 1);
  const seen: number[] = [];
  for await (const item of items) {
    seen.push(item);
    if (seen.length === 7) break;
  }
  clearInterval(timer);
  assert.ok(performance.now() - startedMs >= 350, `seven were told within ${performance.now() - startedMs} ms`);
  assert.equal(seen.at(-1), now());
  stop.abort();
});

test('what is the same is not told again, and it ends with its signal', async () => {
  const changes = new Changes();
  const stop = new AbortController();
  const items = live(changes, () => Promise.resolve('same'), stop.signal);
  assert.equal((await items.next()).value, 'same');
  const next = items.next();
  changes.tell();
  stop.abort();
  assert.deepEqual(await next, { done: true, value: undefined });
});
