import type { Root } from '../../shared/agent-protocol.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { PlanMount, WorkspacePlan } from '../runtimes/runtime.ts';
import type { Workspace } from './workspace-store.ts';

export const HOME_FOLDER = '/home/ws';

export function homeVolume(workspaceId: WorkspaceId): string {
  return `atelier-${workspaceId}-home`;
}

export function mountsOf(workspaceId: WorkspaceId, { readOnly }: { readOnly: boolean }): PlanMount[] {
  return [{ volume: homeVolume(workspaceId), target: HOME_FOLDER, readOnly }];
}

/** What the workspace is to be, from what is stored about it and its member alone. */
export function planOf(
  workspace: Workspace,
  member: Pick<MemberDocument, 'name' | 'email'>,
  made: { image: string; network: WorkspacePlan['network'] },
): WorkspacePlan {
  const roots: Root[] = [{ path: HOME_FOLDER, name: 'home', kind: 'home', readOnly: false }];
  return {
    workspaceId: workspace.id,
    image: made.image,
    uid: workspace.uid,
    limits: workspace.limits,
    network: made.network,
    mounts: mountsOf(workspace.id, { readOnly: false }),
    hosts: [],
    agent: { workspaceId: workspace.id, secret: workspace.secret, roots, env: gitIdentity(member) },
  };
}

function gitIdentity({ name, email }: Pick<MemberDocument, 'name' | 'email'>): Record<string, string> {
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}
