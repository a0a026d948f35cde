import type { WorkspaceView } from '../contract.ts';

/** Where a workspace is worked in. */
export function addressOf({ name }: Pick<WorkspaceView, 'name'>): string {
  return `/w/${name}`;
}
