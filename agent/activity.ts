/**
 * When something last happened that the member cares about. Measured with the monotonic clock and told in
 * wall-clock time, so that a host whose clock jumps does not stop a workspace that is in use.
 */
export class Activity {
  readonly #now: () => number;
  readonly #monotonic: () => number;
  #touchedAt: number;

  constructor(clocks: { now: () => number; monotonic: () => number }) {
    this.#now = clocks.now;
    this.#monotonic = clocks.monotonic;
    this.#touchedAt = clocks.monotonic();
  }

  touch(): void {
    this.#touchedAt = this.#monotonic();
  }

  lastAtMs(): number {
    return Math.round(this.#now() - (this.#monotonic() - this.#touchedAt));
  }
}
