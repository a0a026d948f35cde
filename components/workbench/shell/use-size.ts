import { useSyncExternalStore } from 'react';

/** How much room there is: `phone` shows one thing at a time, on `tablet` the side panel floats. */
export type Size = 'phone' | 'tablet' | 'wide';

const PHONE = '(max-width: 719.98px)';
const TABLET = '(max-width: 1100px)';

export function useSize(): Size {
  return useSyncExternalStore(subscribe, currentSize, () => 'wide');
}

export function currentSize(): Size {
  if (matchMedia(PHONE).matches) return 'phone';
  return matchMedia(TABLET).matches ? 'tablet' : 'wide';
}

function subscribe(listener: () => void): () => void {
  const queries = [matchMedia(PHONE), matchMedia(TABLET)];
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
