import { loadMonaco } from './monaco/load-monaco.ts';

/** By then tree and prompt are there, which the editor would otherwise keep waiting: it fills the page for long. */
const AFTER_MS = 800;

/**
 * Fetches the editor ahead of the first file: at once when the address names one, else a moment later, when the page
 * has nothing better to do.
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
  let idle: number | null = null;
  const timer = setTimeout(() => {
    idle = requestIdleCallback(load, { timeout: 4000 });
  }, AFTER_MS);
  return () => {
    clearTimeout(timer);
    if (idle !== null) cancelIdleCallback(idle);
  };
}
