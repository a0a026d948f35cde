'use client';
import { useSyncExternalStore } from 'react';

const never = (): (() => void) => () => undefined;

/** False in what the server writes, true once the page reacts: before that a form would be sent the browser's way. */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}
