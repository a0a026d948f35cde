import type { Role } from '../../shared/actor.ts';
import type { ImageId, MemberId, ModuleId, ProjectId, ProposalId, ReviewCommentId, SessionId, WorkspaceId } from '../../shared/ids.ts';
import type { GrantAccess, Lifecycle, ModuleAccess, ModuleKind } from '../../shared/projects.ts';
import type { CollectionDeclaration } from './declaration.ts';

/** What is kept, and by which fields it is found. The schema's version is in `migrations.ts`. */
export type MemberDocument = {
  email: string;
  name: string;
  role: Role;
  language: 'en' | 'fr' | null;
  /** null: signs in with the configured OIDC provider only. */
  passwordHash: string | null;
  disabled: boolean;
  /** Removed members keep their document: what they did stays theirs. Their e-mail is free again. */
  removedAtMs: number | null;
  createdAtMs: number;
  /** null: the installation's default. */
  quota: QuotaDocument | null;
  /** A stagiaire's limits; null for the other roles. */
  limits: StagiaireLimitsDocument | null;
  totp: TotpDocument | null;
  /** `<issuer>#<subject>` of the OIDC account it is bound to. */
  oidcAccount: string | null;
  /** Counts what owners changed, so that the later of two is told; what members change themselves does not count. */
  edition: number;
};

/** The most of each that a member's workspaces may be promised together. */
export type QuotaDocument = { workspaces: number; cpus: number; memoryBytes: number; diskBytes: number; maxProcesses: number };

/** Everything is off unless the owner switched it on for this stagiaire. */
export type StagiaireLimitsDocument = {
  expiresAtMs: number | null;
  /** Days are 1 (Monday) to 7; minutes of the day in the time zone; null: at any time. */
  hours: { days: number[]; fromMinute: number; toMinute: number; timeZone: string } | null;
  terminal: boolean;
  network: boolean;
  transfer: boolean;
  tokens: boolean;
};

export type TotpDocument = {
  /** Encrypted with the server's secret. */
  secret: string;
  /** The last time step that was accepted: a code works once (RFC 6238 section 5.2). */
  lastStep: number;
  /** SHA-256 of each recovery code not used yet. */
  recoveryHashes: string[];
};

/** A member's key for a git server that is not this one. */
export type RemoteKeyDocument = {
  memberId: MemberId;
  /** Scheme, host and port. */
  place: string;
  /** `<memberId> <place>` */
  pairKey: string;
  userName: string;
  /** Encrypted with the server's secret, for this member and this place. */
  secret: string;
  createdAtMs: number;
  lastUsedAtMs: number | null;
};

export type InvitationDocument = {
  email: string;
  role: Role;
  /** Of the mail and of the page that the link opens; null: as the browser. */
  language: 'en' | 'fr' | null;
  /** SHA-256 of the token in the link, which is nowhere. */
  tokenHash: string;
  invitedBy: MemberId;
  createdAtMs: number;
  expiresAtMs: number;
  limits: StagiaireLimitsDocument | null;
  grants: { moduleId: ModuleId; access: GrantAccess }[];
};

/** A one-time link with which a member chooses a new password; its id is the member's, so a new one replaces it. */
export type ResetDocument = {
  tokenHash: string;
  /** Whether using it also turns off the second step, for whoever lost their phone. */
  dropsTotp: boolean;
  madeBy: MemberId;
  createdAtMs: number;
  expiresAtMs: number;
};

/** A personal access token for git over HTTP. */
export type TokenDocument = {
  memberId: MemberId;
  name: string;
  tokenHash: string;
  scope: 'read' | 'write';
  /** null: every module its member is granted. */
  moduleIds: ModuleId[] | null;
  createdAtMs: number;
  expiresAtMs: number;
  lastUsedAtMs: number | null;
  /** Where it last came from; '' while it never did. */
  lastUsedAddress: string;
};

/** Settings or keys of a member, as they wrote them; its id is `<memberId>-<name>`. */
export type PreferenceDocument = { memberId: MemberId; text: string };

export type ProjectDocument = {
  slug: string;
  /** The slug; `<slug>/<id>` in the trash, so that the name is free again. */
  slugKey: string;
  title: string;
  state: Lifecycle;
  trashedAtMs: number | null;
  /** In the trash: where it goes back to. */
  wasArchived?: boolean;
  createdAtMs: number;
};

export type ModuleDocument = {
  projectId: ProjectId;
  slug: string;
  /** `<projectId>/<slug>`; `…/<id>` in the trash. */
  slugKey: string;
  kind: ModuleKind;
  description: string;
  state: Lifecycle;
  trashedAtMs: number | null;
  /** In the trash: where it goes back to. */
  wasArchived?: boolean;
  /** Take no force push and no deletion. */
  protectedBranches: string[];
  /** Change through accepted reviews only; left out: none do. */
  reviewedBranches?: string[];
  createdAtMs: number;
};

export type GrantDocument = {
  memberId: MemberId;
  moduleId: ModuleId;
  /** `<memberId>/<moduleId>`, which is its id too. */
  pairKey: string;
  access: GrantAccess;
  grantedBy: MemberId;
  grantedAtMs: number;
};

/** Workspaces that have `fromModuleId` may reach the running service of `toModuleId`, and learn its name, not its source. */
export type ReachDocument = { fromModuleId: ModuleId; toModuleId: ModuleId; pairKey: string };

/** A port of a workspace that answers for a module to those who may reach it. The newest counts. */
export type ServiceDocument = { moduleId: ModuleId; workspaceId: WorkspaceId; memberId: MemberId; port: number; sharedAtMs: number };

/** A working copy that was taken away with work nobody else has. */
export type KeptCopyDocument = {
  volume: string;
  workspaceId: WorkspaceId;
  memberId: MemberId;
  moduleId: ModuleId;
  uid: number;
  because: 'revoked' | 'removed';
  keptAtMs: number;
};

/** Something being brought in; `view` is an ImportView of shared/imports.ts (validated when read). */
export type ImportDocument = {
  startedBy: MemberId;
  /** Of the staged source, a bare repository below `<data>/imports/`. */
  stagedId: ModuleId;
  view: unknown;
  startedAtMs: number;
};

export type ProposalDocument = {
  moduleId: ModuleId;
  memberId: MemberId;
  /** `proposal`: a stagiaire's branch, recorded when it arrives. `request`: opened by a member, between two branches. */
  kind: 'proposal' | 'request';
  /** `proposals/<memberId>/<n>` in the module's repository, or the branch that is to come in. */
  branch: string;
  /** The branch that it would change. */
  target: string;
  title: string;
  /** What its author says of it. */
  description: string;
  approvals: { memberId: MemberId; head: string; atMs: number }[];
  state: 'open' | 'accepted' | 'returned' | 'withdrawn';
  /** What the reviewer said. */
  words: string;
  /** How much of it came into main by the last decision; null: nothing was decided since it was opened. */
  taken: { parts: number; total: number } | null;
  headCommit: string;
  createdAtMs: number;
  updatedAtMs: number;
  decidedBy: MemberId | null;
};

/** What somebody says of a proposal, or of one of its lines. */
export type ReviewCommentDocument = {
  proposalId: ProposalId;
  memberId: MemberId;
  text: string;
  /** The line as it was looked at; null: of the whole. */
  place: { path: string; side: 'old' | 'new'; line: number; lineText: string; head: string } | null;
  /** What it answers. */
  replyTo: ReviewCommentId | null;
  resolvedBy: MemberId | null;
  createdAtMs: number;
};

export type SessionDocument = {
  memberId: MemberId;
  /** SHA-256 of the opaque token in the cookie; the token itself is nowhere. */
  tokenHash: string;
  client: string;
  address: string;
  createdAtMs: number;
  lastSeenAtMs: number;
};

export type WorkspaceDocument = {
  memberId: MemberId;
  /** `<memberId>/<name>`, or `<memberId>/<name>/<id>` in the trash: a member's names are unique among what is not in the trash. */
  nameKey: string;
  name: string;
  imageId: ImageId;
  limits: { cpus: number; memoryBytes: number; diskBytes: number; maxProcesses: number };
  idleStopMs: number | null;
  /** 20000 + n; one uid per workspace, never used twice. */
  uid: number;
  createdAtMs: number;
  /** What its agent proves itself with, and what actors' tokens for it are signed with. */
  secret: string;
  /** What should be; the engine says what is. */
  wanted: 'running' | 'stopped' | 'trashed' | 'purged';
  /** Why it was last asked to stop; what `state` says once it has stopped. */
  stopBecause: 'member' | 'idle' | 'server' | 'disk_full';
  /** A WorkspaceState of shared/workspaces.ts (validated when read). */
  state: unknown;
  /** The modules it was last planned with. */
  holds: HeldModuleDocument[];
  /** Of these, what it was last started without: there was no repository. None in documents of before. */
  absent?: ModuleId[];
  /** Working copies that exist, and the `<project>/<module>` that their origin names. */
  copies: { moduleId: ModuleId; name: string }[];
  /** What its container was made from; null when the next one is made from the newest image and the present limits. */
  made: { image: string; limits: WorkspaceDocument['limits']; rights: string; allowed: string } | null;
  /** The last owner who entered it. */
  visit: { memberId: MemberId; atMs: number } | null;
};

export type HeldModuleDocument = { moduleId: ModuleId; projectSlug: string; slug: string; kind: ModuleKind; access: ModuleAccess };

export type ImageDocument = {
  parentId: ImageId;
  packages: string[];
  createdAtMs: number;
};

/** One record of the chain; its id is `a` and its number in twelve digits. */
export type AuditDocument = {
  number: number;
  /** Hash of the record before; '' for the first. */
  previousHash: string;
  /** `recordHash` of server/audit/chain.ts over all the rest. */
  hash: string;
  atMs: number;
  actorId: MemberId | null;
  sessionId: SessionId | null;
  action: string;
  target: string;
  address: string;
  outcome: 'done' | 'refused' | 'failed';
  details: Record<string, string | number | boolean>;
};

/** Small facts about this installation: schema version, secrets of the server, counters. */
export type SettingDocument = { value: string };

export type Documents = {
  members: MemberDocument;
  sessions: SessionDocument;
  workspaces: WorkspaceDocument;
  images: ImageDocument;
  audit: AuditDocument;
  settings: SettingDocument;
  invitations: InvitationDocument;
  resets: ResetDocument;
  tokens: TokenDocument;
  remoteKeys: RemoteKeyDocument;
  preferences: PreferenceDocument;
  projects: ProjectDocument;
  modules: ModuleDocument;
  grants: GrantDocument;
  reaches: ReachDocument;
  services: ServiceDocument;
  keptCopies: KeptCopyDocument;
  proposals: ProposalDocument;
  reviewComments: ReviewCommentDocument;
  imports: ImportDocument;
};

export const COLLECTIONS: { readonly [Name in keyof Documents]: CollectionDeclaration<Documents[Name]> } = {
  members: { unique: ['email'], lookup: ['role', 'oidcAccount'] },
  sessions: { unique: ['tokenHash'], lookup: ['memberId'] },
  workspaces: { unique: ['nameKey', 'uid'], lookup: ['memberId', 'wanted'] },
  images: { unique: [], lookup: ['parentId'] },
  audit: { unique: [], lookup: ['actorId', 'action'] },
  settings: { unique: [], lookup: [] },
  invitations: { unique: ['tokenHash'], lookup: ['email'] },
  resets: { unique: ['tokenHash'], lookup: [] },
  tokens: { unique: ['tokenHash'], lookup: ['memberId'] },
  remoteKeys: { unique: ['pairKey'], lookup: ['memberId'] },
  preferences: { unique: [], lookup: ['memberId'] },
  projects: { unique: ['slugKey'], lookup: ['state'] },
  modules: { unique: ['slugKey'], lookup: ['projectId', 'state'] },
  grants: { unique: ['pairKey'], lookup: ['memberId', 'moduleId'] },
  reaches: { unique: ['pairKey'], lookup: ['fromModuleId', 'toModuleId'] },
  services: { unique: [], lookup: ['moduleId', 'workspaceId'] },
  keptCopies: { unique: ['volume'], lookup: ['workspaceId', 'moduleId'] },
  imports: { unique: ['stagedId'], lookup: [] },
  proposals: { unique: [], lookup: ['moduleId', 'memberId'] },
  reviewComments: { unique: [], lookup: ['proposalId'] },
};

