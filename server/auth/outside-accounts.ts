import { z } from 'zod';

import { EMAIL_MAX_CHARACTERS, MemberName } from '../../shared/credentials.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { changeMember } from '../members/change-member.ts';
import type { Invitations } from '../members/invitations.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { Refusals } from './refusals.ts';

/** What a provider says of somebody; an address that it has not verified is no address. */
export const OutsideClaims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().trim().toLowerCase().max(EMAIL_MAX_CHARACTERS).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});
export type OutsideClaims = z.infer<typeof OutsideClaims>;

export type OutsideDeps = {
  readonly storage: Pick<Storage, 'members'>;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  readonly invitations: Pick<Invitations, 'acceptFromOutside'>;
  readonly clock: Clock;
  readonly issuer: string;
};

type Member = Stored<MemberDocument>;

/** Which member signs in with which account of the configured provider. Nobody else comes in by it. */
export class OutsideAccounts {
  readonly #deps: OutsideDeps;
  /** One account must not be bound to two members, whatever its address is at the moment. */
  readonly #byAccount = new KeyedQueue();

  constructor(deps: OutsideDeps) {
    this.#deps = deps;
  }

  /**
   * The member of an account: the one it is bound to; else the one with its verified address, bound from now on;
   * else the one that an open invitation for that address makes.
   * @throws AtelierError forbidden with `because`: `unknown`, or why the member may not be here now
   */
  async enter(claims: OutsideClaims, caller: Caller): Promise<Member> {
    const account = `${this.#deps.issuer}#${claims.sub}`;
    try {
      const member = await this.#byAccount.run(account, () => this.#find(claims, account, caller));
      if (member === null || member.disabled) throw new AtelierError('forbidden', { because: 'unknown' });
      const standing = standingOf(member, this.#deps.clock.now());
      if (standing !== 'good') throw new AtelierError('forbidden', { because: standing });
      return member;
    } catch (error) {
      if (isAtelier(error)) await this.#deps.refusals.record({ action: 'session.create', target: '', caller, reason: String(error.details['because'] ?? error.code) });
      throw error;
    }
  }

  async #find(claims: OutsideClaims, account: string, caller: Caller): Promise<Member | null> {
    const { storage, invitations } = this.#deps;
    const [bound] = await storage.members.find({ oidcAccount: account });
    if (bound !== undefined) return bound;
    const { email, email_verified: isVerified } = claims;
    if (email === undefined || isVerified !== true) return null;
    const [member] = await storage.members.find({ email });
    if (member === undefined) {
      const name = MemberName.safeParse(claims.name?.slice(0, 80) ?? '').data ?? email.slice(0, email.indexOf('@')).slice(0, 80);
      return invitations.acceptFromOutside(email, { name, oidcAccount: account }, caller);
    }
    return member.oidcAccount === null && !member.disabled ? this.#bind(member, account, caller) : null;
  }

  async #bind({ id }: Member, account: string, caller: Caller): Promise<Member | null> {
    const { storage, audit } = this.#deps;
    const member = await changeMember(storage.members, id, ({ oidcAccount }) => ({ oidcAccount: oidcAccount ?? account }));
    if (member.oidcAccount !== account) return null;
    await audit.record({ actor: null, action: 'member.bind_outside_account', target: id, address: caller.address, outcome: 'done' });
    return member;
  }
}
