import { useState, useSyncExternalStore } from 'react';

import type { Disposable } from './session.ts';

/**
 * Something that lives outside React for as long as the component is mounted: made with the first mount, disposed
 * of with the last unmount. null on the server and in the very first render.
 */
export function useOwned<T extends Disposable>(create: () => T): T | null {
  const [owner] = useState(() => new Owner(create));
  return useSyncExternalStore(owner.subscribe, owner.get, () => null);
}

class Owner<T extends Disposable> {
  private readonly create: () => T;
  private owned: T | null = null;
  private mounts = 0;

  constructor(create: () => T) {
    this.create = create;
  }

  readonly get = (): T | null => this.owned;

  /** React asks for the value again right after subscribing: no listener has to be told. */
  readonly subscribe = (): (() => void) => {
    this.mounts += 1;
    this.owned ??= this.create();
    return () => {
      this.mounts -= 1;
      if (this.mounts > 0) return;
      this.owned?.dispose();
      this.owned = null;
    };
  };
}
