import type { Readable } from '../../../../components/workbench/store.ts';

/** A part of a store's value as something to watch; `pick` gives the same reference for the same value. */
export function select<T, R>(source: Readable<T>, pick: (value: T) => R): Readable<R> {
  return { get: () => pick(source.get()), subscribe: source.subscribe };
}
