import type { WorkspaceId } from '../../../../shared/ids.ts';
import type { WorkspaceView } from '../../contract.ts';
import { api } from '../api.ts';

/** The workspace that an address means: by its id, else by its name; those in the trash have none. */
export function workspaceOf(wanted: string, workspaces: readonly WorkspaceView[]): WorkspaceView | null {
  const found = workspaces.find(({ id }) => id === wanted) ?? workspaces.find(({ name, state: { phase } }) => name === wanted && phase !== 'trashed');
  return found === undefined || found.state.phase === 'trashed' ? null : found;
}

/** Its id when it runs, asked for before the page is drawn; null when it does not or nobody answers. */
export async function findRunning(wanted: string): Promise<WorkspaceId | null> {
  try {
    const found = workspaceOf(wanted, await api.client.workspaces.list());
    return found?.state.phase === 'running' ? found.id : null;
  } catch {
    // The page asks again, and says what is wrong.
    return null;
  }
}
