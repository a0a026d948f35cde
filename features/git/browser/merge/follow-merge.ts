import type { KeptMerge } from './kept-merges.ts';
import type { MergeEditors } from './merge-editors.ts';

/** What was done is at most this old in the browser's store. */
const KEEP_AFTER_MS = 250;

/** Keeps a merge whenever it is another: soon after, and at once when the page is hidden or left. Returns what ends it, with a last keeping. */
export function followMerge(editors: MergeEditors, keep: (kept: KeptMerge) => void): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    keep(editors.kept);
  };
  const changed = (): void => {
    timer ??= setTimeout(flush, KEEP_AFTER_MS);
  };
  const ends = [editors.changed.subscribe(changed), editors.choices.subscribe(changed)];
  window.addEventListener('pagehide', flush, { signal: stop.signal });
  document.addEventListener('visibilitychange', flush, { signal: stop.signal });
  return () => {
    flush();
    for (const end of ends) end();
    stop.abort();
  };
}
