import { setTimeout as wait } from 'node:timers/promises';

import type { FilePath } from '../../../shared/file-path.ts';
import type { CopyEvent } from '../contract.ts';
import { copyPath } from './change-files.ts';

/** A shorter copy tells nothing before it is done. */
const TELL_EVERY_MS = 400;

export type Copying = { readonly from: FilePath; readonly to: FilePath; readonly signal: AbortSignal | undefined; /** Called as often as something is told. */ readonly progress: () => void };

/** Copies, and tells how far it is. It ends with whoever listens: what was copied by then is taken away. @throws as `copyPath` */
export async function* copying({ from, to, signal, progress }: Copying): AsyncGenerator<CopyEvent, void, undefined> {
  const stop = new AbortController();
  const count = { entries: 0, bytes: 0, signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
  const copied = copyPath(from, to, count);
  // Awaited below, by a race first.
  copied.catch(() => undefined);
  try {
    for (;;) {
      const stat = await withinMs(TELL_EVERY_MS, copied);
      progress();
      if (stat !== null) {
        yield { type: 'done', stat };
        return;
      }
      yield { type: 'progress', entries: count.entries, bytes: count.bytes };
    }
  } finally {
    stop.abort();
    await copied.catch(() => undefined); // told above, or nobody listens
  }
}

/** null: it takes longer. */
async function withinMs<Value>(timeMs: number, work: Promise<Value>): Promise<Value | null> {
  const over = new AbortController();
  try {
    return await Promise.race([work, wait(timeMs, null, { signal: over.signal }).catch(() => null)]);
  } finally {
    over.abort();
  }
}
