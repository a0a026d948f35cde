import { MINUTE_MS } from '../../../shared/units.ts';

/** A session ends after hours without a request (server/auth/sessions.ts); one now and then is plenty. */
export const KEEP_EVERY_MS = 10 * MINUTE_MS;
export const RETRY_AFTER_MS = MINUTE_MS;

export type KeepSessionDeps = {
  readonly nowMs: () => number;
  /** Any request that the session's cookie goes with. */
  readonly request: () => Promise<unknown>;
};

/**
 * Tells the server that the person is there: typing into a terminal or an editor goes over WebSockets, which are
 * looked at when they open and never again. Returns what to call at each sign of life. There is no timer on
 * purpose: a page that lies open with nobody at it does not keep its session.
 */
export function createKeepSession({ nowMs, request }: KeepSessionDeps): () => void {
  let nextAtMs = nowMs() + KEEP_EVERY_MS; // the page itself was a request
  return () => {
    const atMs = nowMs();
    if (atMs < nextAtMs) return;
    nextAtMs = atMs + KEEP_EVERY_MS;
    // A session that has ended, or no network: the connection's notice says so; here it is only tried again.
    request().catch(() => (nextAtMs = atMs + RETRY_AFTER_MS));
  };
}

const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'wheel'] as const;

/** Watches the page for a person at it; returns what ends that. Seen first, so that no view can swallow them. */
export function watchForPerson(onSign: () => void, page: Pick<Window, 'addEventListener' | 'removeEventListener'>): () => void {
  const options = { capture: true, passive: true };
  for (const sign of SIGNS_OF_LIFE) page.addEventListener(sign, onSign, options);
  return () => {
    for (const sign of SIGNS_OF_LIFE) page.removeEventListener(sign, onSign, options);
  };
}
