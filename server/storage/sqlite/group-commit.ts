import type { DatabaseSync } from 'node:sqlite';

import { AtelierError } from '../../../shared/errors.ts';
import { isConstraint, toStorageError } from './errors.ts';

const MAX_WRITES_PER_COMMIT = 200;
/** The event loop is given back after this long even if more is queued. */
const MAX_COMMIT_MS = 10;

type Write = { run(): unknown; resolve(value: unknown): void; reject(error: unknown): void; acknowledged(value: unknown): void };

/**
 * Writes that come within one turn of the event loop share one transaction, hence one fsync. Each is acknowledged
 * only after that transaction is on the disk, and one that fails (a taken name, an old revision) fails alone.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  #queue: Write[] = [];
  #scheduled = false;
  #closed = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** `run` makes its statements inside the shared transaction; `acknowledged` is told in commit order. */
  write<Result>(run: () => Result, acknowledged: (result: Result) => void): Promise<Result> {
    if (this.#closed) return Promise.reject(new AtelierError('unavailable'));
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject, acknowledged: acknowledged as (value: unknown) => void });
      this.#schedule();
    });
  }

  /** Commits what is queued; refuses what comes later. */
  close(): void {
    this.#closed = true;
    while (this.#queue.length > 0) this.#commit();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#queue.length > 0) this.#commit();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #commit(): void {
    const done: { write: Write; value: unknown }[] = [];
    const refused: { write: Write; error: unknown }[] = [];
    const untilMs = performance.now() + MAX_COMMIT_MS;
    let taken = 0;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const write of this.#queue) {
        taken += 1;
        try {
          done.push({ write, value: write.run() });
        } catch (error) {
          // A refused statement leaves the transaction as it was; anything else (disk full, I/O) spoils it for all.
          if (!(error instanceof AtelierError) && !isConstraint(error)) throw error;
          refused.push({ write, error });
        }
        if (taken === MAX_WRITES_PER_COMMIT || performance.now() > untilMs) break;
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      const failed = this.#queue.splice(0, Math.max(taken, 1));
      for (const write of failed) write.reject(toStorageError(error));
      return;
    }
    this.#queue.splice(0, taken);
    for (const { write, error } of refused) write.reject(toStorageError(error));
    for (const { write, value } of done) {
      write.acknowledged(value);
      write.resolve(value);
    }
  }
}
