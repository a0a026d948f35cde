import type { OwnerModuleView, OwnerProjectView, Overview, PersonView } from '../../shared/owner-projects.ts';
import { MemberId, ModuleId, ProjectId } from '../../shared/ids.ts';
import type { ModuleAccess, ModuleFacts, ModuleView, ProjectView } from '../../shared/projects.ts';
import type { Clock } from '../clock.ts';
import type { Repositories } from '../git/repositories.ts';
import { viewOf } from '../grants/grant-use-cases.ts';
import type { Grantee, ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { ModuleDocument, ProjectDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { isDue, purgeAtMs } from './shelf.ts';

export type ViewDeps = {
  readonly storage: Pick<Storage, 'projects' | 'modules' | 'grants' | 'reaches' | 'members'>;
  readonly repositories: Pick<Repositories, 'facts' | 'rememberedFacts'>;
  readonly rights: Pick<ModuleRights, 'visible'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
};

type Project = Stored<ProjectDocument>;
type Module = Stored<ModuleDocument>;

const NO_FACTS: ModuleFacts = { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false };

/** Projects as a member sees them, and as the owner does. What is on its way out is in neither. */
export class ProjectViews {
  readonly #deps: ViewDeps;

  constructor(deps: ViewDeps) {
    this.#deps = deps;
  }

  /** The projects with a module that the member sees; for an owner the empty ones too. By name. */
  async ofMember(member: Grantee): Promise<ProjectView[]> {
    const { storage, rights } = this.#deps;
    const visible = await rights.visible(member);
    const ids = new Set<string>(visible.map(({ projectId }) => projectId));
    if (member.role === 'owner') for (const { id } of await storage.projects.find({ state: 'live' })) ids.add(id);
    const views = await Promise.all(
      [...ids].map(async (id) => {
        const project = await storage.projects.get(id);
        if (project === null) return [];
        const here = visible.filter(({ projectId }) => projectId === id);
        const modules = await Promise.all(
          here.map(async ({ id: moduleId, access }) => {
            const module = await storage.modules.get(moduleId);
            return module === null ? [] : [await this.#module(module, project, access)];
          }),
        );
        return [{ ...projectFields(project), modules: modules.flat() }];
      }),
    );
    return views.flat().toSorted(bySlug);
  }

  /** Everything, for owners. */
  async overview(): Promise<Overview> {
    const { storage, clock } = this.#deps;
    const nowMs = clock.now();
    const [projects, modules, grants, reaches, members] = await Promise.all([
      storage.projects.find(),
      storage.modules.find(),
      storage.grants.find(),
      storage.reaches.find(),
      storage.members.find(),
    ]);
    const people = members.filter(({ removedAtMs }) => removedAtMs === null).map(({ id, name, role }): PersonView => ({ id: MemberId.parse(id), name, role }));
    const known = new Set<string>(people.map(({ id }) => id));
    const grantsOf = Map.groupBy(grants.filter(({ memberId }) => known.has(memberId)), ({ moduleId }) => moduleId);
    const reachesOf = Map.groupBy(reaches, ({ fromModuleId }) => fromModuleId);
    const modulesOf = Map.groupBy(modules.filter((module) => !isDue(module, nowMs)), ({ projectId }) => projectId);
    const views = projects
      .filter((project) => !isDue(project, nowMs))
      .map(async (project): Promise<OwnerProjectView> => {
        const inside = modulesOf.get(ProjectId.parse(project.id)) ?? [];
        const owned = inside.map(async (module): Promise<OwnerModuleView> => {
          const id = ModuleId.parse(module.id);
          return {
            ...(await this.#module(module, project, 'write')),
            ...ownerFields(module),
            grants: (grantsOf.get(id) ?? []).map(viewOf),
            reaches: (reachesOf.get(id) ?? []).map(({ toModuleId }) => toModuleId),
          };
        });
        return { ...projectFields(project), revision: project.revision, modules: (await Promise.all(owned)).toSorted(bySlug) };
      });
    return { projects: (await Promise.all(views)).toSorted(bySlug), people: people.toSorted((a, b) => a.name.localeCompare(b.name)) };
  }

  /** One project of the overview: what a change of it answers. */
  async ownerProject(project: Project): Promise<OwnerProjectView> {
    const modules = await this.#deps.storage.modules.find({ projectId: project.id });
    const nowMs = this.#deps.clock.now();
    const owned = await Promise.all(modules.filter((module) => !isDue(module, nowMs)).map((module) => this.#ownerModule(module, project)));
    return { ...projectFields(project), revision: project.revision, modules: owned.toSorted(bySlug) };
  }

  /** null: its project is gone, and so is it. */
  async ownerModule(module: Module): Promise<OwnerModuleView | null> {
    const project = await this.#deps.storage.projects.get(module.projectId);
    return project === null ? null : this.#ownerModule(module, project);
  }

  async #ownerModule(module: Module, project: Project): Promise<OwnerModuleView> {
    const { storage } = this.#deps;
    const [grants, reaches] = await Promise.all([storage.grants.find({ moduleId: module.id }), storage.reaches.find({ fromModuleId: module.id })]);
    return { ...(await this.#module(module, project, 'write')), ...ownerFields(module), grants: grants.map(viewOf), reaches: reaches.map(({ toModuleId }) => toModuleId) };
  }

  async #module(module: Module, project: Project, access: ModuleAccess): Promise<ModuleView> {
    const { slug, kind, description, state, createdAtMs } = module;
    const id = ModuleId.parse(module.id);
    return {
      id,
      projectId: module.projectId,
      projectSlug: project.slug,
      slug,
      kind,
      description,
      state,
      access,
      cloneUrl: `${this.#deps.publicUrl}/git/${project.slug}/${slug}.git`,
      facts: await this.#facts(id),
      createdAtMs,
    };
  }

  /** One repository that cannot be read must not hide the others. */
  async #facts(id: ModuleId): Promise<ModuleFacts> {
    const { repositories } = this.#deps;
    try {
      return repositories.rememberedFacts(id) ?? (await repositories.facts(id));
    } catch (error) {
      this.#deps.log.error({ err: error, moduleId: id }, 'a repository could not be read');
      return NO_FACTS;
    }
  }
}

function projectFields(project: Project): Omit<ProjectView, 'modules'> {
  const { slug, title, state, createdAtMs } = project;
  return { id: ProjectId.parse(project.id), slug, title, state, purgeAtMs: purgeAtMs(project), createdAtMs };
}

function ownerFields(module: Module): Pick<OwnerModuleView, 'revision' | 'protectedBranches' | 'reviewedBranches' | 'purgeAtMs'> {
  const { revision, protectedBranches, reviewedBranches = [] } = module;
  return { revision, protectedBranches, reviewedBranches, purgeAtMs: purgeAtMs(module) };
}

function bySlug(a: { slug: string }, b: { slug: string }): number {
  return a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0;
}
