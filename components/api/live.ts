'use client';
import { queryOptions, type QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { follow, type Surroundings } from './follow.ts';
import { reachability } from './reachability.ts';

export const browserSurroundings: Surroundings = {
  isVisible: () => document.visibilityState === 'visible',
  onVisibility(changed) {
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    }),
  setReachable: (reachable) => reachability.set(reachable),
};

/**
 * A query whose data is the newest item of a stream, for as long as something shows it:
 * `useQuery(liveOptions({ queryKey: ['workspaces', 'live'], open: (signal) => api.client.workspaces.watch(undefined, { signal }) }))`.
 * Everything that shows the same key shares one connection.
 */
export function liveOptions<Item>({ queryKey, open }: { readonly queryKey: QueryKey; readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Item>> }) {
  return queryOptions<Item>({
    queryKey,
    queryFn: ({ client, signal }) => follow({ open, signal, receive: (item) => client.setQueryData<Item>(queryKey, item) }, browserSurroundings),
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** False while the page's streams cannot reach the server. */
export function useReachable(): boolean {
  return useSyncExternalStore(reachability.subscribe, reachability.read, () => true);
}
