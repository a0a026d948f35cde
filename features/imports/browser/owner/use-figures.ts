'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { ImportPlan, ImportView, PlannedFigures, PlannedModule } from '../../contract.ts';
import { api } from './api.ts';
import { planOf, type Draft } from './plan/draft.ts';

export type FiguresOf = (module: Pick<PlannedModule, 'paths'>) => PlannedFigures | undefined;

/** What the modules of a plan would be, and how many files none of them has; null until that is known. */
export function useFigures({ id: importId, source }: ImportView, draft: Draft): { readonly of: FiguresOf; readonly left: number | null } {
  const plan = planOf({ ...draft, modules: [...draft.modules, ...draft.made] });
  // Names and kinds change no figure: a plan without them is asked for, and asked for once.
  const asked: ImportPlan = { modules: (plan?.modules ?? []).map(({ paths }) => ({ projectSlug: '', slug: '', kind: 'service', paths, root: '' })), leftOut: [...draft.leftOut].toSorted(), keepOldHashes: false };
  const isAsked = plan !== null;
  const figures = useQuery({ ...api.query.imports.figures.queryOptions({ input: { importId, plan: asked }, staleTime: Infinity, placeholderData: keepPreviousData, select: (all) => all.map((figure, at) => [keyOf(asked.modules[at]?.paths ?? []), figure] as const) }), enabled: isAsked });
  const left = useQuery({ ...api.query.imports.leftOver.queryOptions({ input: { importId, plan: asked }, staleTime: Infinity, placeholderData: keepPreviousData }), enabled: isAsked });
  const known = new Map(figures.data);
  return { of: ({ paths }) => known.get(keyOf(paths)), left: isAsked ? (left.data?.files ?? null) : (source?.files ?? null) };
}

function keyOf(paths: readonly string[]): string {
  return [...paths].toSorted().join('\0');
}
