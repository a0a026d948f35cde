import { FilePath } from '../../shared/file-path.ts';
import type { ModuleKind } from '../../shared/projects.ts';
import type { HeldModule } from '../../shared/workspaces.ts';

/** A module of the workspace and the folder that it is. */
export type WorkbenchModule = { readonly path: FilePath; readonly project: string; readonly slug: string; readonly kind: ModuleKind; readonly isReadOnly: boolean };

export function modulesOf(held: readonly HeldModule[]): readonly WorkbenchModule[] {
  return held.map(({ projectSlug, slug, kind, access }) => ({ path: FilePath.parse(`/workspace/${projectSlug}/${slug}`), project: projectSlug, slug, kind, isReadOnly: access === 'read' }));
}

/** The module that a file or folder lies in; null: none, as everything below the home. */
export function moduleAt(modules: readonly WorkbenchModule[], path: string): WorkbenchModule | null {
  return modules.find((module) => path === module.path || path.startsWith(`${module.path}/`)) ?? null;
}
