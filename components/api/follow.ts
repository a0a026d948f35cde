import type { ErrorCode } from '../../shared/errors.ts';
import { fromWireError } from '../../shared/procedures.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/** What trying again cannot repair: the caller has to know. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['not_signed_in', 'forbidden', 'not_found', 'invalid_input', 'method_not_allowed']);

/** What following needs of its surroundings; the browser's in `browserSurroundings`, another in tests. */
export type Surroundings = {
  readonly isVisible: () => boolean;
  /** Calls back when the page is hidden or shown. Returns how to stop. */
  readonly onVisibility: (changed: () => void) => () => void;
  /** Resolves after `ms`, or at once when aborted; never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly setReachable: (reachable: boolean) => void;
};

export type Follow<Item> = {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Item>>;
  readonly receive: (item: Item) => void;
  /** Ends it; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
};

/**
 * Receives the items of a stream for as long as `signal` lasts: opens it again when it ends or breaks (waiting
 * longer each time, 0.5 s to 8 s), and closes it while the page is hidden, because a browser allows six
 * connections to a server over all its tabs.
 * @throws AtelierError (or its wire form) for what another try cannot repair
 */
export async function follow<Item>({ open, receive, signal }: Follow<Item>, surroundings: Surroundings): Promise<never> {
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    await shown(signal, surroundings);
    signal.throwIfAborted();
    const attempt = whileShown(signal, surroundings);
    try {
      for await (const item of await open(attempt.signal)) {
        failures = 0;
        surroundings.setReachable(true);
        receive(item);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!attempt.signal.aborted) {
        if (FINAL.has(fromWireError(error).code)) throw error;
        failures += 1;
        surroundings.setReachable(false);
      }
    } finally {
      attempt.dispose();
    }
    if (!attempt.signal.aborted) await surroundings.wait(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1)), signal);
  }
}

/** Resolves once the page is visible, or `signal` aborted. */
function shown(signal: AbortSignal, { isVisible, onVisibility }: Surroundings): Promise<void> {
  if (isVisible()) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      if (!isVisible() && !signal.aborted) return;
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stop = onVisibility(finish);
    signal.addEventListener('abort', finish);
  });
}

/** A signal that aborts with `signal`, and when the page is hidden. */
function whileShown(signal: AbortSignal, { isVisible, onVisibility }: Surroundings): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const hidden = new AbortController();
  const stop = onVisibility(() => {
    if (!isVisible()) hidden.abort();
  });
  return { signal: AbortSignal.any([signal, hidden.signal]), dispose: stop };
}
