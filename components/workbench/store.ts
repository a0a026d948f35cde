/**
 * A value that lives outside React and can be watched. `get` returns the same reference until it changes,
 * as `useSyncExternalStore` wants it.
 */
export type Readable<T> = {
  readonly get: () => T;
  /** Calls back after every change; returns the function that stops it. */
  readonly subscribe: (listener: () => void) => () => void;
};

export class Store<T> implements Readable<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }
}

/** Things that happen, as opposed to values that hold. */
export class Signal<T> {
  private readonly listeners = new Set<(event: T) => void>();

  readonly subscribe = (listener: (event: T) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  emit(event: T): void {
    for (const listener of this.listeners) listener(event);
  }
}
