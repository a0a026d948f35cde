import { MemberId } from '../../shared/ids.ts';
import type { Standing } from '../../shared/members.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { nextLookMs, standingOf } from './standing.ts';

/** Timers are late when the machine slept, and never early: a look costs one comparison per member. */
const LOOK_AT_LEAST_EVERY_MS = MINUTE_MS;

export type Out = { readonly memberId: MemberId; readonly standing: Exclude<Standing, 'good'> };

export type StandingsDeps = { readonly members: Storage['members']; readonly clock: Clock; readonly log: Log };

/**
 * Watches who may be here, and tells when somebody may no longer: at the millisecond their access ends, when the
 * clock leaves their hours, or when an owner says so. `start` begins it. `close` ends it.
 */
export class Standings {
  readonly #deps: StandingsDeps;
  readonly #known = new Map<string, Stored<MemberDocument>>();
  readonly #told = new Map<string, Out>();
  readonly #listeners = new Set<(out: Out) => void>();
  readonly #unwatch: () => void;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(deps: StandingsDeps) {
    this.#deps = deps;
    this.#unwatch = deps.members.watch((change) => {
      if (change.type === 'deleted') this.#known.delete(change.id);
      else this.#known.set(change.document.id, change.document);
      this.look();
    });
  }

  /** Reads who there is and begins to look. */
  async start(): Promise<void> {
    for (const member of await this.#deps.members.find()) if (!this.#known.has(member.id)) this.#known.set(member.id, member);
    this.look();
  }

  /** Tells at once of everyone who is out, then once for each time a member goes out. Returns the function that ends it. */
  onOut(listener: (out: Out) => void): () => void {
    this.#listeners.add(listener);
    for (const out of this.#told.values()) listener(out);
    return () => void this.#listeners.delete(listener);
  }

  /** Compares everyone with the clock, now; also done when the next one is due. */
  look(): void {
    if (this.#closed) return;
    const nowMs = this.#deps.clock.now();
    let nextMs = nowMs + LOOK_AT_LEAST_EVERY_MS;
    for (const member of this.#known.values()) {
      const standing = standingOf(member, nowMs);
      if (standing === 'good') this.#told.delete(member.id);
      else if (!this.#told.has(member.id)) this.#tell({ memberId: MemberId.parse(member.id), standing });
      nextMs = Math.min(nextMs, nextLookMs(member, nowMs) ?? nextMs);
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), Math.max(1, nextMs - nowMs)).unref();
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #tell(out: Out): void {
    this.#told.set(out.memberId, out);
    this.#deps.log.info({ memberId: out.memberId, standing: out.standing }, 'a member may no longer be here');
    for (const listener of this.#listeners) listener(out);
  }
}
