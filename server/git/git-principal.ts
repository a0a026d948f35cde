import type { Role } from '../../shared/actor.ts';
import type { MemberId, ModuleId, TokenId, WorkspaceId } from '../../shared/ids.ts';

/** Who asks for a repository: a member, through a token of theirs or from one of their workspaces. */
export type GitPrincipal = {
  readonly memberId: MemberId;
  readonly role: Role;
  /** null: all granted. */
  readonly moduleIds: readonly ModuleId[] | null;
  readonly scope: 'read' | 'write';
  readonly via: 'token' | 'workspace';
  readonly workspaceId: WorkspaceId | null;
  /** The token it came with, asked for again before a push is let in. */
  readonly tokenId?: TokenId;
  /** Where the request comes from, for the audit log. */
  readonly address?: string;
};
