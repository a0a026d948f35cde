import { AtelierError } from '../../shared/errors.ts';
import { SECOND_MS } from '../../shared/units.ts';

type Waiting = { readonly key: string; readonly go: () => void };

/** `keptForNewcomers`: places of `total` that only a key which holds none may take; so a few keys cannot keep out the rest. */
export type SlotLimits = { readonly perKey: number; readonly total: number; readonly keptForNewcomers: number; readonly waitMs: number };

/** Bounds how many run at once, for each key and in all. Who finds no place waits a little, first come first served. */
export class ChildSlots {
  readonly #limits: SlotLimits;
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  #total = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** @returns what gives the place back, once. @throws AtelierError unavailable: none came free in time, or the signal ended it */
  async take(key: string, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw new AtelierError('unavailable');
    if (this.#fits(key)) this.#reserve(key);
    else await this.#wait(key, signal);
    let given = false;
    const giveBack = (): void => {
      if (given) return;
      given = true;
      this.#release(key);
    };
    if (signal.aborted) {
      giveBack();
      throw new AtelierError('unavailable');
    }
    return giveBack;
  }

  #fits(key: string): boolean {
    const { total, perKey, keptForNewcomers } = this.#limits;
    const held = this.#taken.get(key) ?? 0;
    return held < perKey && this.#total < (held === 0 ? total : total - keptForNewcomers);
  }

  #reserve(key: string): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
    this.#total += 1;
  }

  #release(key: string): void {
    this.#total -= 1;
    const left = (this.#taken.get(key) ?? 1) - 1;
    if (left === 0) this.#taken.delete(key);
    else this.#taken.set(key, left);
    for (const entry of this.#waiting) {
      if (!this.#fits(entry.key)) continue;
      // Reserved here: who comes between now and when the other goes on finds it taken.
      this.#waiting.delete(entry);
      this.#reserve(entry.key);
      entry.go();
      return;
    }
  }

  /** Resolves with a place reserved. */
  async #wait(key: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = (): void => reject(new AtelierError('unavailable', { retryAfterSeconds: Math.ceil(this.#limits.waitMs / SECOND_MS) }));
    const entry: Waiting = { key, go: resolve };
    const timer = setTimeout(refuse, this.#limits.waitMs);
    signal.addEventListener('abort', refuse);
    this.#waiting.add(entry);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', refuse);
      this.#waiting.delete(entry);
    }
  }
}
