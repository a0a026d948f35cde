import type { Actor } from '../shared/actor.ts';
import type { FilePath } from '../shared/file-path.ts';

/** A deed of a member in the page on one file. */
export type SaveEvent = { readonly path: FilePath; readonly actor: Actor };

export type SavesListener = {
  /** Its content is about to be replaced or removed: what is there now may be nowhere else. Must not take time. */
  readonly changing?: (event: SaveEvent) => void;
  /** It was saved: its new content is on the disk. */
  readonly saved?: (event: SaveEvent) => void;
  /** A file or folder has another name now. */
  readonly moved?: (event: { readonly from: FilePath; readonly to: FilePath; readonly actor: Actor }) => void;
};

/** Where who writes files tells those that remember them. Nobody waits for a listener; one that throws is its own fault. */
export class Saves {
  readonly #listeners = new Set<SavesListener>();

  /** Returns the function that ends it. */
  listen(listener: SavesListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changing(event: SaveEvent): void {
    for (const { changing } of this.#listeners) changing?.(event);
  }

  saved(event: SaveEvent): void {
    for (const { saved } of this.#listeners) saved?.(event);
  }

  moved(event: { readonly from: FilePath; readonly to: FilePath; readonly actor: Actor }): void {
    for (const { moved } of this.#listeners) moved?.(event);
  }
}
