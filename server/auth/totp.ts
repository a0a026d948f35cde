import { createHash, randomInt } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { MemberId } from '../../shared/ids.ts';
import { RECOVERY_CODES } from '../../shared/members.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { changeMember } from '../members/change-member.ts';
import type { MemberDocument, TotpDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { take } from './attempts.ts';
import type { SecretBox } from './secret-box.ts';

/** A phone's clock may be one step off, either way (RFC 6238 section 5.2). */
const TOLERANCE_SECONDS = 30;
const SETUP_LIFETIME_MS = 15 * MINUTE_MS;
/** Wrong codes on one account from anywhere: whoever tries them knows the password. */
export const WRONG_CODES_PER_HOUR = 30;
/** Without what reads alike. Ten of them are 49 bits, in two halves. */
const RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstvwxyz';
const RECOVERY_CHARACTERS = 10;

export type TotpDeps = { readonly storage: Pick<Storage, 'members'>; readonly audit: AuditLog; readonly box: SecretBox; readonly clock: Clock };
export type ProvePassword = (actor: Actor, password: string, caller: Caller) => Promise<void>;
type Member = Stored<MemberDocument>;

/** The second step of signing in: codes that change every half minute, and ten that work once. */
export class Totp {
  readonly #deps: TotpDeps;
  readonly #wrong = new RateLimiterMemory({ points: WRONG_CODES_PER_HOUR, duration: HOUR_MS / SECOND_MS });

  constructor(deps: TotpDeps) {
    this.#deps = deps;
  }

  /**
   * A secret to be confirmed within a quarter of an hour. Nothing is kept: `setup` goes back with the first code.
   * @throws AtelierError conflict: it is on already
   */
  async begin(actor: Actor): Promise<{ secret: string; uri: string; setup: string }> {
    const member = await this.#member(actor);
    if (member.totp !== null) throw new AtelierError('conflict');
    const secret = generateSecret();
    const uri = generateURI({ issuer: 'Atelier', label: member.email, secret });
    const setup = this.#deps.box.seal(JSON.stringify({ secret, untilMs: this.#deps.clock.now() + SETUP_LIFETIME_MS }), setupOf(member.id));
    return { secret, uri, setup };
  }

  /**
   * Turns the second step on. @returns the recovery codes, which are kept nowhere
   * @throws AtelierError wrong_credentials: not the present code; timeout: begun too long ago; conflict: it is on already
   */
  async confirm(actor: Actor, { setup, code }: { setup: string; code: string }, caller: Caller): Promise<string[]> {
    const { storage, audit, box, clock } = this.#deps;
    return audited(audit, { actor, caller, action: 'member.enable_totp', target: actor.memberId }, async () => {
      const opened = box.open(setup, setupOf(actor.memberId));
      if (opened === null) throw new AtelierError('invalid_input');
      const { secret, untilMs } = JSON.parse(opened) as { secret: string; untilMs: number };
      if (untilMs <= clock.now()) throw new AtelierError('timeout');
      await take(this.#wrong, actor.memberId);
      const step = await this.#stepOf(secret, code);
      if (step === null) throw new AtelierError('wrong_credentials');
      const { codes, hashes } = newRecoveryCodes();
      await changeMember(storage.members, actor.memberId, (member) => {
        if (member.totp !== null) throw new AtelierError('conflict');
        return { totp: { secret: box.seal(secret, secretOf(member.id)), lastStep: step, recoveryHashes: hashes } };
      });
      await this.#wrong.reward(actor.memberId);
      return codes;
    });
  }

  /** @throws AtelierError wrong_credentials: not the password; too_many_requests */
  async disable(actor: Actor, { password, prove }: { password: string; prove: ProvePassword }, caller: Caller): Promise<void> {
    await audited(this.#deps.audit, { actor, caller, action: 'member.disable_totp', target: actor.memberId }, async () => {
      await prove(actor, password, caller);
      await changeMember(this.#deps.storage.members, actor.memberId, () => ({ totp: null }));
    });
  }

  /** Ten new ones; those before are dead. @throws AtelierError wrong_credentials; too_many_requests; conflict: the second step is off */
  async renewRecoveryCodes(actor: Actor, { password, prove }: { password: string; prove: ProvePassword }, caller: Caller): Promise<string[]> {
    return audited(this.#deps.audit, { actor, caller, action: 'member.renew_recovery_codes', target: actor.memberId }, async () => {
      await prove(actor, password, caller);
      const { codes, hashes } = newRecoveryCodes();
      await changeMember(this.#deps.storage.members, actor.memberId, ({ totp }) => ({ totp: { ...on(totp), recoveryHashes: hashes } }));
      return codes;
    });
  }

  /**
   * Uses a code up: a step of the clock and a recovery code each work once, whoever tries at the same time.
   * @throws AtelierError wrong_credentials with `field: 'code'`; too_many_requests
   */
  async use({ id }: Member, typed: string): Promise<void> {
    await take(this.#wrong, id);
    await changeMember(this.#deps.storage.members, id, async ({ totp }) => ({ totp: await this.#used(id, on(totp), typed) }));
    await this.#wrong.reward(id);
  }

  async #used(memberId: string, totp: TotpDocument, typed: string): Promise<TotpDocument> {
    const code = typed.toLowerCase().replaceAll(/[\s-]/g, '');
    if (code.length === RECOVERY_CHARACTERS) {
      const hash = hashOf(code);
      if (!totp.recoveryHashes.includes(hash)) throw wrong();
      return { ...totp, recoveryHashes: totp.recoveryHashes.filter((other) => other !== hash) };
    }
    const secret = this.#deps.box.open(totp.secret, secretOf(memberId));
    if (secret === null) throw new Error('the secret of a second step cannot be opened: the secret of the server is another one');
    const step = await this.#stepOf(secret, code);
    if (step === null || step <= totp.lastStep) throw wrong();
    return { ...totp, lastStep: step };
  }

  /** The step of the clock that a code belongs to; null: none that counts now. */
  async #stepOf(secret: string, code: string): Promise<number | null> {
    if (!/^\d{6}$/.test(code)) return null;
    const result = await verify({ secret, token: code, epoch: Math.floor(this.#deps.clock.now() / SECOND_MS), epochTolerance: TOLERANCE_SECONDS });
    return result.valid && 'timeStep' in result ? result.timeStep : null;
  }

  async #member(actor: Actor): Promise<Member> {
    const member = await this.#deps.storage.members.get(actor.memberId);
    if (member === null) throw new AtelierError('not_signed_in');
    return member;
  }
}

function on(totp: TotpDocument | null): TotpDocument {
  if (totp === null) throw new AtelierError('conflict');
  return totp;
}

function wrong(): AtelierError {
  return new AtelierError('wrong_credentials', { field: 'code' });
}

function secretOf(memberId: string): string {
  return `totp ${MemberId.parse(memberId)}`;
}

function setupOf(memberId: string): string {
  return `totp setup ${MemberId.parse(memberId)}`;
}

function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const plain = Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: RECOVERY_CHARACTERS }, () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]).join(''));
  return { codes: plain.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`), hashes: plain.map(hashOf) };
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
