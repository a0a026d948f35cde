import type { Role } from '../../shared/actor.ts';
import type { ImageId, MemberId, SessionId } from '../../shared/ids.ts';
import type { CollectionDeclaration } from './declaration.ts';

/** What is kept, and by which fields it is found. The schema's version is in `migrations.ts`. */
export type MemberDocument = {
  email: string;
  name: string;
  role: Role;
  language: 'en' | 'fr' | null;
  passwordHash: string;
  disabled: boolean;
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
  stopBecause: 'member' | 'idle' | 'server';
  /** A WorkspaceState of shared/workspaces.ts (validated when read). */
  state: unknown;
};

export type ImageDocument = {
  parentId: ImageId;
  packages: string[];
  createdAtMs: number;
};

export type AuditDocument = {
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
};

export const COLLECTIONS: { readonly [Name in keyof Documents]: CollectionDeclaration<Documents[Name]> } = {
  members: { unique: ['email'], lookup: ['role'] },
  sessions: { unique: ['tokenHash'], lookup: ['memberId'] },
  workspaces: { unique: ['nameKey', 'uid'], lookup: ['memberId', 'wanted'] },
  images: { unique: [], lookup: ['parentId'] },
  audit: { unique: [], lookup: ['actorId', 'action'] },
  settings: { unique: [], lookup: [] },
};

