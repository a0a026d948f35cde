import type { Change } from './storage.ts';

/** The listeners of one collection. What a listener throws is its own fault and never the writer's. */
export class Watchers<Document> {
  readonly #listeners = new Set<(change: Change<Document>) => void>();

  add(listener: (change: Change<Document>) => void): () => void {
    const own = (change: Change<Document>): void => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  emit(change: Change<Document>): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
