import type { MemberId, ModuleId } from '../../../../../shared/ids.ts';
import type { ModuleAccess, ModuleKind } from '../../../../../shared/projects.ts';
import type { Overview, PersonView } from '../../../../../shared/owner-projects.ts';

export type Column = { readonly id: ModuleId; readonly slug: string; readonly kind: ModuleKind; readonly projectSlug: string; readonly isFirst: boolean };
export type Cell = { readonly access: ModuleAccess; readonly revision: number };
export type Group = { readonly slug: string; readonly from: number; readonly count: number };

/** Members down, modules across by project; what is not granted has no cell. */
export type Matrix = { readonly people: readonly PersonView[]; readonly columns: readonly Column[]; readonly groups: readonly Group[]; readonly cells: ReadonlyMap<string, Cell> };

export function cellKey(memberId: MemberId, moduleId: ModuleId): string {
  return `${memberId}/${moduleId}`;
}

/** Live modules of live projects; owners first, each by name. */
export function matrixOf({ projects, people }: Overview): Matrix {
  const roles = new Map(people.map(({ id, role }) => [id, role]));
  const columns: Column[] = [];
  const groups: Group[] = [];
  const cells = new Map<string, Cell>();
  for (const project of projects) {
    const modules = project.state === 'live' ? project.modules.filter(({ state }) => state === 'live') : [];
    if (modules.length === 0) continue;
    groups.push({ slug: project.slug, from: columns.length, count: modules.length });
    for (const [at, { id, slug, kind, grants }] of modules.entries()) {
      columns.push({ id, slug, kind, projectSlug: project.slug, isFirst: at === 0 });
      for (const { memberId, access, revision } of grants) {
        cells.set(cellKey(memberId, id), { access: access === 'write' && roles.get(memberId) === 'stagiaire' ? 'propose' : access, revision });
      }
    }
  }
  const order = people.toSorted((a, b) => Number(b.role === 'owner') - Number(a.role === 'owner') || a.name.localeCompare(b.name));
  return { people: order, columns, groups, cells };
}

export type Place = { readonly row: number; readonly column: number };

/** Where a key leads from a cell; null: it is no such key. */
export function moved({ row, column }: Place, key: string, size: { readonly rows: number; readonly columns: number }): Place | null {
  const kept = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));
  switch (key) {
    case 'ArrowUp':
      return { row: kept(row - 1, size.rows), column };
    case 'ArrowDown':
      return { row: kept(row + 1, size.rows), column };
    case 'ArrowLeft':
      return { row, column: kept(column - 1, size.columns) };
    case 'ArrowRight':
      return { row, column: kept(column + 1, size.columns) };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: kept(size.columns - 1, size.columns) };
    case 'PageUp':
      return { row: kept(row - 10, size.rows), column };
    case 'PageDown':
      return { row: kept(row + 10, size.rows), column };
    default:
      return null;
  }
}
