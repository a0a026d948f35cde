import type { ModuleKind } from '../../../../projects/contract.ts';
import { covers, type ImportedModule, type ImportPlan, type PlannedModule } from '../../../contract.ts';

/** A module while it is planned: it may have no folder yet, and a name that will not do. `id` is the page's own. */
export type DraftModule = PlannedModule & { readonly id: string };

/** A plan while somebody works on it. Every change makes a new one. */
export type Draft = {
  readonly modules: readonly DraftModule[];
  /** What an import that failed in part has made already: it stays as it is. */
  readonly made: readonly DraftModule[];
  readonly leftOut: readonly string[];
  readonly keepOldHashes: boolean;
  /** Counts the ids that were given. */
  readonly lastId: number;
};

/** What lies directly in a folder of the source, as far as it is known. */
export type ChildrenOf = (path: string) => readonly string[] | undefined;

export function draftOf(plan: ImportPlan | null, imported: readonly ImportedModule[] = []): Draft {
  const all = (plan?.modules ?? []).map((module, at) => ({ ...module, id: `m${at + 1}` }));
  const isMade = madeIn(imported);
  return { modules: all.filter((module) => !isMade(module)), made: all.filter(isMade), leftOut: plan?.leftOut ?? [], keepOldHashes: plan?.keepOldHashes ?? false, lastId: all.length };
}

/** What can be sent; null while no module has a folder. */
export function planOf({ modules, leftOut, keepOldHashes }: Draft): ImportPlan | null {
  const filled = modules.filter(({ paths }) => paths.length > 0);
  if (filled.length === 0) return null;
  return { modules: filled.map(({ id: _id, ...module }) => module), leftOut: [...leftOut], keepOldHashes };
}

/** Without the modules that are made already. */
export function withoutMade(plan: ImportPlan, modules: readonly ImportedModule[]): ImportPlan {
  const isMade = madeIn(modules);
  return { ...plan, modules: plan.modules.filter((module) => !isMade(module)) };
}

function madeIn(modules: readonly ImportedModule[]): (module: Pick<PlannedModule, 'projectSlug' | 'slug'>) => boolean {
  const made = new Set(modules.filter(({ state }) => state === 'done').map(nameOf));
  return (module) => made.has(nameOf(module));
}

export function nameOf({ projectSlug, slug }: Pick<PlannedModule, 'projectSlug' | 'slug'>): string {
  return `${projectSlug}/${slug}`;
}

/** The folders whose content `assign` needs, because a module that has more than `path` gives `path` away. */
export function foldersToOpen({ modules }: Draft, path: string): string[] {
  const givers = modules.flatMap(({ paths }) => paths).filter((taken) => taken !== path && covers(taken, path));
  return [...new Set(givers.flatMap((taken) => [taken, ...between(taken, path)]))];
}

/** `path` belongs to that module alone, or (null) to none. What a larger module keeps is named part by part. */
export function assign(draft: Draft, what: { readonly path: string; readonly isFolder: boolean; readonly moduleId: string | null }, childrenOf: ChildrenOf): Draft {
  const { path, isFolder, moduleId } = what;
  const modules = draft.modules.map((module): DraftModule => {
    if (module.id !== moduleId) return { ...module, paths: without(module.paths, path, childrenOf) };
    const kept = module.paths.filter((taken) => !covers(path, taken));
    if (kept.some((taken) => covers(taken, path))) return module;
    const folder = isFolder ? path : parentOf(path);
    return { ...module, paths: [...kept, path].toSorted(), root: kept.length === 0 ? folder : commonFolder(module.root, folder) };
  });
  return { ...draft, modules, leftOut: moduleId === null ? draft.leftOut : draft.leftOut.filter((out) => out !== path) };
}

export function addModule(draft: Draft, names: Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'>): { readonly draft: Draft; readonly id: string } {
  const lastId = draft.lastId + 1;
  const id = `m${lastId}`;
  return { draft: { ...draft, lastId, modules: [...draft.modules, { ...names, paths: [], root: '', id }] }, id };
}

/** These names, or the next that no module of the plan has. */
export function freeNames(draft: Draft, names: Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'>): Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'> {
  const taken = new Set(draft.modules.map(nameOf));
  let { slug } = names;
  for (let count = 2; slug !== '' && taken.has(nameOf({ ...names, slug })); count += 1) slug = `${names.slug.slice(0, 36)}-${count}`;
  return { ...names, slug };
}

export function changeModule(draft: Draft, id: string, change: Partial<Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'>>): Draft {
  return { ...draft, modules: draft.modules.map((module) => (module.id === id ? { ...module, ...change } : module)) };
}

export function removeModule(draft: Draft, id: string): Draft {
  return { ...draft, modules: draft.modules.filter((module) => module.id !== id) };
}

export function setLeftOut(draft: Draft, path: string, isLeftOut: boolean): Draft {
  const others = draft.leftOut.filter((out) => out !== path);
  return { ...draft, leftOut: isLeftOut ? [...others, path] : others };
}

/** One module of everything. */
export function asOneModule(draft: Draft, names: Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'>): Draft {
  const { draft: next, id } = addModule({ ...draft, modules: [] }, names);
  return { ...next, modules: next.modules.map((module) => (module.id === id ? { ...module, paths: [''] } : module)) };
}

/** The projects in the order in which they first come, each with its modules. */
export function byProject(modules: readonly DraftModule[]): { readonly projectSlug: string; readonly modules: readonly DraftModule[] }[] {
  const groups = Map.groupBy(modules, ({ projectSlug }) => projectSlug);
  return [...groups].map(([projectSlug, inIt]) => ({ projectSlug, modules: inIt }));
}

/** What a folder would be as a module: its name in a project named after the folder around it, or after the source. */
export function namesFor(path: string, sourceName: string): Pick<PlannedModule, 'projectSlug' | 'slug' | 'kind'> {
  const parts = path.split('/').filter((part) => part !== '');
  const slug = asSlug(parts.at(-1) ?? sourceName);
  return { projectSlug: asSlug(parts.length > 1 ? (parts[0] ?? '') : sourceName), slug, kind: kindFor(slug) };
}

/** As near to a name that is allowed as can be; '' where nothing is left. */
export function asSlug(text: string): string {
  const ascii = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  return ascii.replace(/\.(git|zip|tgz|tar(\.\w+)?|bundle)$/, '').replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '');
}

function kindFor(slug: string): ModuleKind {
  if (/(^|-)(front|frontend|web|site|ui|interface|client|app)($|-)/.test(slug)) return 'interface';
  if (/(^|-)(api|back|backend|server)($|-)/.test(slug)) return 'api';
  if (/(^|-)(ai|ml|model|models)($|-)/.test(slug)) return 'ai';
  if (/(^|-)(docs?|manual|guide|wiki)($|-)/.test(slug)) return 'docs';
  if (/(^|-)(libs?|library|common|shared|core|types|utils?)($|-)/.test(slug)) return 'library';
  return 'service';
}

/** What is left of these when `path` goes. */
function without(paths: readonly string[], path: string, childrenOf: ChildrenOf): string[] {
  return paths.flatMap((taken) => {
    if (covers(path, taken)) return [];
    if (!covers(taken, path)) return [taken];
    return [taken, ...between(taken, path)].flatMap((folder) => (childrenOf(folder) ?? []).filter((child) => !covers(child, path)));
  });
}

/** The folders below `outer` on the way to `inner`, both excluded. */
function between(outer: string, inner: string): string[] {
  const parts = inner.split('/');
  const depth = outer === '' ? 0 : outer.split('/').length;
  return parts.slice(depth, -1).map((_, at) => parts.slice(0, depth + at + 1).join('/'));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function commonFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const differs = left.findIndex((part, at) => part !== right[at]);
  return left.slice(0, differs === -1 ? left.length : differs).join('/');
}
