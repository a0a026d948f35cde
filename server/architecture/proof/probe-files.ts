import { AGENT_BUNDLE_FOLDER, AGENT_FOLDER } from '../../../shared/agent-protocol.ts';
import { moduleFolder, moduleName } from '../../workspaces/plan.ts';
import type { Inside } from './inside.ts';
import type { Subject } from './subject.ts';
import type { Tally } from './tally.ts';

const MODULES_FOLDER = '/workspace';
/** File systems that the kernel or the container's own memory fills: nothing of anybody else can be in them. */
const OWN_TYPES = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2', 'devtmpfs']);
/** What a workspace's recipe and its engine mount besides its modules, always the same. */
const RECIPE_TARGETS = ['/', AGENT_FOLDER, AGENT_BUNDLE_FOLDER, '/etc/passwd', '/etc/group', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/opt/atelier/ca.pem', '/sbin/docker-init', '/usr/sbin/docker-init', '/dev/init'];
const NOT_WRITABLE = ['/', '/etc', '/usr/bin', '/usr/local/bin', AGENT_FOLDER, AGENT_BUNDLE_FOLDER, MODULES_FOLDER];

/** Folders of modules, what is mounted and from where, and what must not be writable. */
export async function probeFiles(inside: Inside, subject: Subject, tally: Tally): Promise<void> {
  const { mounts, folders } = await inside.look('files', { folder: MODULES_FOLDER }, 'nobody');
  const there = new Set(folders);
  const targets = new Set(mounts.map(({ target }) => target));
  for (const module of subject.hidden) {
    const name = moduleName(module);
    tally.tried(`ls ${moduleFolder(name)}`, there.has(name) ? 'it is there' : null);
    const mounted = mounts.find(({ root, target }) => root.includes(module.id) || target === moduleFolder(name));
    tally.tried(`a mount of ${name}`, mounted === undefined ? null : `mounted at ${mounted.target}`);
  }
  const planned = new Map(subject.mounts.map((mount) => [mount.target, mount]));
  for (const { root, target, isReadOnly, type } of mounts) {
    const mount = planned.get(target);
    if (mount === undefined) tally.tried(`mount at ${target}`, isRecipes(target, type) ? null : `${type} from ${root}, beyond the plan`);
    else if (!isFrom(root, { volume: mount.volume, workspaceId: subject.workspace.id })) tally.tried(`mount at ${target}`, `it is ${root}`);
    else tally.tried(`mount at ${target}`, mount.readOnly && !isReadOnly ? 'it can be written' : null);
  }
  const known = new Set(subject.held.flatMap((module) => [module.projectSlug, moduleName(module)]));
  for (const folder of folders) tally.tried(`folder ${moduleFolder(folder)}`, known.has(folder) ? null : 'beyond the plan');
  const readOnly = [...NOT_WRITABLE, ...subject.mounts.filter((mount) => mount.readOnly && targets.has(mount.target)).map(({ target }) => target)];
  const written = new Set(await inside.look('writes', { targets: readOnly }, 'member'));
  for (const target of readOnly) tally.tried(`write into ${target}`, written.has(target) ? 'a file could be made' : null);
}

function isRecipes(target: string, type: string): boolean {
  return OWN_TYPES.has(type) || RECIPE_TARGETS.includes(target);
}

/** A volume's own folder, or its folder on the workspace's disk. */
function isFrom(root: string, { volume, workspaceId }: { volume: string; workspaceId: string }): boolean {
  const parts = root.split('/');
  return parts.includes(volume) || parts.includes(volume.replace(`atelier-${workspaceId}-`, ''));
}
