import type { HeldModule } from '../../contract.ts';

export type ModuleChange = { readonly kind: 'added' | 'removed' | 'readOnly' | 'writable'; readonly module: string };

/** What became of a workspace's modules between two looks, by name. */
export function moduleChanges(before: readonly HeldModule[], now: readonly HeldModule[]): ModuleChange[] {
  const was = new Map(before.map((module) => [nameOf(module), module]));
  const is = new Set(now.map(nameOf));
  const removed = before.filter((module) => !is.has(nameOf(module))).map((module) => ({ kind: 'removed', module: nameOf(module) }) as const);
  return [...removed, ...now.flatMap((module) => changeOf(was.get(nameOf(module)), module))];
}

function changeOf(before: HeldModule | undefined, now: HeldModule): ModuleChange[] {
  const module = nameOf(now);
  if (before === undefined) return [{ kind: 'added', module }];
  if ((before.access === 'read') === (now.access === 'read')) return [];
  return [{ kind: now.access === 'read' ? 'readOnly' : 'writable', module }];
}

function nameOf({ projectSlug, slug }: HeldModule): string {
  return `${projectSlug} / ${slug}`;
}
