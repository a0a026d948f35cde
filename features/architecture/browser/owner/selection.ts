import { MemberId, ModuleId, ProjectId, WorkspaceId } from '../../../../shared/ids.ts';

/** What the details are about. */
export type Selection =
  | { readonly kind: 'project'; readonly id: ProjectId }
  | { readonly kind: 'module'; readonly id: ModuleId }
  | { readonly kind: 'person'; readonly id: MemberId }
  | { readonly kind: 'workspace'; readonly id: WorkspaceId };

/** A row's key ends with what it is about; before it stands where the row is. */
export function keyOf({ kind, id }: Selection, under = ''): string {
  return under === '' ? `${kind}:${id}` : `${under}/${kind}:${id}`;
}

/** null: a row about nothing of its own. */
export function selectionOf(key: string): Selection | null {
  const [kind, id] = key.slice(key.lastIndexOf('/') + 1).split(':');
  switch (kind) {
    case 'project':
      return parsed(ProjectId.safeParse(id), (found) => ({ kind: 'project', id: found }));
    case 'module':
      return parsed(ModuleId.safeParse(id), (found) => ({ kind: 'module', id: found }));
    case 'person':
      return parsed(MemberId.safeParse(id), (found) => ({ kind: 'person', id: found }));
    case 'workspace':
      return parsed(WorkspaceId.safeParse(id), (found) => ({ kind: 'workspace', id: found }));
    case undefined:
    default:
      return null;
  }
}

function parsed<Id>({ data }: { data?: Id | undefined }, make: (id: Id) => Selection): Selection | null {
  return data === undefined ? null : make(data);
}
