import { AtelierError } from '../../shared/errors.ts';
import type { MemberId, ModuleId } from '../../shared/ids.ts';
import type { GrantAccess, GrantView } from '../../shared/projects.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Asking } from '../projects/use-case.ts';
import type { GrantDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { pairKey } from './module-rights.ts';

export type GrantDeps = { readonly storage: Pick<Storage, 'grants' | 'reaches' | 'modules' | 'members'>; readonly audit: AuditLog; readonly clock: Clock };
export type Pair = { readonly memberId: MemberId; readonly moduleId: ModuleId };
export type Reach = { readonly fromModuleId: ModuleId; readonly toModuleId: ModuleId };

/**
 * Who gets which module, and which module may call which. What is asked to be so and is so already stays as it
 * is; where another owner was faster, the later one is told (`conflict`, with what it is now). In the audit log.
 */
export class GrantUseCases {
  readonly #deps: GrantDeps;
  /** A deletion names no revision to the storage: two changes of one pair wait for each other. */
  readonly #queue = new KeyedQueue();

  constructor(deps: GrantDeps) {
    this.#deps = deps;
  }

  async list(where: { memberId?: MemberId | undefined; moduleId?: ModuleId | undefined } = {}): Promise<GrantView[]> {
    const { memberId, moduleId } = where;
    const found = await this.#deps.storage.grants.find({ ...(memberId !== undefined && { memberId }), ...(moduleId !== undefined && { moduleId }) });
    return found.map(viewOf);
  }

  /** @param input.revision of the grant that was seen; null where there was none. @throws AtelierError not_found; conflict */
  async set({ actor, caller }: Asking, input: Pair & { access: GrantAccess; revision: number | null }): Promise<GrantView> {
    const { storage, audit, clock } = this.#deps;
    const { memberId, moduleId, access } = input;
    const key = pairKey(memberId, moduleId);
    return audited(audit, { actor, caller, action: 'grant.set', target: key, details: { access } }, () =>
      this.#queue.run(key, async () => {
        await this.#requirePair(input);
        const present = await storage.grants.get(key);
        if (present?.access === access) return viewOf(present);
        refuseAnother(present, input.revision);
        const grant = { memberId, moduleId, pairKey: key, access, grantedBy: actor.memberId, grantedAtMs: clock.now() };
        return viewOf(present === null ? await storage.grants.insert(key, grant) : await storage.grants.replace(key, present.revision, grant));
      }),
    );
  }

  /** @throws AtelierError conflict: it is another grant than the one that was seen */
  async remove({ actor, caller }: Asking, input: Pair & { revision: number }): Promise<void> {
    const { storage, audit } = this.#deps;
    const key = pairKey(input.memberId, input.moduleId);
    await audited(audit, { actor, caller, action: 'grant.remove', target: key }, () =>
      this.#queue.run(key, async () => {
        const present = await storage.grants.get(key);
        if (present === null) return;
        refuseAnother(present, input.revision);
        await storage.grants.delete(key);
      }),
    );
  }

  async listReaches(): Promise<Reach[]> {
    return (await this.#deps.storage.reaches.find()).map(({ fromModuleId, toModuleId }) => ({ fromModuleId, toModuleId }));
  }

  /** @throws AtelierError not_found; invalid_input: a module needs no leave to reach itself */
  async setReach({ actor, caller }: Asking, { fromModuleId, toModuleId }: Reach): Promise<Reach> {
    const { storage, audit } = this.#deps;
    const key = reachKey({ fromModuleId, toModuleId });
    return audited(audit, { actor, caller, action: 'reach.set', target: key }, () =>
      this.#queue.run(key, async () => {
        if (fromModuleId === toModuleId) throw new AtelierError('invalid_input', { field: 'toModuleId', rule: 'itself' });
        for (const id of [fromModuleId, toModuleId]) await this.#requireModule(id);
        if ((await storage.reaches.get(key)) === null) await storage.reaches.insert(key, { fromModuleId, toModuleId, pairKey: key });
        return { fromModuleId, toModuleId };
      }),
    );
  }

  async removeReach({ actor, caller }: Asking, reach: Reach): Promise<void> {
    const { storage, audit } = this.#deps;
    const key = reachKey(reach);
    await audited(audit, { actor, caller, action: 'reach.remove', target: key }, async () => void (await this.#queue.run(key, () => storage.reaches.delete(key))));
  }

  async #requirePair({ memberId, moduleId }: Pair): Promise<void> {
    const member = await this.#deps.storage.members.get(memberId);
    if (member === null || member.removedAtMs !== null) throw new AtelierError('not_found', { what: 'member' });
    await this.#requireModule(moduleId);
  }

  async #requireModule(moduleId: ModuleId): Promise<void> {
    const module = await this.#deps.storage.modules.get(moduleId);
    if (module === null || module.state === 'trashed') throw new AtelierError('not_found', { what: 'module' });
  }
}

export function viewOf({ memberId, moduleId, access, revision, grantedAtMs }: Stored<GrantDocument>): GrantView {
  return { memberId, moduleId, access, revision, grantedAtMs };
}

/** @throws AtelierError conflict */
function refuseAnother(present: Stored<GrantDocument> | null, revision: number | null): void {
  if ((present?.revision ?? null) !== revision) throw new AtelierError('conflict', { access: present?.access ?? 'none' });
}

function reachKey({ fromModuleId, toModuleId }: Reach): string {
  return `${fromModuleId}/${toModuleId}`;
}
