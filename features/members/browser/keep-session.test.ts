import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createKeepSession, KEEP_EVERY_MS, RETRY_AFTER_MS, watchForPerson } from './keep-session.ts';

function page(): EventTarget & Pick<Window, 'addEventListener' | 'removeEventListener'> {
  return new EventTarget() as EventTarget & Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

test('a person who types makes one request now and then, one who is away makes none', () => {
  let nowMs = 0;
  let requests = 0;
  const open = page();
  const stop = watchForPerson(createKeepSession({ nowMs: () => nowMs, request: async () => (requests += 1) }), open);
  const hourOfTyping = (): void => {
    for (const endMs = nowMs + 6 * KEEP_EVERY_MS; nowMs < endMs; nowMs += 1000) open.dispatchEvent(new Event('keydown'));
  };
  hourOfTyping();
  assert.equal(requests, 5, 'the first ten minutes are the page’s own');
  nowMs += 100 * KEEP_EVERY_MS;
  assert.equal(requests, 5, 'nothing happens by itself');
  open.dispatchEvent(new Event('mousemove'));
  assert.equal(requests, 5, 'a mouse that is shaken by its table is nobody');
  open.dispatchEvent(new Event('pointerdown'));
  assert.equal(requests, 6);
  stop();
  nowMs += KEEP_EVERY_MS;
  open.dispatchEvent(new Event('keydown'));
  assert.equal(requests, 6);
});

test('a request that failed is made again soon, at the next sign of life', async () => {
  let nowMs = 0;
  let requests = 0;
  const sign = createKeepSession({
    nowMs: () => nowMs,
    request: async () => {
      requests += 1;
      throw new Error('offline');
    },
  });
  nowMs = KEEP_EVERY_MS;
  sign();
  await new Promise((resolve) => setImmediate(resolve));
  sign();
  assert.equal(requests, 1);
  nowMs += RETRY_AFTER_MS;
  sign();
  assert.equal(requests, 2);
});
