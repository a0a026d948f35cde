import type { Actor } from '#shared/actor.ts';
import type { Language } from '#shared/credentials.ts';
import { AtelierError } from '#shared/errors.ts';
import { MemberId, SessionId } from '#shared/ids.ts';
import type { StagiaireLimits } from '#shared/members.ts';

import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { changeMember } from '../members/change-member.ts';
import type { OwnerSettings } from '../members/owner-settings.ts';
import type { MemberDocument, SessionDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { Attempts } from './attempts.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';

export type AccountDeps = {
  readonly storage: Pick<Storage, 'members' | 'sessions'>;
  readonly owners: Pick<OwnerSettings, 'mustSetUpTotp'>;
  readonly audit: AuditLog;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
};

export type Profile = Pick<MemberDocument, 'email' | 'name' | 'role' | 'language'> & {
  readonly id: MemberId;
  readonly sessionId: SessionId;
  /** A stagiaire's own. */
  readonly limits: StagiaireLimits | null;
  readonly hasPassword: boolean;
  /** null: the second step is off. */
  readonly totp: { readonly recoveryCodesLeft: number } | null;
  /** An owner who has to set up the second step before anything else. */
  readonly mustSetUpTotp: boolean;
};

export type OwnSession = Omit<SessionDocument, 'memberId' | 'tokenHash'> & { readonly id: SessionId; readonly current: boolean };

/** What a member may do with their own login, and nobody else's. */
export class Account {
  readonly #deps: AccountDeps;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
  }

  /** @throws AtelierError not_signed_in: the member is gone */
  async me(actor: Actor): Promise<Profile> {
    return this.#profileOf(await this.#member(actor), actor);
  }

  /** @throws AtelierError conflict: changed elsewhere at the same moment */
  async update(actor: Actor, change: { readonly name: string; readonly language: Language | null }, caller: Caller): Promise<Profile> {
    const { name, language } = change;
    const member = await changeMember(this.#deps.storage.members, actor.memberId, () => ({ name, language }));
    await this.#deps.audit.record({ actor, action: 'member.update', target: member.id, address: caller.address, outcome: 'done' });
    return this.#profileOf(member, actor);
  }

  /**
   * Replaces the password and ends the member's other sessions.
   * @throws AtelierError wrong_credentials: not the current password; too_many_requests; conflict
   */
  async changePassword(
    actor: Actor,
    { current, next }: { readonly current: string; readonly next: string },
    caller: Caller,
  ): Promise<{ endedSessions: number }> {
    const { storage, audit, sessions, passwords } = this.#deps;
    const about = { actor, action: 'member.change_password', target: actor.memberId, address: caller.address };
    try {
      await this.prove(actor, current, caller);
    } catch (error) {
      if (error instanceof AtelierError) await audit.record({ ...about, outcome: 'refused', details: { reason: error.code } });
      throw error;
    }
    const passwordHash = await passwords.hash(next);
    const { id } = await changeMember(storage.members, actor.memberId, () => ({ passwordHash }));
    const by = { because: 'password_changed', actor, address: caller.address } as const;
    const endedSessions = await sessions.endAll(id, { ...by, except: actor.sessionId });
    await audit.record({ ...about, outcome: 'done', details: { endedSessions } });
    return { endedSessions };
  }

  /** Oldest first; the one that asks is `current`. */
  async sessions(actor: Actor): Promise<OwnSession[]> {
    const sessions = await this.#deps.sessions.list(actor.memberId);
    return sessions.map(({ id, client, address, createdAtMs, lastSeenAtMs }) => ({
      id: SessionId.parse(id),
      current: id === actor.sessionId,
      client,
      address,
      createdAtMs,
      lastSeenAtMs,
    }));
  }

  /** The same list again after each change. Ends with the signal, or when the session that asks ends. */
  async *watchSessions(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<OwnSession[], void, undefined> {
    let shown: ReadonlySet<string> = new Set();
    let changed = true;
    let wake: () => void = () => {};
    const unwatch = this.#deps.storage.sessions.watch((change) => {
      const mine = change.type === 'deleted' ? shown.has(change.id) : change.document.memberId === actor.memberId;
      if (!mine) return;
      changed = true;
      wake();
    });
    const stop = (): void => wake();
    signal?.addEventListener('abort', stop);
    try {
      while (signal?.aborted !== true) {
        if (changed) {
          changed = false;
          const list = await this.sessions(actor);
          if (!list.some(({ current }) => current)) return;
          shown = new Set(list.map(({ id }) => id));
          yield list;
        } else {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      unwatch();
    }
  }

  /** @throws AtelierError not_found: no such session, or another member's */
  async revokeSession(actor: Actor, sessionId: SessionId, caller: Caller): Promise<void> {
    const session = await this.#deps.storage.sessions.get(sessionId);
    const by = { because: 'revoked', actor, address: caller.address } as const;
    const mine = session !== null && session.memberId === actor.memberId;
    if (mine && (await this.#deps.sessions.end(session, by))) return;
    const details = { reason: 'not_found' };
    await this.#deps.audit.record({ actor, action: 'session.end', target: sessionId, address: caller.address, outcome: 'refused', details });
    throw new AtelierError('not_found');
  }

  async #member(actor: Actor): Promise<Stored<MemberDocument>> {
    const member = await this.#deps.storage.members.get(actor.memberId);
    if (member === null) throw new AtelierError('not_signed_in');
    return member;
  }

  /**
   * A session left open must not be enough to guess the password from, or to take the second step away.
   * @throws AtelierError wrong_credentials; too_many_requests; unavailable
   */
  async prove(actor: Actor, password: string, { address }: Pick<Caller, 'address'>): Promise<void> {
    const { email, passwordHash } = await this.#member(actor);
    const attempt = await this.#deps.attempts.begin({ address, account: email });
    if (!(await this.#deps.passwords.verify(password, passwordHash))) {
      attempt.failed();
      throw new AtelierError('wrong_credentials');
    }
    await attempt.succeeded();
  }

  #profileOf(member: Stored<MemberDocument>, actor: Actor): Profile {
    const { id, email, name, role, language, limits, passwordHash, totp } = member;
    return {
      id: MemberId.parse(id),
      email,
      name,
      role,
      language,
      sessionId: actor.sessionId,
      limits,
      hasPassword: passwordHash !== null,
      totp: totp === null ? null : { recoveryCodesLeft: totp.recoveryHashes.length },
      mustSetUpTotp: this.#deps.owners.mustSetUpTotp(member),
    };
  }
}
