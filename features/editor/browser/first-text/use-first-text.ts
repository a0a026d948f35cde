import { useSyncExternalStore } from 'react';

import type { FirstText } from './handover.ts';

const settled = new WeakSet<FirstText>();

/** false while the text of the file in the address is about to be shown: the workbench would come in its way. */
export function useFirstText(): boolean {
  return useSyncExternalStore(subscribe, isSettled, () => false);
}

function isSettled(): boolean {
  const first = globalThis.atelierFirstText;
  return first === undefined || settled.has(first);
}

function subscribe(changed: () => void): () => void {
  let isOver = false;
  const first = globalThis.atelierFirstText;
  void first?.shown.then(() => {
    settled.add(first);
    if (!isOver) changed();
  });
  return () => {
    isOver = true;
  };
}
