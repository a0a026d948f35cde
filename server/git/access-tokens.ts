import { createHash, randomBytes } from 'node:crypto';

import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { MemberId, TokenId } from '../../shared/ids.ts';
import { MAX_TOKENS, TOKEN_PREFIX, type NewToken, type TokenView } from '../../shared/tokens.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/units.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import { newId } from '../ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Log } from '../log.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument, TokenDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { Changes } from '../changes.ts';
import { live } from '../live.ts';
import type { GitPrincipal } from './git-principal.ts';
import { TimedCache } from './timed-cache.ts';

const SECRET_BYTES = 32;
const SECRET = /^atl_[A-Za-z0-9_-]{43}$/;
const TOUCH_EVERY_MS = MINUTE_MS;

export type AccessTokensDeps = {
  readonly storage: Pick<Storage, 'tokens' | 'members'>;
  readonly rights: Pick<ModuleRights, 'accessTo'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
};

type TokenList = { readonly allowed: boolean; readonly tokens: TokenView[] };
type Found = { readonly token: Stored<TokenDocument>; readonly member: Stored<MemberDocument> };

/**
 * Personal access tokens: 256 random bits, of which only the hash is kept. A token is worth what its member is
 * worth at the moment it is used, within its own scope, modules and time. `close` before the storage is closed.
 */
export class AccessTokens {
  readonly #deps: AccessTokensDeps;
  readonly #found: TimedCache<Found | null>;
  readonly #making = new KeyedQueue();
  readonly #changes = new Changes();
  readonly #touching = new Map<string, Promise<void>>();
  readonly #ends: readonly (() => void)[];

  constructor(deps: AccessTokensDeps) {
    this.#deps = deps;
    this.#found = new TimedCache(deps.clock);
    const changed = (): void => {
      this.#found.clear();
      this.#changes.tell();
    };
    this.#ends = [deps.storage.tokens.watch(changed), deps.storage.members.watch(changed)];
  }

  /** Who a secret stands for; null: for nobody (unknown, expired, revoked, or its member may not be here now). */
  async authenticate(secret: string, address: string): Promise<GitPrincipal | null> {
    if (!SECRET.test(secret)) return null;
    const found = await this.#find(hashOf(secret));
    const nowMs = this.#deps.clock.now();
    if (found === null || found.token.expiresAtMs <= nowMs || !mayHave(found.member, nowMs)) return null;
    const { token, member } = found;
    this.#touch(token, address);
    return { memberId: MemberId.parse(member.id), role: member.role, moduleIds: token.moduleIds, scope: token.scope, via: 'token', workspaceId: null, tokenId: TokenId.parse(token.id), address };
  }

  async list({ memberId }: Actor): Promise<TokenList> {
    const nowMs = this.#deps.clock.now();
    const member = await this.#deps.storage.members.get(memberId);
    if (member === null || !mayHave(member, nowMs)) return { allowed: false, tokens: [] };
    const tokens = await this.#deps.storage.tokens.find({ memberId });
    return { allowed: true, tokens: tokens.filter(({ expiresAtMs }) => expiresAtMs > nowMs).map(viewOf).toReversed() };
  }

  watch(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<TokenList> {
    return live(this.#changes, () => this.list(actor), signal);
  }

  /**
   * @returns the secret, which is kept nowhere
   * @throws AtelierError forbidden: a stagiaire to whom tokens are not allowed; not_found: a module that is not theirs;
   * already_exists: the name; limit_reached
   */
  create(actor: Actor, wanted: NewToken, caller: Caller): Promise<{ token: TokenView; secret: string }> {
    return this.#making.run(actor.memberId, async () => {
      const { storage, clock, audit } = this.#deps;
      const id = TokenId.parse(newId('k'));
      const about = { actor, action: 'token.create', target: id, address: caller.address };
      const nowMs = clock.now();
      try {
        await this.#mayCreate(actor, wanted);
      } catch (error) {
        if (error instanceof AtelierError) await audit.record({ ...about, outcome: 'refused', details: { reason: error.code } });
        throw error;
      }
      const secret = `${TOKEN_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
      const { name, scope, moduleIds, days } = wanted;
      const token = await storage.tokens.insert(id, {
        memberId: actor.memberId, name, scope,
        moduleIds: moduleIds === null ? null : [...new Set(moduleIds)],
        tokenHash: hashOf(secret), createdAtMs: nowMs, expiresAtMs: nowMs + days * DAY_MS, lastUsedAtMs: null, lastUsedAddress: '',
      });
      await audit.record({ ...about, outcome: 'done', details: { name, scope, days, modules: moduleIds?.length ?? 'all' } });
      return { token: viewOf(token), secret };
    });
  }

  /** @throws AtelierError not_found: no such token, or another member's */
  async revoke(actor: Actor, tokenId: TokenId, caller: Caller): Promise<void> {
    const { storage, audit } = this.#deps;
    const about = { actor, action: 'token.revoke', target: tokenId, address: caller.address };
    const token = await storage.tokens.get(tokenId);
    if (token !== null && token.memberId === actor.memberId && (await storage.tokens.delete(tokenId))) {
      await audit.record({ ...about, outcome: 'done', details: { name: token.name } });
      return;
    }
    await audit.record({ ...about, outcome: 'refused', details: { reason: 'not_found' } });
    throw new AtelierError('not_found');
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end();
    await Promise.all([this.#making.idle(), ...this.#touching.values()]);
  }

  async #mayCreate(actor: Actor, { name, moduleIds }: NewToken): Promise<void> {
    const { storage, rights, clock } = this.#deps;
    const member = await storage.members.get(actor.memberId);
    if (member === null || !mayHave(member, clock.now())) throw new AtelierError('forbidden');
    const nowMs = clock.now();
    const own = await storage.tokens.find({ memberId: actor.memberId });
    for (const token of own) if (token.expiresAtMs <= nowMs) await storage.tokens.delete(token.id);
    const alive = own.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    if (alive.length >= MAX_TOKENS) throw new AtelierError('limit_reached', { max: MAX_TOKENS });
    if (alive.some((token) => token.name === name)) throw new AtelierError('already_exists');
    for (const moduleId of moduleIds ?? []) {
      if ((await rights.accessTo({ id: actor.memberId, role: member.role }, moduleId)) === null) throw new AtelierError('not_found');
    }
  }

  #find(tokenHash: string): Promise<Found | null> {
    const { storage } = this.#deps;
    return this.#found.get(tokenHash, async () => {
      const [token] = await storage.tokens.find({ tokenHash });
      const member = token === undefined ? null : await storage.members.get(token.memberId);
      return token === undefined || member === null ? null : { token, member };
    });
  }

  /** In the background: nobody waits for it, and losing one of two at the same moment loses nothing. */
  #touch(token: Stored<TokenDocument>, address: string): void {
    const nowMs = this.#deps.clock.now();
    if ((token.lastUsedAtMs !== null && nowMs - token.lastUsedAtMs < TOUCH_EVERY_MS) || this.#touching.has(token.id)) return;
    const { id, revision, ...document } = token;
    const touched = this.#deps.storage.tokens
      .replace(id, revision, { ...document, lastUsedAtMs: nowMs, lastUsedAddress: address })
      .catch((error: unknown) => {
        if (!isAtelier(error, 'conflict')) this.#deps.log.warn({ err: error, tokenId: id }, 'the last use of a token could not be noted');
      })
      .then(() => void this.#touching.delete(id));
    this.#touching.set(id, touched);
  }
}

/** What the storage holds of a secret. It is long and random: a fast hash is enough. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function mayHave(member: Stored<MemberDocument>, nowMs: number): boolean {
  return member.removedAtMs === null && standingOf(member, nowMs) === 'good' && (member.role !== 'stagiaire' || member.limits?.tokens === true);
}

function viewOf({ id, name, scope, moduleIds, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedAddress }: Stored<TokenDocument>): TokenView {
  return { id: TokenId.parse(id), name, scope, moduleIds, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedAddress };
}
