import type { Actor } from '../../shared/actor.ts';
import { serviceHost } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Neighbour, ServiceState, ServicesView, SharedService } from '../../shared/services.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Grantee, ModuleRights } from '../grants/module-rights.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import type { Changes } from '../changes.ts';
import { live } from '../live.ts';
import type { WorkspaceAccess } from '../workspaces/workspace-access.ts';
import type { Listening } from './listening.ts';
import { shareId, type Share, type Shares } from './shares.ts';
import type { Visitors } from './visitors.ts';

export type ServicesDeps = {
  readonly storage: Pick<Storage, 'services' | 'workspaces' | 'members'>;
  readonly rights: Pick<ModuleRights, 'granted' | 'accessTo'>;
  readonly visitors: Visitors;
  readonly shares: Shares;
  readonly listening: Listening;
  readonly changes: Changes;
  /** Whether the actor's role may open ports there. */
  readonly access: WorkspaceAccess;
  readonly audit: AuditLog;
  readonly clock: Clock;
};

export type ServiceAsk = { readonly actor: Actor; readonly caller: Caller; readonly workspaceId: WorkspaceId };

/** Sharing a port of a workspace as a module's service, and seeing which services there are to call. */
export class Services {
  readonly #deps: ServicesDeps;
  readonly #queue = new KeyedQueue();

  constructor(deps: ServicesDeps) {
    this.#deps = deps;
  }

  /** @throws AtelierError not_found: no such workspace for this actor */
  async view(actor: Actor, workspaceId: WorkspaceId): Promise<ServicesView> {
    const member = await this.#memberOf(actor, workspaceId);
    const [granted, reachable, shares] = await Promise.all([this.#deps.rights.granted(member), this.#deps.visitors.reachable(member), this.#deps.shares.all()]);
    const own = granted
      .filter(({ access }) => access === 'write')
      .map(({ id, projectSlug, slug }) => {
        const mine = shares.find((share) => share.moduleId === id && share.workspaceId === workspaceId);
        return { moduleId: id, projectSlug, slug, port: mine?.port ?? null, answersHere: mine !== undefined && newest(shares, id) === mine };
      })
      // An owner in another's workspace may end what it shares, and shares nothing in that member's name.
      .filter(({ port }) => port !== null || member.id === actor.memberId);
    const callable = [...reachable.values()].filter(({ id, held }) => !held || newest(shares, id) !== undefined);
    const neighbours = await Promise.all(
      callable.map(async ({ id, projectSlug, slug }): Promise<Neighbour> => {
        const address = `http://${serviceHost({ projectSlug, slug })}`;
        return { projectSlug, slug, address, state: await this.#state(newest(shares, id)) };
      }),
    );
    return { own, neighbours: neighbours.toSorted((a, b) => a.projectSlug.localeCompare(b.projectSlug) || a.slug.localeCompare(b.slug)) };
  }

  /** The view again after every change, until the signal. */
  watch(actor: Actor, workspaceId: WorkspaceId, signal: AbortSignal | undefined): AsyncGenerator<ServicesView> {
    return this.#live(() => this.view(actor, workspaceId), signal);
  }

  /** @throws AtelierError not_found, not_running; forbidden: no `write` on a module that is granted, or no right to open ports */
  async share({ actor, caller, workspaceId }: ServiceAsk, { moduleId, port }: { moduleId: ModuleId; port: number }): Promise<void> {
    const { storage, rights, clock, audit } = this.#deps;
    await audited(audit, { actor, caller, action: 'service.share', target: moduleId, details: { workspaceId, port } }, async () => {
      const stored = await storage.workspaces.get(workspaceId);
      if (stored === null || stored.memberId !== actor.memberId || stored.wanted === 'purged') throw new AtelierError('not_found');
      if (stored.wanted !== 'running') throw new AtelierError('not_running');
      const module = await rights.accessTo({ id: actor.memberId, role: actor.role }, moduleId);
      if (module === null) throw new AtelierError('not_found');
      await this.#requirePorts(actor, workspaceId);
      if (module.access !== 'write') throw new AtelierError('forbidden');
      const id = shareId(workspaceId, moduleId);
      await this.#queue.run(id, async () => {
        const share = { moduleId, workspaceId, memberId: actor.memberId, port, sharedAtMs: clock.now() };
        const present = await storage.services.get(id);
        if (present === null) await storage.services.insert(id, share);
        else await storage.services.replace(id, present.revision, share);
      });
    });
  }

  /** Of the actor's own workspace; an owner anybody's. @throws AtelierError not_found: no such workspace for this actor */
  async stop({ actor, caller, workspaceId }: ServiceAsk, moduleId: ModuleId): Promise<void> {
    await audited(this.#deps.audit, { actor, caller, action: 'service.stop', target: moduleId, details: { workspaceId } }, async () => {
      await this.#memberOf(actor, workspaceId);
      const id = shareId(workspaceId, moduleId);
      await this.#queue.run(id, () => this.#deps.storage.services.delete(id));
    });
  }

  /** For the owner: everything that is shared. */
  async all(): Promise<SharedService[]> {
    const { storage, shares, rights } = this.#deps;
    const all = await shares.all();
    const found = await Promise.all(
      all.map(async (share): Promise<SharedService[]> => {
        const member = await storage.members.get(share.memberId);
        const module = member === null ? null : await rights.accessTo({ id: share.memberId, role: member.role }, share.moduleId);
        if (member === null || module === null) return [];
        const { running: _running, ...shown } = share;
        const answersHere = newest(all, share.moduleId) === share;
        return [{ ...shown, projectSlug: module.projectSlug, slug: module.slug, memberName: member.name, state: await this.#state(share), answersHere }];
      }),
    );
    return found.flat();
  }

  watchAll(signal: AbortSignal | undefined): AsyncGenerator<SharedService[]> {
    return this.#live(() => this.all(), signal);
  }

  async *#live<View>(read: () => Promise<View>, signal: AbortSignal | undefined): AsyncGenerator<View> {
    const end = this.#deps.listening.watch();
    try {
      yield* live(this.#deps.changes, read, signal);
    } finally {
      end();
    }
  }

  async #state(share: Share | undefined): Promise<ServiceState> {
    return share?.running === true && (await this.#deps.listening.on(share)) ? 'answers' : 'not_running';
  }

  /** Whose workspace it is, for its member and for owners. */
  async #memberOf(actor: Actor, workspaceId: WorkspaceId): Promise<Grantee> {
    const { storage } = this.#deps;
    const workspace = await storage.workspaces.get(workspaceId);
    const mayAsk = workspace !== null && workspace.wanted !== 'purged' && (workspace.memberId === actor.memberId || actor.role === 'owner');
    const member = mayAsk ? await storage.members.get(workspace.memberId) : null;
    if (!mayAsk || member === null) throw new AtelierError('not_found');
    return { id: workspace.memberId, role: member.role };
  }

  async #requirePorts(actor: Actor, workspaceId: WorkspaceId): Promise<void> {
    const { capabilities } = await this.#deps.access.enter(actor, workspaceId);
    if (!capabilities.includes('ports')) throw new AtelierError('forbidden');
  }
}

function newest(shares: readonly Share[], moduleId: ModuleId): Share | undefined {
  return shares.find((share) => share.moduleId === moduleId);
}
