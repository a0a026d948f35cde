import { readFileSync } from 'node:fs';

const WINDOW_MS = 100;
const MAX_EVENTS = 8192;

/**
 * Counts the inotify events of the whole process, which has one queue for all watches. The kernel drops what does
 * not fit into the queue and Node does not say so; but who was kept from reading for that long then gets a whole
 * queue at once. So many in one go mean that anybody may have missed something.
 */
export class EventGauge {
  readonly #max: number;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #windowEndsAtMs = 0;
  #count = 0;

  constructor({ max = maxEvents(), now = () => performance.now() }: { max?: number; now?: () => number } = {}) {
    this.#max = max;
    this.#now = now;
  }

  note(): void {
    const nowMs = this.#now();
    if (nowMs >= this.#windowEndsAtMs) {
      this.#windowEndsAtMs = nowMs + WINDOW_MS;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count === this.#max) for (const listener of this.#listeners) listener();
  }

  /** Called at most once a window. @returns stops it */
  onFlood(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Half of what the kernel's queue holds, or less. */
function maxEvents(): number {
  try {
    const queued = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
    return queued > 1 ? Math.min(MAX_EVENTS, Math.floor(queued / 2)) : MAX_EVENTS;
  } catch {
    return MAX_EVENTS; // half of what the kernel has by default
  }
}
