import type { ModuleId } from '../../../../shared/ids.ts';
import type { WorkspaceNode } from '../../contract.ts';
import type { Graph, GraphModule, GraphProject, Holder } from './graph.ts';
import { keyOf } from './selection.ts';

/** A row of the tree and those below it. The same object as long as what it shows did not change. */
export type TreeRow = { readonly key: string; readonly text: string; readonly about: RowAbout; readonly children: readonly TreeRow[] };

export type RowAbout =
  | { readonly type: 'project'; readonly project: GraphProject; readonly shown: number }
  | { readonly type: 'module'; readonly module: GraphModule }
  | { readonly type: 'facts'; readonly module: GraphModule }
  | { readonly type: 'commit'; readonly module: GraphModule }
  | { readonly type: 'holder'; readonly holder: Holder }
  | { readonly type: 'workspace'; readonly workspace: WorkspaceNode }
  | { readonly type: 'service'; readonly service: GraphModule['services'][number] };

/** A row with those below it that are in view; of those below a closed one the first stands for all: by it the tree knows that it can be opened. */
export type ShownRow = { readonly key: string; readonly row: TreeRow; readonly below: readonly ShownRow[] };

const ofModules = new WeakMap<GraphModule, TreeRow>();
const ofProjects = new WeakMap<GraphProject, TreeRow>();

/** @param matching the modules that are shown; null: all, and projects without any */
export function treeRows({ projects }: Pick<Graph, 'projects'>, matching: ReadonlySet<ModuleId> | null): readonly TreeRow[] {
  if (matching === null) return projects.map((project) => remembered(ofProjects, project, () => projectRow(project, project.modules)));
  return projects.flatMap((project) => {
    const modules = project.modules.filter(({ id }) => matching.has(id));
    return modules.length === 0 ? [] : [projectRow(project, modules)];
  });
}

/**
 * What the tree is given: it would make every row that it gets, thousands below what is closed. Remembers, so that a row
 * is the same object as long as it and what it shows are.
 */
export function createUnfolding(): (rows: readonly TreeRow[], expanded: ReadonlySet<string>) => readonly ShownRow[] {
  const shown = new WeakMap<TreeRow, ShownRow>();
  const unfold = (row: TreeRow, expanded: ReadonlySet<string>): ShownRow => {
    const children = expanded.has(row.key) ? row.children : row.children.slice(0, 1);
    const below = children.map((child) => unfold(child, expanded));
    const before = shown.get(row);
    if (before !== undefined && before.below.length === below.length && below.every((child, at) => child === before.below[at])) return before;
    const made = { key: row.key, row, below };
    shown.set(row, made);
    return made;
  };
  return (rows, expanded) => rows.map((row) => unfold(row, expanded));
}

function projectRow(project: GraphProject, modules: readonly GraphModule[]): TreeRow {
  const children = modules.map((module) => remembered(ofModules, module, () => moduleRow(module)));
  return { key: keyOf({ kind: 'project', id: project.id }), text: project.node.slug, about: { type: 'project', project, shown: modules.length }, children };
}

function moduleRow(module: GraphModule): TreeRow {
  const key = keyOf({ kind: 'module', id: module.id });
  const row = (below: string, text: string, about: RowAbout): TreeRow => ({ key: below, text, about, children: [] });
  const children = [
    row(`${key}/facts`, module.node.facts.languages[0]?.name ?? module.node.slug, { type: 'facts', module }),
    ...(module.node.facts.lastCommit === null ? [] : [row(`${key}/commit`, module.node.facts.lastCommit.subject, { type: 'commit', module })]),
    ...module.holders.map((holder) => row(keyOf({ kind: 'person', id: holder.person.id }, key), holder.person.name, { type: 'holder', holder })),
    ...module.running.map((workspace) => row(keyOf({ kind: 'workspace', id: workspace.id }, key), workspace.name, { type: 'workspace', workspace })),
    ...module.services.map((service) => row(keyOf({ kind: 'workspace', id: service.workspaceId }, `${key}/service`), service.workspaceName, { type: 'service', service })),
  ];
  return { key, text: module.node.slug, about: { type: 'module', module }, children };
}

function remembered<Key extends object>(rows: WeakMap<Key, TreeRow>, key: Key, make: () => TreeRow): TreeRow {
  const present = rows.get(key);
  if (present !== undefined) return present;
  const made = make();
  rows.set(key, made);
  return made;
}
