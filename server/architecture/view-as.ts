import type { SeenBy } from '../../shared/architecture.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { MemberId } from '../../shared/ids.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { ProjectViews } from '../projects/project-views.ts';
import type { Asking } from '../projects/use-case.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import type { Changes } from '../changes.ts';
import { live } from '../live.ts';

export type ViewAsDeps = {
  readonly storage: Pick<Storage, 'members'>;
  /** What the member's own pages ask. */
  readonly views: Pick<ProjectViews, 'ofMember'>;
  readonly rights: Pick<ModuleRights, 'neighbours'>;
  readonly changes: Changes;
  readonly audit: AuditLog;
};

/** Seeing what a member sees, from the same use case that their own pages ask with them as the grantee. */
export class ViewAs {
  readonly #deps: ViewAsDeps;

  constructor(deps: ViewAsDeps) {
    this.#deps = deps;
  }

  /** Now and after every change, until the signal; on record once. @throws AtelierError not_found: no such member */
  async *watch({ actor, caller }: Asking, memberId: MemberId, signal: AbortSignal | undefined): AsyncGenerator<SeenBy> {
    await audited(this.#deps.audit, { actor, caller, action: 'architecture.view_as', target: memberId }, () => this.of(memberId));
    yield* live(this.#deps.changes, () => this.of(memberId), signal);
  }

  /** @throws AtelierError not_found */
  async of(memberId: MemberId): Promise<SeenBy> {
    const { storage, views, rights } = this.#deps;
    const member = await storage.members.get(memberId);
    if (member === null || member.removedAtMs !== null) throw new AtelierError('not_found', { what: 'member' });
    const grantee = { id: memberId, role: member.role };
    const [projects, neighbours] = await Promise.all([views.ofMember(grantee), rights.neighbours(grantee)]);
    return {
      member: { id: memberId, name: member.name, role: member.role },
      projects,
      neighbours: neighbours.map(({ projectSlug, slug, kind }) => ({ projectSlug, slug, kind })),
    };
  }
}
