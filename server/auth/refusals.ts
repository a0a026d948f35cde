import { RateLimiterMemory } from 'rate-limiter-flexible';

import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Log } from '../log.ts';
import { networkOf } from './attempts.ts';

/** More refusals than this in a minute from one address say nothing new, and each would be a durable write. */
const RECORDED_PER_MINUTE = 60;

export type Refusal = { readonly action: string; readonly target: string; readonly caller: Caller; readonly reason: string };

/** Writes refusals of people who are not signed in to the audit log, so that nobody can fill it from outside. */
export class Refusals {
  readonly #audit: AuditLog;
  readonly #log: Log;
  readonly #limiter = new RateLimiterMemory({ points: RECORDED_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  constructor({ audit, log }: { audit: AuditLog; log: Log }) {
    this.#audit = audit;
    this.#log = log;
  }

  async record({ action, target, caller, reason }: Refusal): Promise<void> {
    const used = (await this.#limiter.penalty(networkOf(caller.address))).consumedPoints;
    if (used === RECORDED_PER_MINUTE + 1) {
      this.#log.warn({ address: caller.address, action }, 'too many refusals from one address: the rest of this minute is not recorded');
    }
    if (used > RECORDED_PER_MINUTE) return;
    await this.#audit.record({ actor: null, action, target, address: caller.address, outcome: 'refused', details: { reason } });
  }
}
