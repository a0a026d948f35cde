import type { MemberId, ModuleId, ProjectId } from '../../../../shared/ids.ts';
import type { ModuleKind } from '../../../../shared/projects.ts';
import type { Graph, GraphModule } from './graph.ts';

export type Filter = { readonly text: string; readonly memberId: MemberId | null; readonly kind: ModuleKind | null; readonly projectId: ProjectId | null };

export const NO_FILTER: Filter = { text: '', memberId: null, kind: null, projectId: null };

export function isFiltering({ text, memberId, kind, projectId }: Filter): boolean {
  return text.trim() !== '' || memberId !== null || kind !== null || projectId !== null;
}

/** The modules that the filter lets through; null: it lets everything through. */
export function matching(graph: Graph, filter: Filter): ReadonlySet<ModuleId> | null {
  if (!isFiltering(filter)) return null;
  const words = filter.text.trim().toLocaleLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = new Set<ModuleId>();
  for (const module of graph.modules.values()) if (passes(module, filter) && words.every((word) => says(module, word))) found.add(module.id);
  return found;
}

function passes({ node, project, holders }: GraphModule, { memberId, kind, projectId }: Filter): boolean {
  return (kind === null || node.kind === kind) && (projectId === null || project.id === projectId) && (memberId === null || holders.some(({ person }) => person.id === memberId));
}

/** In any name that is tied to it: its own, its project's, people, languages, workspaces, services. */
function says({ node, project, holders, running, services }: GraphModule, word: string): boolean {
  const names = [node.slug, project.slug, project.title, node.description, node.kind, ...node.facts.languages.map(({ name }) => name), ...holders.map(({ person }) => person.name), ...running.map(({ name }) => name), ...services.map(({ workspaceName, memberName }) => `${workspaceName} ${memberName}`)];
  return names.some((name) => name.toLocaleLowerCase().includes(word));
}
