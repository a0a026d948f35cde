import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { AtelierError } from '#shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

/** Wrong passwords on one account from one address; the last of them is answered as too many. */
export const WRONG_PASSWORDS_PER_ACCOUNT = 20;
/** Wrong passwords from one address on any accounts: a whole team may sit behind it. */
export const WRONG_PASSWORDS_PER_ADDRESS = 200;
const WINDOW_SECONDS = (15 * MINUTE_MS) / SECOND_MS;

export type Attempt = {
  /** Where it comes from. */
  readonly address: string;
  /** What is tried, the same for an account that exists and one that does not. */
  readonly account: string;
};

/**
 * Counts tries before anything is hashed, and gives them back when the password was right: many at the same
 * time get no more tries than one after the other. An account is never locked for other addresses.
 */
export class Attempts {
  readonly #perAccount = new RateLimiterMemory({
    points: WRONG_PASSWORDS_PER_ACCOUNT,
    duration: WINDOW_SECONDS,
    blockDuration: WINDOW_SECONDS,
    keyPrefix: 'account',
  });
  readonly #perAddress = new RateLimiterMemory({ points: WRONG_PASSWORDS_PER_ADDRESS, duration: WINDOW_SECONDS, keyPrefix: 'address' });

  /** @throws AtelierError too_many_requests with `retryAfterSeconds` */
  async begin(attempt: Attempt): Promise<{ failed(): void; succeeded(): Promise<void> }> {
    const address = networkOf(attempt.address);
    const account = `${address} ${attempt.account}`;
    await take(this.#perAddress, address);
    const taken = await take(this.#perAccount, account);
    return {
      /** @throws AtelierError too_many_requests: this was the last one */
      failed() {
        if (taken.remainingPoints === 0) throw tooMany(taken);
      },
      succeeded: async () => {
        await Promise.all([this.#perAccount.delete(account), this.#perAddress.reward(address)]);
      },
    };
  }
}

/** Takes one point. @throws AtelierError too_many_requests with `retryAfterSeconds` */
export async function take(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw tooMany(refusal);
    throw refusal;
  }
}

function tooMany(result: RateLimiterRes): AtelierError {
  return new AtelierError('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil(result.msBeforeNext / SECOND_MS)) });
}

/** Whoever has one IPv6 address has 2^64 of them: the first four groups count as one address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
