import { slugProblem, type SlugProblem } from '../../../../projects/contract.ts';
import { nameOf, type Draft } from './draft.ts';

/** What keeps a module from being made. */
export type Problem = { readonly field: 'projectSlug' | 'slug'; readonly rule: SlugProblem | 'taken' | 'twice' } | { readonly field: 'paths'; readonly rule: 'empty' };

/** By the module's id; the first of each. `taken` has the names `project/module` that there are. */
export function problemsOf({ modules }: Draft, taken: ReadonlySet<string>): ReadonlyMap<string, Problem> {
  const counts = new Map<string, number>();
  for (const module of modules) counts.set(nameOf(module), (counts.get(nameOf(module)) ?? 0) + 1);
  const problems = new Map<string, Problem>();
  for (const module of modules) {
    const problem = problemOf(module, { isTaken: taken.has(nameOf(module)), isTwice: (counts.get(nameOf(module)) ?? 0) > 1 });
    if (problem !== null) problems.set(module.id, problem);
  }
  return problems;
}

function problemOf({ projectSlug, slug, paths }: Draft['modules'][number], { isTaken, isTwice }: { readonly isTaken: boolean; readonly isTwice: boolean }): Problem | null {
  const project = slugProblem(projectSlug);
  if (project !== null) return { field: 'projectSlug', rule: project };
  const module = slugProblem(slug);
  if (module !== null) return { field: 'slug', rule: module };
  if (isTaken) return { field: 'slug', rule: 'taken' };
  if (isTwice) return { field: 'slug', rule: 'twice' };
  return paths.length === 0 ? { field: 'paths', rule: 'empty' } : null;
}
