import type { Role } from '../../shared/actor.ts';
import { MemberId, ModuleId, ProjectId } from '../../shared/ids.ts';
import type { GrantAccess, ModuleAccess, ModuleKind } from '../../shared/projects.ts';
import type { ModuleDocument, ProjectDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';

/** A module with the names it is known by: `/workspace/<projectSlug>/<slug>`, `<slug>.<projectSlug>.internal`. */
export type NamedModule = {
  readonly id: ModuleId;
  readonly slug: string;
  readonly kind: ModuleKind;
  readonly protectedBranches: readonly string[];
  /** Take no push: they change through accepted reviews. */
  readonly reviewedBranches: readonly string[];
  readonly projectId: ProjectId;
  readonly projectSlug: string;
};

export type GrantedModule = NamedModule & { readonly access: ModuleAccess };

export type Grantee = { readonly id: MemberId; readonly role: Role };

/**
 * Who has which module, from the grants alone. The one place that answers it: mounts, git over HTTP, pages and
 * neighbours all ask here. Archived and trashed modules, and those of archived and trashed projects, are
 * nobody's. What a method does not return does not exist for that member.
 */
export class ModuleRights {
  readonly #storage: Pick<Storage, 'projects' | 'modules' | 'grants' | 'reaches' | 'members'>;

  constructor(storage: Pick<Storage, 'projects' | 'modules' | 'grants' | 'reaches' | 'members'>) {
    this.#storage = storage;
  }

  /** The modules a member's workspaces hold, by project and name: explicit grants, an owner's own too. */
  async granted(member: Grantee): Promise<GrantedModule[]> {
    const grants = await this.#storage.grants.find({ memberId: member.id });
    const found = await Promise.all(
      grants.map(async ({ moduleId, access }) => {
        const module = await this.#live(moduleId);
        return module === null ? [] : [{ ...module, access: effective(member.role, access) }];
      }),
    );
    return found.flat().toSorted(byName);
  }

  /** The modules a member sees in pages: an owner every one, others what they are granted. */
  async visible(member: Grantee): Promise<GrantedModule[]> {
    if (member.role !== 'owner') return await this.granted(member);
    const live = await this.#storage.modules.find({ state: 'live' });
    const modules = await Promise.all(live.map(({ id }) => this.#live(ModuleId.parse(id))));
    return modules.flatMap((module): GrantedModule[] => (module === null ? [] : [{ ...module, access: 'write' }])).toSorted(byName);
  }

  /** What a member may do with one module by git and in pages; an owner everything. null: there is none for them. */
  async accessTo(member: Grantee, moduleId: ModuleId): Promise<GrantedModule | null> {
    const module = await this.#live(moduleId);
    if (module === null) return null;
    if (member.role === 'owner') return { ...module, access: 'write' };
    const [grant] = await this.#storage.grants.find({ pairKey: pairKey(member.id, moduleId) });
    return grant === undefined ? null : { ...module, access: effective(member.role, grant.access) };
  }

  /** As `accessTo`, by the names in an address. */
  async accessByName(member: Grantee, { project, module }: { readonly project: string; readonly module: string }): Promise<GrantedModule | null> {
    const [inProject] = await this.#storage.projects.find({ slugKey: project });
    if (inProject === undefined) return null;
    const [found] = await this.#storage.modules.find({ slugKey: `${inProject.id}/${module}` });
    return found === undefined ? null : await this.accessTo(member, ModuleId.parse(found.id));
  }

  /** The modules whose running service a member's workspaces may call by name, those they hold left out. */
  async neighbours(member: Grantee): Promise<NamedModule[]> {
    const held = await this.granted(member);
    const heldIds = new Set(held.map(({ id }) => id));
    const reaches = await Promise.all(held.map(({ id }) => this.#storage.reaches.find({ fromModuleId: id })));
    const ids = new Set(reaches.flat().map(({ toModuleId }) => toModuleId));
    const modules = await Promise.all([...ids].filter((id) => !heldIds.has(id)).map((id) => this.#live(id)));
    return modules.filter((module) => module !== null).toSorted(byName);
  }

  /**
   * Tells whose modules or neighbours may be others after each acknowledged write; `null`: anybody's (a project
   * or module changed, or who may reach it). Returns the function that ends it.
   */
  onChanged(listener: (memberId: MemberId | null) => void): () => void {
    const { grants, modules, projects, reaches, members } = this.#storage;
    const ends = [
      grants.watch((change) => {
        // A deleted grant no longer says whose it was: its id does.
        if (change.type === 'deleted') listener(holderOf(change.id));
        else listener(change.document.memberId);
      }),
      modules.watch(() => listener(null)),
      projects.watch(() => listener(null)),
      reaches.watch(() => listener(null)),
      members.watch((change) => listener(MemberId.parse(change.type === 'deleted' ? change.id : change.document.id))),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async #live(moduleId: ModuleId): Promise<NamedModule | null> {
    const module = await this.#storage.modules.get(moduleId);
    if (module?.state !== 'live') return null;
    const project = await this.#storage.projects.get(module.projectId);
    return project?.state === 'live' ? named(module, project) : null;
  }
}

/** Unique for a member and a module; also the grant's id. */
export function pairKey(memberId: MemberId, moduleId: ModuleId): string {
  return `${memberId}/${moduleId}`;
}

function holderOf(grantId: string): MemberId | null {
  const parsed = MemberId.safeParse(grantId.slice(0, grantId.indexOf('/')));
  return parsed.success ? parsed.data : null;
}

/** A stagiaire who may write proposes: their work waits on a branch of their own until someone accepts it. */
function effective(role: Role, access: GrantAccess): ModuleAccess {
  return role === 'stagiaire' && access === 'write' ? 'propose' : access;
}

function named(module: Stored<ModuleDocument>, project: Stored<ProjectDocument>): NamedModule {
  const { slug, kind, protectedBranches, reviewedBranches = [] } = module;
  return { id: ModuleId.parse(module.id), slug, kind, protectedBranches, reviewedBranches, projectId: ProjectId.parse(project.id), projectSlug: project.slug };
}

function byName(a: NamedModule, b: NamedModule): number {
  return a.projectSlug.localeCompare(b.projectSlug) || a.slug.localeCompare(b.slug);
}
