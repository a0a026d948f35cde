import { covers, type ImportPlan, type PlannedModule } from '../../shared/imports.ts';
import { slugProblem, type ModuleKind } from '../../shared/projects.ts';
import type { SourceTree } from './source-tree.ts';

/** A folder that has one of these is built or run by itself. */
const MANIFESTS = /^(package\.json|pyproject\.toml|requirements\.txt|setup\.py|manage\.py|Cargo\.toml|composer\.json|index\.php|CMakeLists\.txt|Makefile|go\.mod|pom\.xml|index\.html)$/;
/** Never modules of their own. */
const ASIDE = /(^|\/)(node_modules|vendor|dist|build|target|\.[^/]+)$/;
const MAX_SLUG = 40;

/**
 * Modules as the folders suggest them: a folder of the first level with a manifest is a module; one without, whose
 * own folders have manifests, is a project of them; a source with a manifest at its root and none below is one module.
 */
export function propose(tree: SourceTree, name: string): ImportPlan {
  const top = tree.folder('').filter(({ kind, path }) => kind === 'folder' && !ASIDE.test(path));
  const modules: PlannedModule[] = [];
  for (const { path } of top) {
    if (hasManifest(tree, path)) modules.push(planned(tree, { path, projectSlug: asSlug(name, 'project') }));
    else {
      const inside = tree.folder(path).filter(({ kind, path: inner }) => kind === 'folder' && !ASIDE.test(inner) && hasManifest(tree, inner));
      modules.push(...inside.map((entry) => planned(tree, { path: entry.path, projectSlug: asSlug(path, 'project') })));
    }
  }
  const leftOut = tree.secrets();
  const whole = modules.length === 0 || (modules.length === 1 && hasManifest(tree, ''));
  if (whole) return { modules: [{ projectSlug: asSlug(name, 'project'), slug: asSlug(name, 'module'), kind: kindOf(tree, ''), paths: [''], root: '' }], leftOut, keepOldHashes: false };
  return { modules: unique(modules), leftOut: leftOut.filter((path) => modules.some(({ paths }) => paths.some((taken) => covers(taken, path)))), keepOldHashes: false };
}

function planned(tree: SourceTree, { path, projectSlug }: { path: string; projectSlug: string }): PlannedModule {
  return { projectSlug, slug: asSlug(lastOf(path), 'module'), kind: kindOf(tree, path), paths: [path], root: path };
}

function hasManifest(tree: SourceTree, path: string): boolean {
  return tree.folder(path).some((entry) => entry.kind === 'file' && MANIFESTS.test(lastOf(entry.path)));
}

/** By the folder's name, else by what it is made of. */
export function kindOf(tree: SourceTree, path: string): ModuleKind {
  const name = lastOf(path).toLowerCase();
  if (/(^|[-_])(front|frontend|web|site|www|ui|interface|client|app|theme|admin)($|[-_])/.test(name)) return 'interface';
  if (/(^|[-_])(ai|ml|models?|llm|agents?|diagnosis|humans)($|[-_])/.test(name)) return 'ai';
  if (/(^|[-_])(api|back|backend|server|rest|graphql)($|[-_])/.test(name)) return 'api';
  if (/(^|[-_])(docs?|manual|handbook|guide|wiki)($|[-_])/.test(name)) return 'docs';
  if (/(^|[-_])(lib|libs|library|common|shared|core|types|sdk|utils?|packages?)($|[-_])/.test(name)) return 'library';
  const endings = (pattern: RegExp): number => tree.under(path).filter((leaf) => pattern.test(leaf.path)).length;
  const counts: readonly (readonly [ModuleKind, number])[] = [
    ['interface', endings(/\.(tsx|jsx|vue|svelte|html|css|scss)$/i)],
    ['api', endings(/\.(py|php|go|rb)$/i)],
    ['library', endings(/\.(rs|c|cc|cpp|h|hpp)$/i)],
    ['docs', endings(/\.(md|rst|adoc)$/i)],
    ['service', endings(/\.(ts|js|mjs|cjs)$/i)],
  ];
  return counts.reduce((most, count) => (count[1] > most[1] ? count : most), ['service', 0] as const)[0];
}

/** A name that a project or module can have, as near as possible to what is there. */
export function asSlug(text: string, fallback: string): string {
  const ascii = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const slug = ascii.replace(/[^a-z0-9]+/g, '-').slice(0, MAX_SLUG).replace(/^-+|-+$/g, '');
  if (slugProblem(slug) === null) return slug;
  const longer = `${slug.slice(0, MAX_SLUG - 7)}-module`.replace(/^-+/, '');
  return slug !== '' && slugProblem(longer) === null ? longer : fallback;
}

function unique(modules: readonly PlannedModule[]): PlannedModule[] {
  const taken = new Set<string>();
  return modules.map((module) => {
    let { slug } = module;
    for (let count = 2; taken.has(`${module.projectSlug}/${slug}`); count += 1) slug = `${module.slug.slice(0, MAX_SLUG - 4)}-${count}`;
    taken.add(`${module.projectSlug}/${slug}`);
    return { ...module, slug };
  });
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
