import { z } from 'zod';

/**
 * Branded identifiers. An id is made in one place (`server/ids.ts`) and parsed at every edge,
 * so a plain string can never stand where an id is meant.
 */
export const MemberId = z.string().regex(/^m[0-9a-z]{12}$/).brand<'MemberId'>();
export type MemberId = z.infer<typeof MemberId>;

export const SessionId = z.string().regex(/^s[0-9a-z]{12}$/).brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

/** Also part of a preview's host name, hence lower case and short. */
export const WorkspaceId = z.string().regex(/^w[0-9a-z]{12}$/).brand<'WorkspaceId'>();
export type WorkspaceId = z.infer<typeof WorkspaceId>;

/** An application: a set of modules. */
export const ProjectId = z.string().regex(/^p[0-9a-z]{12}$/).brand<'ProjectId'>();
export type ProjectId = z.infer<typeof ProjectId>;

/** One git repository (`r`), the unit of access; also the name of its folder on the server. */
export const ModuleId = z.string().regex(/^r[0-9a-z]{12}$/).brand<'ModuleId'>();
export type ModuleId = z.infer<typeof ModuleId>;

export const InvitationId = z.string().regex(/^i[0-9a-z]{12}$/).brand<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

/** A personal access token's name in lists; the secret itself is nowhere. */
export const TokenId = z.string().regex(/^k[0-9a-z]{12}$/).brand<'TokenId'>();
export type TokenId = z.infer<typeof TokenId>;

/** A member's key for a git server that is not this one. */
export const RemoteKeyId = z.string().regex(/^x[0-9a-z]{12}$/).brand<'RemoteKeyId'>();
export type RemoteKeyId = z.infer<typeof RemoteKeyId>;

/** Work that waits for a review: a stagiaire's proposal, or a request between branches. */
export const ProposalId = z.string().regex(/^q[0-9a-z]{12}$/).brand<'ProposalId'>();
export type ProposalId = z.infer<typeof ProposalId>;

export const ReviewCommentId = z.string().regex(/^c[0-9a-z]{12}$/).brand<'ReviewCommentId'>();
export type ReviewCommentId = z.infer<typeof ReviewCommentId>;

/** Something that is being brought in. */
export const ImportId = z.string().regex(/^j[0-9a-z]{12}$/).brand<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;

export const ImageId = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/).brand<'ImageId'>();
export type ImageId = z.infer<typeof ImageId>;

export const TerminalId = z.string().regex(/^t[0-9a-z]{12}$/).brand<'TerminalId'>();
export type TerminalId = z.infer<typeof TerminalId>;

/** A TCP port a member's program may listen on. */
export const Port = z.number().int().min(1).max(65_535).brand<'Port'>();
export type Port = z.infer<typeof Port>;
