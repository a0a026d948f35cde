import { signInOverHttp } from '../harness/http.ts';
import type { RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

/** Removes what a test's server started, for good: containers, networks and volumes. Never fails a test that passed. */
export async function removeWorkspaces(server: RunningServer | undefined, owner: { email: string; password: string }): Promise<void> {
  if (server === undefined) return;
  const { api } = await signInOverHttp(server.url, owner);
  for (const { id, name, state } of await api.workspaces.list()) {
    const about = { workspaceId: id, confirmName: name };
    if (state.phase !== 'trashed') await api.workspaces.trash(about);
    await until('the workspace is in the trash', async () => (await api.workspaces.get({ workspaceId: id })).state.phase === 'trashed', 60_000);
    await api.workspaces.purge(about);
  }
}
