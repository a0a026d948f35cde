import type { Actor, Role } from '../../shared/actor.ts';
import { AtelierError, type ErrorDetails } from '../../shared/errors.ts';
import { MemberId } from '../../shared/ids.ts';
import { STRICTEST_LIMITS, type Quota, type StagiaireLimits } from '../../shared/members.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Clock } from '../clock.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { changeMember } from './change-member.ts';

export type TeamDeps = {
  readonly storage: Pick<Storage, 'members' | 'tokens' | 'remoteKeys' | 'preferences' | 'grants' | 'resets'>;
  readonly audit: AuditLog;
  readonly sessions: Sessions;
  readonly clock: Clock;
};

/** Which member, as the owner last saw them. */
export type About = { readonly memberId: MemberId; readonly edition: number };
type Member = Stored<MemberDocument>;
type Ask = { readonly actor: Actor; readonly caller: Caller; readonly about: About; readonly action: string; readonly details?: ErrorDetails };

/**
 * What owners do with members. Each fails with not_found (nobody, or removed) and conflict (another owner changed
 * the member since), and is in the audit log. There is always an owner who can sign in: whoever would be the last
 * one to go is kept (`limit_reached`).
 */
export class Team {
  readonly #deps: TeamDeps;
  /** Two owners who lower each other at the same moment must not both succeed. */
  readonly #one = new KeyedQueue();

  constructor(deps: TeamDeps) {
    this.#deps = deps;
  }

  /** A new stagiaire begins with everything switched off. @throws AtelierError limit_reached: the last owner */
  async setRole(actor: Actor, { role, ...about }: About & { readonly role: Role }, caller: Caller): Promise<void> {
    await this.#change({ actor, caller, about, action: 'member.set_role', details: { role } }, (member) => ({
      role,
      limits: role === 'stagiaire' ? (member.limits ?? STRICTEST_LIMITS) : null,
    }));
  }

  /** Ends what a disabled member has open. @throws AtelierError limit_reached: the last owner; forbidden: oneself */
  async setDisabled(actor: Actor, { disabled, ...about }: About & { readonly disabled: boolean }, caller: Caller): Promise<void> {
    await this.#change({ actor, caller, about, action: disabled ? 'member.disable' : 'member.enable' }, () => {
      if (disabled) refuseOneself(actor, about);
      return { disabled };
    });
  }

  /** @throws AtelierError invalid_input: not a stagiaire */
  async setLimits(actor: Actor, { limits, ...about }: About & { readonly limits: StagiaireLimits }, caller: Caller): Promise<void> {
    const { terminal, network, transfer, tokens, expiresAtMs, hours } = limits;
    const details = { terminal, network, transfer, tokens, expires: expiresAtMs !== null, hours: hours !== null };
    await this.#change({ actor, caller, about, action: 'member.set_limits', details }, (member) => {
      if (member.role !== 'stagiaire') throw new AtelierError('invalid_input');
      return { limits };
    });
  }

  /** null: the installation's default. */
  async setQuota(actor: Actor, { quota, ...about }: About & { readonly quota: Quota | null }, caller: Caller): Promise<void> {
    await this.#change({ actor, caller, about, action: 'member.set_quota', details: quota ?? { default: true } }, () => ({ quota }));
  }

  /**
   * Takes everything from the member but what they did and their workspaces, which the owner keeps. The address is
   * free for another invitation.
   * @throws AtelierError limit_reached: the last owner; forbidden: oneself; invalid_input: another address was typed
   */
  async remove(actor: Actor, { confirmEmail, ...about }: About & { readonly confirmEmail: string }, caller: Caller): Promise<void> {
    await this.#change({ actor, caller, about, action: 'member.remove' }, (member) => {
      refuseOneself(actor, about);
      if (confirmEmail !== member.email) throw new AtelierError('invalid_input');
      return { ...GONE, email: `removed:${member.id}`, removedAtMs: this.#deps.clock.now() };
    });
    await this.#clear(about.memberId);
  }

  /** Finishes removals that a crash left half-way. */
  async repair(): Promise<void> {
    for (const { id, removedAtMs } of await this.#deps.storage.members.find()) if (removedAtMs !== null) await this.#clear(MemberId.parse(id));
  }

  async #clear(memberId: MemberId): Promise<void> {
    const { storage, sessions } = this.#deps;
    await sessions.endAll(memberId, { because: 'disabled', actor: null, address: '' });
    for (const { id } of await storage.tokens.find({ memberId })) await storage.tokens.delete(id);
    for (const { id } of await storage.remoteKeys.find({ memberId })) await storage.remoteKeys.delete(id);
    for (const { id } of await storage.preferences.find({ memberId })) await storage.preferences.delete(id);
    for (const { id } of await storage.grants.find({ memberId })) await storage.grants.delete(id);
    await storage.resets.delete(memberId);
  }

  async #change({ about, ...entry }: Ask, changed: (member: Member) => Partial<MemberDocument>): Promise<void> {
    await audited(this.#deps.audit, { ...entry, target: about.memberId }, () =>
      this.#one.run('team', () =>
        changeMember(this.#deps.storage.members, about.memberId, async (member) => {
          if (member.removedAtMs !== null) throw new AtelierError('not_found');
          if (member.edition !== about.edition) throw new AtelierError('conflict');
          const changes = changed(member);
          if (isWorkingOwner(member) && !isWorkingOwner({ ...member, ...changes })) await this.#refuseLastOwner(about.memberId);
          return { ...changes, edition: member.edition + 1 };
        }),
      ),
    );
  }

  async #refuseLastOwner(memberId: MemberId): Promise<void> {
    const owners = await this.#deps.storage.members.find({ role: 'owner' });
    if (!owners.some((owner) => owner.id !== memberId && isWorkingOwner(owner))) throw new AtelierError('limit_reached', { because: 'last_owner' });
  }
}

const GONE = { disabled: true, passwordHash: null, totp: null, oidcAccount: null, limits: null, quota: null } as const satisfies Partial<MemberDocument>;

function isWorkingOwner({ role, disabled }: Pick<MemberDocument, 'role' | 'disabled'>): boolean {
  return role === 'owner' && !disabled;
}

/** Whoever could lock themselves out by one click would; another owner does it. */
function refuseOneself(actor: Actor, { memberId }: About): void {
  if (actor.memberId === memberId) throw new AtelierError('forbidden');
}
