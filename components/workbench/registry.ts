import { Store } from './store.ts';

/** What features bring to one place of the workbench, in the order in which they brought it. */
export class Registry<T> extends Store<readonly T[]> {
  constructor() {
    super([]);
  }

  /** Returns the function that takes them away again. */
  add(...items: readonly T[]): () => void {
    this.update((known) => [...known, ...items]);
    return () => this.update((known) => known.filter((item) => !items.includes(item)));
  }
}
