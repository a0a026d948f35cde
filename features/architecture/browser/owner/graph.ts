import type { MemberId, ModuleId, ProjectId, WorkspaceId } from '../../../../shared/ids.ts';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import type { ModuleAccess } from '../../../../shared/projects.ts';
import type { SharedService } from '../../../../shared/services.ts';
import type { ModuleNode, ProjectNode, SeenBy, WorkspaceNode } from '../../contract.ts';
import type { Architecture } from './model.ts';

export type Holder = { readonly person: PersonView; readonly access: ModuleAccess; readonly revision: number };

/** A module with all that is tied to it. The same object as long as none of that changed. */
export type GraphModule = {
  readonly id: ModuleId;
  readonly node: ModuleNode;
  readonly project: ProjectNode;
  /** By name of the person. */
  readonly holders: readonly Holder[];
  /** The modules it may call. */
  readonly calls: readonly ModuleId[];
  readonly services: readonly SharedService[];
  /** Running workspaces that hold it. */
  readonly running: readonly WorkspaceNode[];
};

export type GraphProject = { readonly id: ProjectId; readonly node: ProjectNode; readonly modules: readonly GraphModule[] };

export type Graph = {
  /** By name, and so are the modules in each. */
  readonly projects: readonly GraphProject[];
  readonly modules: ReadonlyMap<ModuleId, GraphModule>;
  readonly people: readonly PersonView[];
  readonly persons: ReadonlyMap<MemberId, PersonView>;
  readonly workspaces: ReadonlyMap<WorkspaceId, WorkspaceNode>;
};

/** Ties everything together; modules that are as in `before` are taken from there. */
export function graphOf(architecture: Architecture, before: Graph | null = null): Graph {
  const people = [...architecture.people.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  const persons = new Map(people.map((person) => [person.id, person]));
  const grantsOf = Map.groupBy(architecture.grants.values(), ({ moduleId }) => moduleId);
  const callsOf = Map.groupBy(architecture.reaches.values(), ({ fromModuleId }) => fromModuleId);
  const servicesOf = Map.groupBy(architecture.services.values(), ({ moduleId }) => moduleId);
  const runningOf = new Map<ModuleId, WorkspaceNode[]>();
  for (const workspace of architecture.workspaces.values()) {
    if (workspace.phase !== 'running') continue;
    for (const id of workspace.moduleIds) runningOf.set(id, [...(runningOf.get(id) ?? []), workspace]);
  }
  const modulesOf = Map.groupBy(architecture.modules.values(), ({ projectId }) => projectId);
  const projects = [...architecture.projects.values()].toSorted(bySlug).map((project): GraphProject => {
    const modules = (modulesOf.get(project.id) ?? []).toSorted(bySlug).map((node): GraphModule => {
      const holders = (grantsOf.get(node.id) ?? []).flatMap(({ memberId, access, revision }): Holder[] => {
        const person = persons.get(memberId);
        return person === undefined ? [] : [{ person, access: person.role === 'stagiaire' && access === 'write' ? 'propose' : access, revision }];
      });
      const made: GraphModule = {
        id: node.id,
        node,
        project,
        holders: holders.toSorted((a, b) => a.person.name.localeCompare(b.person.name)),
        calls: (callsOf.get(node.id) ?? []).map(({ toModuleId }) => toModuleId).filter((id) => architecture.modules.has(id)),
        services: servicesOf.get(node.id) ?? [],
        running: runningOf.get(node.id) ?? [],
      };
      const old = before?.modules.get(node.id);
      return old !== undefined && isSame(old, made) ? old : made;
    });
    return { id: project.id, node: project, modules };
  });
  const modules = new Map(projects.flatMap((project) => project.modules.map((module) => [module.id, module])));
  return { projects, modules, people, persons, workspaces: architecture.workspaces as ReadonlyMap<WorkspaceId, WorkspaceNode> };
}

/** `graphOf` that remembers: each graph is tied from what the one before already had. */
export function createTie(): (architecture: Architecture) => Graph {
  let before: Graph | null = null;
  return (architecture) => {
    before = graphOf(architecture, before);
    return before;
  };
}

/** What that member's own pages show, and nothing else. */
export function graphSeenBy({ member, projects: seen }: SeenBy): Graph {
  const projects = seen.map((project): GraphProject => {
    const node: ProjectNode = { id: project.id, slug: project.slug, title: project.title };
    const modules = project.modules.map(({ id, projectId, slug, kind, description, facts, access }): GraphModule => ({
      id, node: { id, projectId, slug, kind, description, facts }, project: node, holders: [{ person: member, access, revision: 0 }], calls: [], services: [], running: [],
    }));
    return { id: project.id, node, modules };
  });
  const modules = new Map(projects.flatMap((project) => project.modules.map((module) => [module.id, module])));
  return { projects, modules, people: [member], persons: new Map([[member.id, member]]), workspaces: new Map() };
}

function isSame(a: GraphModule, b: GraphModule): boolean {
  const holdersAreSame = a.holders.length === b.holders.length && a.holders.every((holder, at) => {
    const other = b.holders[at];
    return other !== undefined && other.person === holder.person && other.access === holder.access && other.revision === holder.revision;
  });
  return a.node === b.node && a.project === b.project && holdersAreSame && isAlike(a.calls, b.calls) && isAlike(a.services, b.services) && isAlike(a.running, b.running);
}

function isAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

function bySlug(a: { readonly slug: string }, b: { readonly slug: string }): number {
  return a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0;
}
