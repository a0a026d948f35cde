import type { ErrorCode } from '../../../../shared/errors.ts';
import type { WorkspaceId } from '../../../../shared/ids.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { api } from '../api.ts';

/** Why a workspace does not answer: the server's code, `not_running`, or null when it should or nobody knows. */
export async function probeWorkspace(workspaceId: WorkspaceId): Promise<ErrorCode | null> {
  try {
    const { state } = await api.client.workspaces.get({ workspaceId });
    return state.phase === 'running' || state.phase === 'creating' ? null : 'not_running';
  } catch (error) {
    return fromWireError(error).code;
  }
}
