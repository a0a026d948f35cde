'use client';
import { useSyncExternalStore } from 'react';

import { isMacLike, keysAsText } from './keys.ts';

const never = (): (() => void) => () => undefined;

/** A key, as shown in menus and tooltips: `keys="Ctrl+Shift+P"`. */
export function KeyCap({ keys, className }: { readonly keys: string; readonly className?: string }) {
  const isMac = useSyncExternalStore(never, isMacLike, () => false);
  return <kbd className={className}>{keysAsText(keys, isMac)}</kbd>;
}
