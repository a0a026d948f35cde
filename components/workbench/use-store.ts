import { useSyncExternalStore } from 'react';

import type { Readable } from './store.ts';

/** The store's value; the component renders again after every change. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
