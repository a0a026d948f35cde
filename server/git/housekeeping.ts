import type { ModuleId } from '../../shared/ids.ts';
import { HOUR_MS } from '../../shared/units.ts';
import type { Log } from '../log.ts';
import { runGit } from './run-git.ts';

/**
 * Packs what pushes leave behind. One repository at a time, so that a busy day does not fill the machine, and only
 * when git itself finds that there is enough to pack; never while a repository is asked for twice.
 */
export class Housekeeping {
  readonly #log: Pick<Log, 'warn'>;
  readonly #waiting = new Map<ModuleId, string>();
  readonly #ending = new AbortController();
  #running: Promise<void> | null = null;

  constructor({ log }: { readonly log: Pick<Log, 'warn'> }) {
    this.#log = log;
  }

  /** Soon; asked twice is done once. */
  plan(moduleId: ModuleId, folder: string): void {
    if (this.#ending.signal.aborted) return;
    this.#waiting.set(moduleId, folder);
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  forget(moduleId: ModuleId): void {
    this.#waiting.delete(moduleId);
  }

  /** Ends what runs; git leaves nothing half-done. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [moduleId, folder] = next;
      try {
        await runGit({ folder, args: ['gc', '--auto', '--quiet'], timeoutMs: HOUR_MS, signal: this.#ending.signal });
      } catch (error) {
        if (!this.#ending.signal.aborted) this.#log.warn({ err: error, moduleId }, 'a repository could not be packed');
      }
    }
  }

  #next(): [ModuleId, string] | undefined {
    const [first] = this.#waiting;
    if (first !== undefined) this.#waiting.delete(first[0]);
    return first;
  }
}
