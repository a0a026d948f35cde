import { loadMonaco } from './monaco/load-monaco.ts';

/**
 * Fetches the editor ahead of the first file: at once when the address names one, else when the page has nothing
 * better to do.
 */
export function prefetchEditor(): () => void {
  const load = (): void => {
    // A failure is told when a file is opened, which tries again.
    loadMonaco(document.documentElement.lang).catch(() => undefined);
  };
  if (location.search.includes('file=') || !('requestIdleCallback' in window)) {
    load();
    return () => undefined;
  }
  const idle = requestIdleCallback(load, { timeout: 4000 });
  return () => cancelIdleCallback(idle);
}
