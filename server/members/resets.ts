import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { MemberId } from '../../shared/ids.ts';
import { RESET_LIFETIME_MS, type OneTimeLink } from '../../shared/members.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { networkOf, take } from '../auth/attempts.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Refusals } from '../auth/refusals.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Clock } from '../clock.ts';
import type { MemberDocument, ResetDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { changeMember } from './change-member.ts';
import { linkHash, newLinkToken } from './links.ts';
import { resetMail } from './mail-texts.ts';
import type { Mailer } from './mailer.ts';

const TRIES_PER_MINUTE = 20;

export type ResetsDeps = {
  readonly storage: Pick<Storage, 'members' | 'resets'>;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly publicUrl: string;
};

type Found = { readonly reset: Stored<ResetDocument>; readonly member: Stored<MemberDocument> };

/** One-time links with which a member who cannot sign in chooses a new password. Owners make them. */
export class Resets {
  readonly #deps: ResetsDeps;
  readonly #perAddress = new RateLimiterMemory({ points: TRIES_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  constructor(deps: ResetsDeps) {
    this.#deps = deps;
  }

  /** The link before, if any, is dead. The present password goes on working until it is used. @throws AtelierError not_found */
  async make(actor: Actor, { memberId, dropsTotp }: { memberId: MemberId; dropsTotp: boolean }, caller: Caller): Promise<OneTimeLink> {
    const { storage, audit, clock, mailer, publicUrl } = this.#deps;
    return audited(audit, { actor, caller, action: 'member.make_reset', target: memberId, details: { dropsTotp } }, async () => {
      const member = await storage.members.get(memberId);
      if (member === null || member.removedAtMs !== null) throw new AtelierError('not_found');
      const { token, tokenHash } = newLinkToken();
      const nowMs = clock.now();
      const expiresAtMs = nowMs + RESET_LIFETIME_MS;
      await storage.resets.delete(memberId);
      await storage.resets.insert(memberId, { tokenHash, dropsTotp, madeBy: actor.memberId, createdAtMs: nowMs, expiresAtMs });
      const link = `${publicUrl}/reset/${token}`;
      const language = member.language ?? (await storage.members.get(actor.memberId))?.language ?? 'en';
      const mail = await mailer.send({ to: member.email, ...resetMail(language, { name: member.name, link, untilMs: expiresAtMs }) });
      return { link, expiresAtMs, mail };
    });
  }

  /** What the link's page shows. @throws AtelierError not_found: no such link, used or expired alike; too_many_requests */
  async look(token: string, caller: Caller): Promise<{ email: string; dropsTotp: boolean }> {
    return this.#recordingRefusals(caller, async () => {
      const { reset, member } = await this.#byToken(token);
      return { email: member.email, dropsTotp: reset.dropsTotp };
    });
  }

  /**
   * Replaces the password and ends all of the member's sessions. Deleting the reset is the one write that uses the
   * link up; a crash right after it costs the owner another link, and nobody a password.
   * @throws AtelierError not_found: no such link, used or expired alike; too_many_requests; unavailable
   */
  async use(token: string, password: string, caller: Caller): Promise<{ email: string }> {
    const { storage, audit, passwords, sessions } = this.#deps;
    return this.#recordingRefusals(caller, async () => {
      await this.#byToken(token);
      const passwordHash = await passwords.hash(password);
      const { reset } = await this.#byToken(token);
      const memberId = MemberId.parse(reset.id);
      if (!(await storage.resets.delete(memberId))) throw new AtelierError('not_found');
      const member = await changeMember(storage.members, memberId, (present) => {
        if (present.disabled) throw new AtelierError('not_found');
        return { passwordHash, totp: reset.dropsTotp ? null : present.totp };
      });
      await sessions.endAll(memberId, { because: 'password_changed', actor: null, address: caller.address });
      await audit.record({ actor: null, action: 'member.use_reset', target: memberId, address: caller.address, outcome: 'done', details: { dropsTotp: reset.dropsTotp } });
      return { email: member.email };
    });
  }

  async #byToken(token: string): Promise<Found> {
    const { storage, clock } = this.#deps;
    const [reset] = await storage.resets.find({ tokenHash: linkHash(token) });
    const member = reset === undefined ? null : await storage.members.get(reset.id);
    if (reset === undefined || member === null || member.disabled || reset.expiresAtMs <= clock.now()) throw new AtelierError('not_found');
    return { reset, member };
  }

  async #recordingRefusals<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result> {
    try {
      await take(this.#perAddress, networkOf(caller.address));
      return await work();
    } catch (error) {
      if (isAtelier(error)) await this.#deps.refusals.record({ action: 'member.use_reset', target: '', caller, reason: error.code });
      throw error;
    }
  }
}
