import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

import { AtelierError } from '#shared/errors.ts';

/** OWASP's second profile for argon2id: 19 MiB, two passes, one lane; about 30 ms of one core. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** Hashing runs in the thread pool that also reads files: two at once leave it room. */
const MAX_AT_ONCE = 2;
/** What waits longer than this queue would have been answered after seconds anyway. */
const MAX_WAITING = 64;

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

type Cost = { memoryKib: number; passes: number; lanes: number };

/**
 * Hashes and compares passwords, two at a time. A stored hash is a PHC string and carries its own costs, so they
 * can be raised later without breaking what is stored.
 */
export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #nobodysHash: Promise<string> | null = null;

  /** @returns a PHC string. @throws AtelierError unavailable: too many are waiting already */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const tag = await this.#derive(password, { salt, tagBytes: TAG_BYTES, cost: { memoryKib: MEMORY_KIB, passes: PASSES, lanes: LANES } });
    return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(salt)}$${unpadded(tag)}`;
  }

  /**
   * Whether the password is the one that was hashed. Without a hash (nobody has that address) the same work is
   * done and the answer is false, so that time tells nothing.
   * @throws AtelierError unavailable: too many are waiting already; Error: the stored hash is none
   */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const [, memory, passes, lanes, salt, tag] = PHC.exec(hash ?? (await this.#hashOfNobody())) ?? [];
    if (memory === undefined || passes === undefined || lanes === undefined || salt === undefined || tag === undefined) {
      throw new Error('a stored password hash cannot be read');
    }
    const expected = Buffer.from(tag, 'base64');
    const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
    const actual = await this.#derive(password, { salt: Buffer.from(salt, 'base64'), tagBytes: expected.length, cost });
    return timingSafeEqual(actual, expected) && hash !== null;
  }

  /** Makes what an unknown address is compared with, so that the first unknown one costs no more than the next. */
  async warmUp(): Promise<void> {
    await this.#hashOfNobody();
  }

  #hashOfNobody(): Promise<string> {
    this.#nobodysHash ??= this.hash(randomBytes(SALT_BYTES).toString('hex'));
    return this.#nobodysHash;
  }

  async #derive(password: string, { salt, tagBytes, cost }: { salt: Buffer; tagBytes: number; cost: Cost }): Promise<Buffer> {
    await this.#turn();
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        // The same accented letter can be typed as one character or as two, depending on the keyboard.
        const message = password.normalize('NFC');
        argon2(
          'argon2id',
          { message, nonce: salt, memory: cost.memoryKib, passes: cost.passes, parallelism: cost.lanes, tagLength: tagBytes },
          (error, tag) => (error === null ? resolve(tag) : reject(error)),
        );
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Resolves when it is this caller's turn; the turn is handed on, not given back, while somebody waits. */
  #turn(): Promise<void> {
    if (this.#running < MAX_AT_ONCE) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= MAX_WAITING) throw new AtelierError('unavailable');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
