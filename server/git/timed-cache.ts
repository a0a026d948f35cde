import type { Clock } from '../clock.ts';
import { SECOND_MS } from '../../shared/units.ts';

/** How long another process's write may go unnoticed here; this process's own clears at once. */
const LIFETIME_MS = 5 * SECOND_MS;
const MAX_ENTRIES = 5000;

/** Remembers what was read a moment ago. A read that began before a `clear` is not kept. */
export class TimedCache<Value> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { readonly value: Value; readonly readAtMs: number }>();
  #clears = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `read` is asked where nothing fresh is known; what it throws is not remembered. */
  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    if (known !== undefined && this.#clock.now() - known.readAtMs < LIFETIME_MS) return known.value;
    const clears = this.#clears;
    const readAtMs = this.#clock.now();
    const value = await read();
    if (clears === this.#clears) {
      if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
      this.#entries.set(key, { value, readAtMs });
    }
    return value;
  }

  clear(): void {
    this.#clears += 1;
    this.#entries.clear();
  }
}
