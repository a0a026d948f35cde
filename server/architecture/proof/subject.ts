import { DOOR_HOST, serviceHost } from '../../../shared/agent-protocol.ts';
import type { Role } from '../../../shared/actor.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { ModuleId, type MemberId, type WorkspaceId } from '../../../shared/ids.ts';
import type { ModuleAccess } from '../../../shared/projects.ts';
import { WorkspaceState } from '../../../shared/workspaces.ts';
import type { ModuleRights } from '../../grants/module-rights.ts';
import type { PlanMount } from '../../runtimes/runtime.ts';
import type { Storage } from '../../storage/storage.ts';
import { gitTokenOf } from '../../workspaces/git-token.ts';
import { copyVolume, HOME_FOLDER, homeVolume, moduleFolder, moduleName, readVolume } from '../../workspaces/plan.ts';

export type ProofModule = { readonly id: ModuleId; readonly projectSlug: string; readonly slug: string };
export type HeldModule = ProofModule & { readonly access: ModuleAccess };

/** A workspace as it should be, and everything that should not be found in it. */
export type Subject = {
  readonly member: { readonly id: MemberId; readonly name: string; readonly role: Role };
  readonly workspace: { readonly id: WorkspaceId; readonly name: string; readonly uid: number; readonly gitToken: string };
  readonly mounts: readonly Pick<PlanMount, 'volume' | 'target' | 'readOnly'>[];
  readonly hosts: readonly string[];
  readonly held: readonly HeldModule[];
  /** Every module that is not granted, whatever became of it. */
  readonly hidden: readonly ProofModule[];
  /** Of those, the ones whose service may be called by name. */
  readonly blackBoxes: ReadonlySet<ModuleId>;
  /** Secrets of other workspaces. */
  readonly othersSecrets: readonly string[];
};

type Deps = { readonly storage: Pick<Storage, 'workspaces' | 'members' | 'modules' | 'projects'>; readonly rights: Pick<ModuleRights, 'granted' | 'neighbours'> };

/** @throws AtelierError not_found; not_running; invalid_input: an owner's, from whom nothing is hidden */
export async function subjectOf({ storage, rights }: Deps, workspaceId: WorkspaceId): Promise<Subject> {
  const workspace = await storage.workspaces.get(workspaceId);
  const member = workspace === null ? null : await storage.members.get(workspace.memberId);
  if (workspace === null || member === null || workspace.wanted === 'purged') throw new AtelierError('not_found');
  const grantee = { id: workspace.memberId, role: member.role };
  if (member.role === 'owner') throw new AtelierError('invalid_input', { field: 'workspaceId', rule: 'owner' });
  const state = WorkspaceState.safeParse(workspace.state);
  if (!state.success || state.data.phase !== 'running') throw new AtelierError('not_running');
  const [held, neighbours, modules, projects, workspaces] = await Promise.all([rights.granted(grantee), rights.neighbours(grantee), storage.modules.find(), storage.projects.find(), storage.workspaces.find()]);
  const slugOf = new Map(projects.map(({ id, slug }) => [id, slug]));
  const heldIds = new Set<string>(held.map(({ id }) => id));
  const names = new Set(held.map(moduleName));
  const hidden = modules
    .filter(({ id }) => !heldIds.has(id))
    .map(({ id, projectId, slug }) => ({ id: ModuleId.parse(id), projectSlug: slugOf.get(projectId) ?? '', slug }))
    // What is in the trash may have left its name to one that is granted.
    .filter((module) => module.projectSlug !== '' && !names.has(moduleName(module)));
  const others = workspaces.filter(({ id }) => id !== workspaceId);
  return {
    member: { id: workspace.memberId, name: member.name, role: member.role },
    workspace: { id: workspaceId, name: workspace.name, uid: workspace.uid, gitToken: gitTokenOf(workspace.secret) },
    mounts: [
      { volume: homeVolume(workspaceId), target: HOME_FOLDER, readOnly: false },
      ...held.map((module) => {
        const readOnly = module.access === 'read';
        return { volume: readOnly ? readVolume(module.id) : copyVolume(workspaceId, module.id), target: moduleFolder(moduleName(module)), readOnly };
      }),
    ],
    hosts: [DOOR_HOST, ...[...held, ...neighbours].map(serviceHost)],
    held,
    hidden,
    blackBoxes: new Set(neighbours.map(({ id }) => id)),
    othersSecrets: others.flatMap(({ secret }) => [secret, gitTokenOf(secret)]),
  };
}
