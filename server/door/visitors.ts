import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { MemberId as MemberIdSchema } from '../../shared/ids.ts';
import { serviceHost } from '../../shared/agent-protocol.ts';
import { WorkspaceState } from '../../shared/workspaces.ts';
import type { Clock } from '../clock.ts';
import { TimedCache } from '../git/timed-cache.ts';
import type { Grantee, ModuleRights, NamedModule } from '../grants/module-rights.ts';
import { standingOf } from '../members/standing.ts';
import type { WorkspaceDocument } from '../storage/documents.ts';
import type { Storage } from '../storage/storage.ts';

/** The workspace at the other end of a socket, as the database knows it. */
export type Visitor = { readonly workspaceId: WorkspaceId; readonly secret: string; readonly member: Grantee };

export type ReachableModule = NamedModule & { readonly held: boolean };

export type VisitorsDeps = {
  readonly storage: Pick<Storage, 'members' | 'workspaces'>;
  readonly rights: Pick<ModuleRights, 'granted' | 'neighbours' | 'onChanged'>;
  readonly clock: Clock;
};

/** Who asks through a door, and which modules they may call by name. `close` ends the listening to changes. */
export class Visitors {
  readonly #deps: VisitorsDeps;
  readonly #reachable: TimedCache<ReadonlyMap<string, ReachableModule>>;
  readonly #end: () => void;

  constructor(deps: VisitorsDeps) {
    this.#deps = deps;
    this.#reachable = new TimedCache(deps.clock);
    this.#end = deps.rights.onChanged(() => this.#reachable.clear());
  }

  close(): void {
    this.#end();
  }

  /** null: there is no such workspace, or its member may not be here now. */
  async of(workspaceId: WorkspaceId): Promise<Visitor | null> {
    return await this.#visitor(workspaceId, ({ wanted }) => wanted === 'running');
  }

  /** The same for git, as long as the workspace runs: one that is being stopped brings what is only there to safety. */
  async ofGit(workspaceId: WorkspaceId): Promise<Visitor | null> {
    return await this.#visitor(workspaceId, ({ wanted, state }) => wanted === 'running' || (wanted !== 'purged' && WorkspaceState.safeParse(state).data?.phase === 'stopping'));
  }

  async #visitor(workspaceId: WorkspaceId, mayVisit: (workspace: WorkspaceDocument) => boolean): Promise<Visitor | null> {
    const workspace = await this.#deps.storage.workspaces.get(workspaceId);
    if (workspace === null || !mayVisit(workspace)) return null;
    const member = await this.member(workspace.memberId);
    return member === null ? null : { workspaceId, secret: workspace.secret, member };
  }

  /** null: unknown, removed, disabled, or outside their time. */
  async member(memberId: MemberId): Promise<Grantee | null> {
    const member = await this.#deps.storage.members.get(memberId);
    if (member === null || member.removedAtMs !== null || standingOf(member, this.#deps.clock.now()) !== 'good') return null;
    return { id: MemberIdSchema.parse(member.id), role: member.role };
  }

  /** By host name (`api.shop.internal`): what the member's workspaces hold, and what those modules may reach. */
  async reachable(member: Grantee): Promise<ReadonlyMap<string, ReachableModule>> {
    return this.#reachable.get(`${member.id}/${member.role}`, async () => {
      const [held, neighbours] = await Promise.all([this.#deps.rights.granted(member), this.#deps.rights.neighbours(member)]);
      const all = [...held.map((module) => ({ ...module, held: true })), ...neighbours.map((module) => ({ ...module, held: false }))];
      return new Map(all.map((module) => [serviceHost({ projectSlug: module.projectSlug, slug: module.slug }), module]));
    });
  }
}
