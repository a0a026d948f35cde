import { SECOND_MS } from '../../shared/units.ts';
import type { Log } from '../log.ts';

/** Changes come in bursts; a right that ended is gone well within its five seconds. */
const AFTER_CHANGE_MS = 100;
/** For what no change tells: a time that is over, what another process wrote. */
const LOOK_EVERY_MS = 3 * SECOND_MS;

type Relay = { readonly close: () => void; stillGood: (() => Promise<boolean>) | null; stale: boolean };

export type OpenRelay = {
  /** From now on asked after every change, and at once when there was one since `add`. */
  readonly holds: (stillGood: () => Promise<boolean>) => void;
  readonly over: () => void;
};

/** What is open through the doors, looked at again whenever who may reach what may have changed. */
export class OpenRelays {
  readonly #relays = new Set<Relay>();
  readonly #log: Pick<Log, 'error'>;
  readonly #timer: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;

  constructor({ log }: { log: Pick<Log, 'error'> }) {
    this.#log = log;
    this.#timer = setInterval(() => this.#lookAtAll(), LOOK_EVERY_MS).unref();
  }

  get size(): number {
    return this.#relays.size;
  }

  /** Call before anything is decided: a change in between is then seen. */
  add(close: () => void): OpenRelay {
    const relay: Relay = { close, stillGood: null, stale: false };
    this.#relays.add(relay);
    return {
      holds: (stillGood) => {
        relay.stillGood = stillGood;
        if (relay.stale) void this.#look(relay, stillGood);
      },
      over: () => void this.#relays.delete(relay),
    };
  }

  changed(): void {
    for (const relay of this.#relays) relay.stale = true;
    if (this.#relays.size > 0) this.#soon ??= setTimeout(() => this.#lookAtAll(), AFTER_CHANGE_MS).unref();
  }

  /** Ends everything that is open. */
  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    for (const { close } of this.#relays) close();
    this.#relays.clear();
  }

  #lookAtAll(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    for (const relay of this.#relays) if (relay.stillGood !== null) void this.#look(relay, relay.stillGood);
  }

  async #look(relay: Relay, stillGood: () => Promise<boolean>): Promise<void> {
    relay.stale = false;
    const good = await stillGood().catch((error: unknown) => {
      this.#log.error({ err: error }, 'an open relay could not be checked again');
      return false;
    });
    if (good || !this.#relays.delete(relay)) return;
    relay.close();
  }
}
