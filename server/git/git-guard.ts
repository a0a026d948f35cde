import type { ModuleId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { GrantedModule, ModuleRights } from '../grants/module-rights.ts';
import { standingOf } from '../members/standing.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { GitPrincipal } from './git-principal.ts';
import { TimedCache } from './timed-cache.ts';

export type GitGuardDeps = {
  readonly rights: Pick<ModuleRights, 'accessByName' | 'accessTo' | 'onChanged'>;
  readonly storage: Pick<Storage, 'members' | 'tokens'>;
  readonly clock: Clock;
};

/**
 * What a principal may do with a repository. `enter` answers every request and may remember for a moment what no
 * write of this process has changed; `again` reads everything anew, for the moment before a push is let in.
 */
export class GitGuard {
  readonly #deps: GitGuardDeps;
  readonly #modules: TimedCache<GrantedModule | null>;
  readonly #members: TimedCache<Stored<MemberDocument> | null>;
  readonly #listeners = new Set<() => void>();
  readonly #ends: readonly (() => void)[];

  constructor(deps: GitGuardDeps) {
    this.#deps = deps;
    this.#modules = new TimedCache(deps.clock);
    this.#members = new TimedCache(deps.clock);
    const changed = (): void => {
      this.#modules.clear();
      this.#members.clear();
      for (const listener of this.#listeners) listener();
    };
    this.#ends = [deps.rights.onChanged(changed), deps.storage.tokens.watch((change) => (change.type === 'deleted' ? changed() : undefined))];
  }

  /** null: there is no such repository for them. */
  async enter(who: GitPrincipal, name: { readonly project: string; readonly module: string }): Promise<GrantedModule | null> {
    const member = await this.#members.get(who.memberId, () => this.#deps.storage.members.get(who.memberId));
    if (!this.#mayBeHere(who, member)) return null;
    const key = `${who.memberId} ${who.role} ${name.project}/${name.module}`;
    const module = await this.#modules.get(key, () => this.#deps.rights.accessByName({ id: who.memberId, role: who.role }, name));
    return within(who, module);
  }

  /** As `enter`, by id, with nothing remembered: member, token and grant as they are stored now. */
  async again(who: GitPrincipal, moduleId: ModuleId): Promise<GrantedModule | null> {
    const member = await this.#deps.storage.members.get(who.memberId);
    if (!this.#mayBeHere(who, member)) return null;
    if (who.tokenId !== undefined) {
      const token = await this.#deps.storage.tokens.get(who.tokenId);
      if (token === null || token.memberId !== who.memberId || token.expiresAtMs <= this.#deps.clock.now()) return null;
    }
    return within(who, await this.#deps.rights.accessTo({ id: who.memberId, role: who.role }, moduleId));
  }

  /** After a change that may take something from somebody. Returns the function that ends it. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  #mayBeHere(who: GitPrincipal, member: Stored<MemberDocument> | null): boolean {
    return member !== null && member.removedAtMs === null && member.role === who.role && standingOf(member, this.#deps.clock.now()) === 'good';
  }
}

function within({ moduleIds }: GitPrincipal, module: GrantedModule | null): GrantedModule | null {
  return module !== null && (moduleIds === null || moduleIds.includes(module.id)) ? module : null;
}
