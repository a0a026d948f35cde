import { createHash, randomBytes } from 'node:crypto';

import type { Actor, Role } from '#shared/actor.ts';
import { isAtelier } from '#shared/errors.ts';
import { MemberId, SessionId } from '#shared/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import type { OwnerSettings } from '../members/owner-settings.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument, SessionDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';

export const SESSION_IDLE_MS = 12 * HOUR_MS;
export const SESSION_LIFETIME_MS = 7 * DAY_MS;
const TOUCH_EVERY_MS = MINUTE_MS;
/** How long another process's revocation may go unnoticed here; this process's own shows at once. */
const CACHE_MS = 5 * SECOND_MS;
const CACHE_ENTRIES = 5000;
const TOKEN_BYTES = 32;

export type EndReason = 'signed_out' | 'signed_in_again' | 'revoked' | 'expired' | 'password_changed' | 'disabled' | 'access_ended' | 'outside_hours';

/** Who ended a session; the system (actor null) where time or an owner's switch did. */
export type EndedBy = { readonly because: EndReason; readonly actor: Actor | null; readonly address: string };

/** A session that is good right now, with its member. */
export type LiveSession = { readonly session: Stored<SessionDocument>; readonly member: Stored<MemberDocument> };

export type SessionsDeps = {
  readonly storage: Pick<Storage, 'sessions' | 'members'>;
  readonly owners: Pick<OwnerSettings, 'mustSetUpTotp'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
};

type Ended = { readonly sessionId: SessionId; readonly memberId: MemberId };
type Cached = { readonly live: LiveSession; readonly readAtMs: number };

/**
 * Sessions as stored, found by the hash of their token, with a small cache in front. Every end of a session goes
 * through `end`, which deletes first and tells afterwards. `close` before the storage is closed.
 */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #cache = new Map<string, Cached>();
  readonly #touching = new Set<string>();
  readonly #background = new Set<Promise<void>>();
  readonly #listeners = new Set<(ended: Ended) => void>();
  readonly #unwatch: readonly (() => void)[];
  /** What each member's sockets were opened with, as far as they came by since the server started. */
  readonly #rights = new Map<string, string>();
  /** Counts what was invalidated, so that a read that began before is not kept. */
  #invalidations = 0;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    this.#unwatch = [
      deps.storage.sessions.watch((change) => {
        const id = change.type === 'deleted' ? change.id : change.document.id;
        this.#forget(({ session }) => session.id === id);
      }),
      deps.storage.members.watch((change) => {
        const id = change.type === 'deleted' ? change.id : change.document.id;
        this.#forget(({ member }) => member.id === id);
        if (change.type === 'deleted') this.#rights.delete(id);
        if (change.type !== 'replaced') return;
        const { document } = change;
        const before = this.#rights.get(id);
        if (before !== undefined) this.#rights.set(id, rightsOf(document));
        if (document.disabled) this.#inBackground(this.endAll(document.id, { because: 'disabled', actor: null, address: '' }));
        // Other rights: the session stays, what was opened with the old ones closes and is asked for again.
        else if (before !== undefined && before !== rightsOf(document)) this.#inBackground(this.closeAll(document.id));
      }),
    ];
  }

  /** Starts a session. @returns the token for the cookie, which is kept nowhere */
  async create({ id: memberId, role }: { id: MemberId; role: Role }, caller: Caller): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const nowMs = this.#deps.clock.now();
    const session: SessionDocument = {
      memberId,
      tokenHash: hashOf(token),
      client: caller.client.slice(0, 80),
      address: caller.address,
      createdAtMs: nowMs,
      lastSeenAtMs: nowMs,
    };
    const id = SessionId.parse(newId('s'));
    await this.#deps.storage.sessions.insert(id, session);
    const actor = { memberId, sessionId: id, role };
    await this.#deps.audit.record({ actor, action: 'session.create', target: id, address: caller.address, outcome: 'done' });
    return token;
  }

  /** The session of a token, noted as seen; null when there is none, it is over, or its member may not be here now. */
  async resolve(token: string): Promise<LiveSession | null> {
    const tokenHash = hashOf(token);
    const nowMs = this.#deps.clock.now();
    const cached = this.#cache.get(tokenHash);
    const live = cached !== undefined && nowMs - cached.readAtMs < CACHE_MS ? cached.live : await this.#read(tokenHash);
    if (live === null) return null;
    if (expiryOf(live.session) <= nowMs) {
      await this.end(live.session, { because: 'expired', actor: null, address: '' });
      return null;
    }
    // Whoever is out is out at once; `Standings` ends the session.
    if (standingOf(live.member, nowMs) !== 'good') return null;
    this.#rights.set(live.member.id, rightsOf(live.member));
    this.#touch(live.session, nowMs);
    return live;
  }

  /** Whether what was made in an actor's name may still be used: same session, same rights, read anew. */
  async stillGood(actor: Actor): Promise<boolean> {
    const member = await this.#stillThere(actor);
    return member !== null && !this.#deps.owners.mustSetUpTotp(member);
  }

  /** As `stillGood`, also for an owner who has to set up their second step first. */
  async stillSignedIn(actor: Actor): Promise<boolean> {
    return (await this.#stillThere(actor)) !== null;
  }

  async #stillThere({ sessionId, role }: Actor): Promise<Stored<MemberDocument> | null> {
    const session = await this.#deps.storage.sessions.get(sessionId);
    const nowMs = this.#deps.clock.now();
    if (session === null || expiryOf(session) <= nowMs) return null;
    const member = await this.#deps.storage.members.get(session.memberId);
    return member !== null && standingOf(member, nowMs) === 'good' && member.role === role ? member : null;
  }

  /** A member's sessions that are not over, oldest first. */
  async list(memberId: string): Promise<Stored<SessionDocument>[]> {
    const nowMs = this.#deps.clock.now();
    const sessions = await this.#deps.storage.sessions.find({ memberId });
    return sessions.filter((session) => expiryOf(session) > nowMs);
  }

  /** Ends a session, once. false: it had ended already. */
  async end(session: Stored<SessionDocument>, { because, actor, address }: EndedBy): Promise<boolean> {
    const ended = await this.#deps.storage.sessions.delete(session.id);
    if (!ended) return false;
    this.#tell(session);
    const details = { because, memberId: session.memberId };
    await this.#deps.audit.record({ actor, action: 'session.end', target: session.id, address, outcome: 'done', details });
    return true;
  }

  /** Ends a member's sessions, all or all but one. @returns how many */
  async endAll(memberId: string, by: EndedBy & { readonly except?: SessionId }): Promise<number> {
    const sessions = await this.#deps.storage.sessions.find({ memberId });
    const ended = await Promise.all(sessions.filter(({ id }) => id !== by.except).map((session) => this.end(session, by)));
    return ended.filter(Boolean).length;
  }

  /** Closes what a member's sessions have open; the sessions stay. */
  async closeAll(memberId: string): Promise<void> {
    for (const session of await this.#deps.storage.sessions.find({ memberId })) this.#tell(session);
  }

  /** Ends what has expired. @returns when the next session expires at the earliest; null: there is none */
  async sweep(): Promise<number | null> {
    const nowMs = this.#deps.clock.now();
    let nextMs: number | null = null;
    for (const session of await this.#deps.storage.sessions.find()) {
      const expiryMs = expiryOf(session);
      if (expiryMs <= nowMs) await this.end(session, { because: 'expired', actor: null, address: '' });
      else nextMs = Math.min(nextMs ?? expiryMs, expiryMs);
    }
    return nextMs;
  }

  onEnded(listener: (ended: Ended) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for what was being written. */
  async close(): Promise<void> {
    for (const unwatch of this.#unwatch) unwatch();
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  async #read(tokenHash: string): Promise<LiveSession | null> {
    const before = this.#invalidations;
    const [session] = await this.#deps.storage.sessions.find({ tokenHash });
    const member = session === undefined ? null : await this.#deps.storage.members.get(session.memberId);
    this.#cache.delete(tokenHash);
    if (session === undefined || member === null) return null;
    const live = { session, member };
    if (before === this.#invalidations) {
      if (this.#cache.size >= CACHE_ENTRIES) this.#cache.delete(this.#cache.keys().next().value ?? '');
      this.#cache.set(tokenHash, { live, readAtMs: this.#deps.clock.now() });
    }
    return live;
  }

  #forget(matches: (live: LiveSession) => boolean): void {
    this.#invalidations += 1;
    for (const [tokenHash, { live }] of this.#cache) if (matches(live)) this.#cache.delete(tokenHash);
  }

  #touch(session: Stored<SessionDocument>, nowMs: number): void {
    if (nowMs - session.lastSeenAtMs < TOUCH_EVERY_MS || this.#touching.has(session.id)) return;
    const { id, revision, ...document } = session;
    this.#touching.add(id);
    const write = async (): Promise<void> => {
      try {
        await this.#deps.storage.sessions.replace(id, revision, { ...document, lastSeenAtMs: nowMs });
      } catch (error) {
        // Seen by another process just now, or ended meanwhile: nothing is missing.
        if (!isAtelier(error, 'conflict')) throw error;
      } finally {
        this.#touching.delete(id);
      }
    };
    this.#inBackground(write());
  }

  #inBackground(work: Promise<unknown>): void {
    const watched = async (): Promise<void> => {
      try {
        await work;
      } catch (error) {
        this.#deps.log.error({ err: error }, 'a session could not be updated');
      }
      this.#background.delete(done);
    };
    const done = watched();
    this.#background.add(done);
  }

  #tell({ id, memberId }: Stored<SessionDocument>): void {
    for (const listener of this.#listeners) listener({ sessionId: SessionId.parse(id), memberId });
  }
}

/** Who asks with a session. */
export function actorIn({ session, member }: LiveSession): Actor {
  return { memberId: MemberId.parse(member.id), sessionId: SessionId.parse(session.id), role: member.role };
}

/** What a member may do, as far as it is decided when something is opened. */
function rightsOf({ role, limits }: MemberDocument): string {
  return JSON.stringify([role, limits?.terminal, limits?.network, limits?.transfer, limits?.tokens]);
}

/** When a session is over: idle for too long, or too old, whichever comes first. Epoch milliseconds. */
function expiryOf(session: SessionDocument): number {
  return Math.min(session.lastSeenAtMs + SESSION_IDLE_MS, session.createdAtMs + SESSION_LIFETIME_MS);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
