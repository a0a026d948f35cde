import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { Actor, Role } from '../../shared/actor.ts';
import type { Language } from '../../shared/credentials.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { InvitationId, MemberId } from '../../shared/ids.ts';
import { STRICTEST_LIMITS, type OneTimeLink, type StagiaireLimits, type TeamInvitation } from '../../shared/members.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { networkOf, take } from '../auth/attempts.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Refusals } from '../auth/refusals.ts';
import type { Clock } from '../clock.ts';
import { pairKey } from '../grants/module-rights.ts';
import { newId } from '../ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { InvitationDocument, MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { linkHash, newLinkToken } from './links.ts';
import { invitationMail } from './mail-texts.ts';
import type { Mailer } from './mailer.ts';
import { NEW_MEMBER } from './new-member.ts';

/** Looking at a link and accepting it; nobody needs more, and 2^256 are not to be tried. */
const TRIES_PER_MINUTE = 20;

export type InvitationsDeps = {
  readonly storage: Pick<Storage, 'members' | 'invitations' | 'modules' | 'grants'>;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  readonly passwords: Passwords;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Where links lead, without a trailing slash. */
  readonly publicUrl: string;
};

export type NewInvitation = {
  readonly email: string;
  readonly role: Role;
  readonly language: Language | null;
  readonly days: number;
  readonly limits: StagiaireLimits | null;
  readonly grants: InvitationDocument['grants'];
};

export type Acceptance = { readonly name: string; readonly language: Language | null } & Pick<MemberDocument, 'passwordHash' | 'oidcAccount'>;
export type InvitationFacts = { readonly email: string; readonly role: Role; readonly language: Language | null; readonly expiresAtMs: number };
type Invitation = Stored<InvitationDocument>;

/** How members come to be: an owner's link, used once. What the link's page is told is what the invitation says. */
export class Invitations {
  readonly #deps: InvitationsDeps;
  /** Two owners who invite one address at once make one invitation: the later one's. */
  readonly #byEmail = new KeyedQueue();
  readonly #perAddress = new RateLimiterMemory({ points: TRIES_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
  }

  /**
   * Replaces what was open for the address.
   * @throws AtelierError already_exists: a member has it; not_found: a module is not there
   */
  async invite(actor: Actor, input: NewInvitation, caller: Caller): Promise<OneTimeLink & { invitation: TeamInvitation }> {
    const { storage, clock } = this.#deps;
    const id = InvitationId.parse(newId('i'));
    const details = { email: input.email, role: input.role, grants: input.grants.length };
    return audited(this.#deps.audit, { actor, caller, action: 'member.invite', target: id, details }, () =>
      this.#byEmail.run(input.email, async () => {
        if ((await storage.members.find({ email: input.email })).length > 0) throw new AtelierError('already_exists');
        for (const { moduleId } of input.grants) if ((await storage.modules.get(moduleId)) === null) throw new AtelierError('not_found');
        const before = await storage.invitations.find({ email: input.email });
        const { token, tokenHash } = newLinkToken();
        const { days, role, email, language, grants } = input;
        const nowMs = clock.now();
        const limits = role === 'stagiaire' ? (input.limits ?? STRICTEST_LIMITS) : null;
        const made = await storage.invitations.insert(id, { email, role, language, limits, grants, tokenHash, invitedBy: actor.memberId, createdAtMs: nowMs, expiresAtMs: nowMs + days * DAY_MS });
        for (const { id: replaced } of before) await storage.invitations.delete(replaced);
        return { ...(await this.#handOut(actor, made, token)), invitation: viewOf(made) };
      }),
    );
  }

  /** A new link for the same invitation; the one before is dead. @throws AtelierError not_found; conflict: used or changed just now */
  async renew(actor: Actor, { invitationId, days }: { invitationId: InvitationId; days: number }, caller: Caller): Promise<OneTimeLink> {
    const { storage, audit, clock } = this.#deps;
    return audited(audit, { actor, caller, action: 'member.renew_invitation', target: invitationId }, async () => {
      const { id, revision, ...document } = await this.#open(invitationId);
      const { token, tokenHash } = newLinkToken();
      const renewed = await storage.invitations.replace(id, revision, { ...document, tokenHash, invitedBy: actor.memberId, expiresAtMs: clock.now() + days * DAY_MS });
      return this.#handOut(actor, renewed, token);
    });
  }

  /** @throws AtelierError not_found: used or withdrawn already */
  async revoke(actor: Actor, invitationId: InvitationId, caller: Caller): Promise<void> {
    await audited(this.#deps.audit, { actor, caller, action: 'member.revoke_invitation', target: invitationId }, async () => {
      await this.#open(invitationId);
      if (!(await this.#deps.storage.invitations.delete(invitationId))) throw new AtelierError('not_found');
    });
  }

  /** Open and expired ones, oldest first. */
  async list(): Promise<TeamInvitation[]> {
    const invitations = await this.#deps.storage.invitations.find();
    const used = await Promise.all(invitations.map(({ id }) => this.#isUsed(id)));
    return invitations.filter((_, index) => used[index] === false).map(viewOf);
  }

  /** What the link's page shows. @throws AtelierError not_found: no such link, used, withdrawn or expired alike; too_many_requests */
  async look(token: string, caller: Caller): Promise<InvitationFacts> {
    return this.#recordingRefusals(caller, async () => {
      const { email, role, language, expiresAtMs } = await this.#byToken(token);
      return { email, role, language, expiresAtMs };
    });
  }

  /**
   * Makes the member with a password. Sign in follows separately.
   * @throws AtelierError not_found: no such link, used, withdrawn or expired alike; too_many_requests; unavailable
   */
  async accept(token: string, { password, ...chosen }: { name: string; language: Language | null; password: string }, caller: Caller): Promise<{ email: string }> {
    return this.#recordingRefusals(caller, async () => {
      // Before anything is hashed.
      const { email } = await this.#byToken(token);
      const passwordHash = await this.#deps.passwords.hash(password);
      await this.#use(await this.#byToken(token), { ...chosen, passwordHash, oidcAccount: null }, caller);
      return { email };
    });
  }

  /** Makes the member from an outside account whose address was verified. null: nothing is open for the address. */
  async acceptFromOutside(email: string, chosen: { name: string; oidcAccount: string }, caller: Caller): Promise<Stored<MemberDocument> | null> {
    const invitation = (await this.#deps.storage.invitations.find({ email })).find(({ expiresAtMs }) => expiresAtMs > this.#deps.clock.now());
    if (invitation === undefined || (await this.#isUsed(invitation.id))) return null;
    return this.#use(invitation, { ...chosen, language: invitation.language, passwordHash: null }, caller);
  }

  /**
   * The member's id follows from the invitation's, so inserting the member is the one write that uses the link up:
   * it succeeds once, whoever else tries at the same time. Grants come before it and are nobody's until then; a
   * crash in between leaves an invitation that can be tried again, and one after it an invitation that is used.
   */
  async #use(invitation: Invitation, chosen: Acceptance, caller: Caller): Promise<Stored<MemberDocument>> {
    const { storage, audit, clock } = this.#deps;
    const memberId = memberIdOf(invitation.id);
    const { email, role, limits } = invitation;
    for (const { moduleId, access } of invitation.grants) {
      if ((await storage.modules.get(moduleId)) === null) continue;
      const key = pairKey(memberId, moduleId);
      await insertOnce(storage.grants.insert(key, { memberId, moduleId, pairKey: key, access, grantedBy: invitation.invitedBy, grantedAtMs: clock.now() }));
    }
    const member = await insertOnce(storage.members.insert(memberId, { ...NEW_MEMBER, ...chosen, email, role, limits, createdAtMs: clock.now() }));
    if (member === null) {
      // Used by another request just now; or the address became a member's by another way, and the grants are nobody's.
      if ((await storage.members.get(memberId)) === null) await this.#dropGrants(memberId);
      throw new AtelierError('not_found');
    }
    if (!(await storage.invitations.delete(invitation.id))) {
      // Withdrawn or replaced while it was being used: the owner's word was first.
      await this.#undo(memberId);
      throw new AtelierError('not_found');
    }
    await audit.record({ actor: null, action: 'member.accept_invitation', target: memberId, address: caller.address, outcome: 'done', details: { email, role } });
    return member;
  }

  async #undo(memberId: MemberId): Promise<void> {
    await this.#deps.storage.members.delete(memberId);
    await this.#dropGrants(memberId);
  }

  async #dropGrants(memberId: MemberId): Promise<void> {
    const { grants } = this.#deps.storage;
    for (const { id } of await grants.find({ memberId })) await grants.delete(id);
  }

  /** Shows the link to the owner, and mails it where that is configured. */
  async #handOut(actor: Actor, { email, role, language, expiresAtMs }: Invitation, token: string): Promise<OneTimeLink> {
    const { storage, mailer, publicUrl } = this.#deps;
    const inviter = await storage.members.get(actor.memberId);
    const link = `${publicUrl}/invite/${token}`;
    const text = invitationMail(language ?? inviter?.language ?? 'en', { inviter: inviter?.name ?? '', role, link, untilMs: expiresAtMs });
    return { link, expiresAtMs, mail: await mailer.send({ to: email, ...text }) };
  }

  async #recordingRefusals<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result> {
    try {
      await take(this.#perAddress, networkOf(caller.address));
      return await work();
    } catch (error) {
      if (isAtelier(error)) await this.#deps.refusals.record({ action: 'member.accept_invitation', target: '', caller, reason: error.code });
      throw error;
    }
  }

  async #byToken(token: string): Promise<Invitation> {
    const [invitation] = await this.#deps.storage.invitations.find({ tokenHash: linkHash(token) });
    if (invitation === undefined || invitation.expiresAtMs <= this.#deps.clock.now() || (await this.#isUsed(invitation.id))) throw new AtelierError('not_found');
    return invitation;
  }

  async #open(invitationId: InvitationId): Promise<Invitation> {
    const invitation = await this.#deps.storage.invitations.get(invitationId);
    if (invitation === null || (await this.#isUsed(invitation.id))) throw new AtelierError('not_found');
    return invitation;
  }

  async #isUsed(invitationId: string): Promise<boolean> {
    return (await this.#deps.storage.members.get(memberIdOf(invitationId))) !== null;
  }
}

function memberIdOf(invitationId: string): MemberId {
  return MemberId.parse(`m${invitationId.slice(1)}`);
}

/** null: it, or another with the same unique field, is there already. */
async function insertOnce<Document>(inserting: Promise<Document>): Promise<Document | null> {
  try {
    return await inserting;
  } catch (error) {
    if (isAtelier(error, 'already_exists')) return null;
    throw error;
  }
}

function viewOf({ id, email, role, language, invitedBy, createdAtMs, expiresAtMs, limits, grants }: Invitation): TeamInvitation {
  return { id: InvitationId.parse(id), email, role, language, invitedBy, createdAtMs, expiresAtMs, limits, grants };
}
