import { DOOR_HOST, serviceHost, type Root } from '../../shared/agent-protocol.ts';
import type { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import type { GrantedModule } from '../grants/module-rights.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { PlanMount, WorkspacePlan } from '../runtimes/runtime.ts';
import { gitTokenOf } from './git-token.ts';
import { isWritten, type Holdings } from './holdings.ts';
import type { Workspace } from './workspace-store.ts';

export const HOME_FOLDER = '/home/ws';

export function homeVolume(workspaceId: WorkspaceId): string {
  return `atelier-${workspaceId}-home`;
}

/** A member's own copy of a module in one workspace. */
export function copyVolume(workspaceId: WorkspaceId, moduleId: ModuleId): string {
  return `atelier-${workspaceId}-${moduleId}`;
}

/** The one copy of a module for all who may only read it. */
export function readVolume(moduleId: ModuleId): string {
  return `atelier-read-${moduleId}`;
}

export function moduleName({ projectSlug, slug }: { readonly projectSlug: string; readonly slug: string }): string {
  return `${projectSlug}/${slug}`;
}

export function moduleFolder(name: string): string {
  return `/workspace/${name}`;
}

/** What a working copy fetches from and pushes to, from inside any workspace. */
export function originOf(name: string): string {
  return `http://${DOOR_HOST}/git/${name}.git`;
}

/** Everything that only this workspace has: its home and its working copies. */
export function ownMounts(workspace: Pick<Workspace, 'id' | 'copies'>, { readOnly }: { readOnly: boolean }): PlanMount[] {
  const copies = workspace.copies.map(({ moduleId, name }) => ({ volume: copyVolume(workspace.id, moduleId), target: moduleFolder(name), readOnly }));
  return [{ volume: homeVolume(workspace.id), target: HOME_FOLDER, readOnly }, ...copies];
}

export type Made = {
  readonly image: string;
  readonly limits: WorkspacePlan['limits'];
  readonly network: WorkspacePlan['network'];
  /** Whose each read copy is. */
  readonly readUids: ReadonlyMap<ModuleId, number>;
};

/** What the workspace is to be, from what is stored about it, its member and the grants alone. */
export function planOf(workspace: Workspace, holdings: Pick<Holdings, 'member' | 'modules' | 'neighbours'>, made: Made): WorkspacePlan {
  const { modules, neighbours, member } = holdings;
  const folders: Root[] = modules.map((module) => ({
    path: moduleFolder(moduleName(module)),
    name: moduleName(module),
    kind: 'module',
    readOnly: !isWritten(module),
    ...(module.access === 'propose' ? { proposesTo: `proposals/${workspace.memberId}` } : {}),
  }));
  const home: Root = { path: HOME_FOLDER, name: 'home', kind: 'home', readOnly: false };
  return {
    workspaceId: workspace.id,
    image: made.image,
    uid: workspace.uid,
    limits: made.limits,
    network: made.network,
    mounts: [{ volume: homeVolume(workspace.id), target: HOME_FOLDER, readOnly: false }, ...modules.map((module) => mountOf(workspace.id, module, made.readUids))],
    hosts: [DOOR_HOST, ...[...modules, ...neighbours].map(serviceHost)],
    agent: { workspaceId: workspace.id, memberId: workspace.memberId, secret: workspace.secret, roots: [...folders, home], env: { ...gitIdentity(member), ...gitConfig(workspace, modules) } },
  };
}

function mountOf(workspaceId: WorkspaceId, module: GrantedModule, readUids: ReadonlyMap<ModuleId, number>): PlanMount {
  const target = moduleFolder(moduleName(module));
  if (isWritten(module)) return { volume: copyVolume(workspaceId, module.id), target, readOnly: false };
  return { volume: readVolume(module.id), target, readOnly: true, ownerUid: readUids.get(module.id) };
}

function gitIdentity({ name, email }: Pick<MemberDocument, 'name' | 'email'>): Record<string, string> {
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}

/** The key to the server's git, and trust in folders of another uid that nobody in here can write. */
function gitConfig({ secret }: Pick<Workspace, 'secret'>, modules: readonly GrantedModule[]): Record<string, string> {
  const read = modules.filter((module) => !isWritten(module)).map((module) => ['safe.directory', moduleFolder(moduleName(module))] as const);
  const entries = [[`http.http://${DOOR_HOST}/.extraHeader`, `Authorization: Bearer ${gitTokenOf(secret)}`] as const, ...read];
  const pairs = entries.flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${index}`, key], [`GIT_CONFIG_VALUE_${index}`, value]] as const);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
}
