import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { MIB } from '../../shared/units.ts';
import type { GitPrincipal } from './git-principal.ts';
import { SERVER_REFS } from './repository-config.ts';

/** Where a workspace keeps what was never pushed: only it writes there, and only its member's workspaces see it. */
const BACKUPS = `${SERVER_REFS}/backup`;
/** Of the objects that one backup brings: what a workspace sends is bounded, and so is what this lets in. */
export const MAX_BACKUP_BYTES = 512 * MIB;

export function backupRef({ memberId, workspaceId }: { readonly memberId: MemberId; readonly workspaceId: WorkspaceId }): string {
  return `${BACKUPS}/${memberId}/${workspaceId}`;
}

export function isBackup(ref: string): boolean {
  return ref.startsWith(`${BACKUPS}/`);
}

/** The one ref of the server's own that this principal may push to; null: none. */
export function writableBackup({ via, memberId, workspaceId }: GitPrincipal): string | null {
  return via === 'workspace' && workspaceId !== null ? backupRef({ memberId, workspaceId }) : null;
}

/**
 * What git is told, beside the repository's own configuration, so that the server's refs stay hidden but for these:
 * whoever fetches from a workspace sees its member's backups, whoever pushes from it that workspace's alone.
 */
export function shownBackups(who: GitPrincipal, service: 'upload-pack' | 'receive-pack'): Readonly<Record<string, string>> {
  const own = writableBackup(who);
  if (own === null) return {};
  const shown = service === 'receive-pack' ? own : own.slice(0, own.lastIndexOf('/'));
  // The first pair is gitEnvironment's; of several that match a ref, the last holds.
  return { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_1: 'transfer.hideRefs', GIT_CONFIG_VALUE_1: `!${shown}` };
}
