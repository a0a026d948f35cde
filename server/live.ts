import { setTimeout as delay } from 'node:timers/promises';

import type { Changes } from './changes.ts';

/** At most ten times a second, however much changes; the first few after a quiet time are seen at once, since the end of a start is several. */
const EVERY_MS = 100;
const AT_ONCE = 3;

/**
 * Yields what `read` gives, at once and again whenever it has changed, until the signal.
 * Changes in between are seen by the next reading: nothing is queued, however slow the reader is.
 */
export async function* live<View>(changes: Changes, read: () => Promise<View>, signal: AbortSignal | undefined): AsyncGenerator<View> {
  let wake = Promise.withResolvers<void>();
  const end = changes.on(() => wake.resolve());
  const onAbort = (): void => wake.resolve();
  signal?.addEventListener('abort', onAbort);
  try {
    let shown = '';
    let paidUntilMs = 0;
    while (signal?.aborted !== true) {
      wake = Promise.withResolvers();
      paidUntilMs = Math.max(paidUntilMs, performance.now()) + EVERY_MS;
      const view = await read();
      const text = JSON.stringify(view);
      if (text !== shown) {
        shown = text;
        yield view;
      }
      await wake.promise;
      const restMs = paidUntilMs - (AT_ONCE - 1) * EVERY_MS - performance.now();
      if (restMs > 0) await delay(restMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  } finally {
    end();
    signal?.removeEventListener('abort', onAbort);
  }
}
