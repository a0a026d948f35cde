import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';

import { Email, Password, SETUP_CODE_CHARACTERS, type Language } from '#shared/credentials.ts';
import { AtelierError, isAtelier } from '#shared/errors.ts';
import { MemberId } from '#shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { ConfigError } from '../config.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import type { Storage } from '../storage/storage.ts';
import { networkOf, take } from './attempts.ts';
import type { Passwords } from './passwords.ts';
import type { Refusals } from './refusals.ts';

/** Without what reads alike on a console: 0 O, 1 I L, 5 S, 2 Z, 8 B, U V. Eight of the rest are 36 bits. */
const CODE_ALPHABET = '34679ACDEFGHJKMNPQRTWXY';
const TRIES_PER_MINUTE = { address: 5, altogether: 30 };

/**
 * The first owner has this id. Inserting it is the one write that closes the setup: it succeeds once, whoever
 * else tries at the same time, and there is no half-way state to repair after a crash.
 */
const FIRST_OWNER_ID = MemberId.parse('m000000000000');

export type NewOwner = { readonly email: string; readonly name: string; readonly password: string; readonly language: Language | null };

export type SetupDeps = {
  readonly storage: Pick<Storage, 'members'>;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  readonly passwords: Passwords;
  readonly clock: Clock;
};

/** How the first owner comes to be. Closed for ever as soon as there is one. */
export class Setup {
  /** For the console, as long as the setup is open; another one at each start. */
  readonly code = newCode();
  readonly #deps: SetupDeps;
  readonly #perAddress = new RateLimiterMemory({ points: TRIES_PER_MINUTE.address, duration: MINUTE_MS / SECOND_MS });
  readonly #altogether = new RateLimiterMemory({ points: TRIES_PER_MINUTE.altogether, duration: MINUTE_MS / SECOND_MS });
  #closed = false;

  constructor(deps: SetupDeps) {
    this.#deps = deps;
  }

  /** Whether there is no owner yet. */
  async open(): Promise<boolean> {
    if (this.#closed) return false;
    const { members } = this.#deps.storage;
    this.#closed = (await members.get(FIRST_OWNER_ID)) !== null || (await members.find({ role: 'owner' })).length > 0;
    return !this.#closed;
  }

  /**
   * Makes the first owner for whoever knows the code.
   * @throws AtelierError not_found: there is an owner; too_many_requests; wrong_credentials: another code
   */
  async createOwner({ code, ...owner }: NewOwner & { readonly code: string }, caller: Caller): Promise<{ email: string }> {
    try {
      if (!(await this.open())) throw new AtelierError('not_found');
      await take(this.#perAddress, networkOf(caller.address));
      await take(this.#altogether, 'all');
      if (!sameCode(code, this.code)) throw new AtelierError('wrong_credentials');
      await this.#insert(owner, caller.address);
    } catch (error) {
      if (error instanceof AtelierError) {
        await this.#deps.refusals.record({ action: 'setup.create_owner', target: '', caller, reason: error.code });
      }
      throw error;
    }
    return { email: owner.email };
  }

  /**
   * Makes the first owner from the configuration, unless there is one (also one that another process just made).
   * @throws ConfigError the address or the password cannot be used
   */
  async ensureOwner({ email, password }: { readonly email: string; readonly password: string }): Promise<void> {
    if (!(await this.open())) return;
    const parsed = { email: Email.safeParse(email), password: Password.safeParse(password) };
    const problems: string[] = [];
    if (!parsed.email.success) problems.push('ATELIER_OWNER_EMAIL must be an e-mail address');
    if (!parsed.password.success) problems.push('ATELIER_OWNER_PASSWORD must have 12 to 128 characters and no NUL');
    if (!parsed.email.success || !parsed.password.success) throw new ConfigError(problems);
    const address = parsed.email.data;
    const name = address.slice(0, address.indexOf('@')).slice(0, 80);
    try {
      await this.#insert({ email: address, name, password: parsed.password.data, language: null }, '');
    } catch (error) {
      if (!isAtelier(error, 'not_found')) throw error;
    }
  }

  /** @throws AtelierError not_found: somebody else was first */
  async #insert({ password, ...owner }: NewOwner, address: string): Promise<void> {
    const { storage, audit, passwords, clock } = this.#deps;
    const passwordHash = await passwords.hash(password);
    try {
      await storage.members.insert(FIRST_OWNER_ID, { ...NEW_MEMBER, ...owner, role: 'owner', passwordHash, createdAtMs: clock.now() });
    } catch (error) {
      if (isAtelier(error, 'already_exists')) throw new AtelierError('not_found', {}, { cause: error });
      throw error;
    }
    this.#closed = true;
    await audit.record({ actor: null, action: 'setup.create_owner', target: FIRST_OWNER_ID, address, outcome: 'done' });
  }
}

function newCode(): string {
  return Array.from({ length: SETUP_CODE_CHARACTERS }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/** In constant time; upper or lower case, spaces and dashes do not matter to a person who types it. */
function sameCode(typed: string, code: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(typed.toUpperCase().replace(/[\s-]/g, '')), digest(code));
}
