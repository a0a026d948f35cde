import { z } from 'zod';

import { MemberId, ModuleId, ProposalId, ReviewCommentId } from './ids.ts';
import { BranchName, CommitView, ModuleKind } from './projects.ts';

/** What proposals look like, the same for the contract, the use cases and the pages. */
export const MAX_WORDS = 4000;
export const MAX_TITLE = 200;
/** More of one proposal are refused: that is no review any more. */
export const MAX_COMMENTS = 500;
/** Above these, parts are whole files, or not shown at all; accepting whole and returning always work. */
export const MAX_PATCH_BYTES = 2 * 1024 * 1024;
export const MAX_CHANGED_FILES = 2000;

export const ProposalState = z.enum(['open', 'accepted', 'returned', 'withdrawn']);
export type ProposalState = z.infer<typeof ProposalState>;

const Somebody = z.object({ memberId: MemberId, name: z.string() });

/** Of a member who said that it may come in; `isCurrent`: of what it holds now. */
export const Approval = z.object({ by: Somebody, atMs: z.number(), isCurrent: z.boolean(), isOwn: z.boolean() });
export type Approval = z.infer<typeof Approval>;

export const ProposalView = z.object({
  id: ProposalId,
  /** `proposal`: a stagiaire's work. `request`: opened by a member who may write, between two branches. */
  kindOfReview: z.enum(['proposal', 'request']),
  /** The branch that is to come in, and the one that it would change. */
  source: z.string(),
  target: z.string(),
  /** Goes back with a decision, so that the later of two reviewers is told. */
  revision: z.number().int(),
  moduleId: ModuleId,
  projectSlug: z.string(),
  moduleSlug: z.string(),
  kind: ModuleKind,
  author: Somebody,
  title: z.string(),
  /** Its author's; '' when nothing. */
  description: z.string(),
  approvals: z.array(Approval),
  /** The target takes nothing that only its author has looked at, and nobody else has approved what it holds now. */
  needsApproval: z.boolean(),
  comments: z.object({ count: z.number().int(), unresolved: z.number().int() }),
  state: ProposalState,
  /** What the reviewer said; '' when nothing. */
  words: z.string(),
  reviewer: Somebody.nullable(),
  /** How much came into main by the last decision. */
  taken: z.object({ parts: z.number().int(), total: z.number().int() }).nullable(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  isOwn: z.boolean(),
  mayReview: z.boolean(),
});
export type ProposalView = z.infer<typeof ProposalView>;

export const DiffLine = z.object({
  kind: z.enum(['context', 'add', 'delete']),
  /** Bytes that are not UTF-8 show as U+FFFD; what is accepted are the bytes. A carriage return is part of it. */
  text: z.string(),
  oldLine: z.number().int().nullable(),
  newLine: z.number().int().nullable(),
  /** The file ends here without a line's end. */
  isUnended: z.boolean(),
});
export type DiffLine = z.infer<typeof DiffLine>;

/** What can be accepted or returned by itself: a hunk, or a file that has none. */
export const ProposalPart = z.object({
  id: z.string(),
  path: z.string(),
  /** What it was called; null when its name stays. */
  from: z.string().nullable(),
  change: z.enum(['added', 'deleted', 'modified', 'renamed']),
  /** Why the whole file is one part without lines; null: it has lines. */
  whole: z.enum(['binary', 'name', 'mode', 'type', 'empty', 'large']).nullable(),
  additions: z.number().int(),
  deletions: z.number().int(),
  lines: z.array(DiffLine),
});
export type ProposalPart = z.infer<typeof ProposalPart>;

const Commit = z.string().regex(/^[0-9a-f]{40}$/);

/** A line of a comparison. `old`: as it was in the target, `new`: as it would be. */
export const LinePlace = z.object({
  path: z.string().max(4096),
  side: z.enum(['old', 'new']),
  line: z.number().int().min(1),
  /** What stood there: the line may move, and the comment with it. */
  lineText: z.string().max(2000),
  /** What was looked at. */
  head: Commit,
});
export type LinePlace = z.infer<typeof LinePlace>;

export const ReviewComment = z.object({
  id: ReviewCommentId,
  by: Somebody,
  text: z.string(),
  place: LinePlace.nullable(),
  replyTo: ReviewCommentId.nullable(),
  resolvedBy: Somebody.nullable(),
  createdAtMs: z.number(),
  isOwn: z.boolean(),
});
export type ReviewComment = z.infer<typeof ReviewComment>;

/** A proposal with what it would change in main. */
export const ProposalDetail = ProposalView.extend({
  /** What was compared: main, or where the proposal left it when it does not merge. null: main has no commit yet. */
  base: Commit.nullable(),
  head: Commit,
  versions: z.array(CommitView),
  /** Oldest first. */
  conversation: z.array(ReviewComment),
  /** Files in which main and the proposal contradict each other: it cannot be accepted whole. */
  conflicts: z.array(z.string()),
  parts: z.array(ProposalPart),
  /** Too much to show: there are no parts. */
  isTooLarge: z.boolean(),
});
export type ProposalDetail = z.infer<typeof ProposalDetail>;

export const Decision = z.object({
  proposalId: ProposalId,
  revision: z.number().int(),
  /** As looked at. */
  base: Commit.nullable(),
  head: Commit,
  /** Ids of parts; none: everything goes back. */
  accepted: z.union([z.literal('all'), z.array(z.string().max(40)).max(20_000)]),
  words: z.string().max(MAX_WORDS),
  /** Of a request that is accepted whole: a merge (or, where nothing else came in, just forward), one version, or each version anew on top. */
  method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
  /** Whether the branch of a request ends with it. A protected one never does, a proposal's always. */
  endsBranch: z.boolean().default(true),
});
export type Decision = z.infer<typeof Decision>;

/** A branch that a request can be about. */
export const BranchView = z.object({ name: z.string(), head: Commit, isDefault: z.boolean(), isReviewed: z.boolean() });
export type BranchView = z.infer<typeof BranchView>;

export const NewRequest = z.object({
  moduleId: ModuleId,
  source: BranchName,
  target: BranchName,
  title: z.string().trim().min(1).max(MAX_TITLE),
  description: z.string().trim().max(MAX_WORDS).default(''),
});
export type NewRequest = z.infer<typeof NewRequest>;

export const NewComment = z.object({
  proposalId: ProposalId,
  text: z.string().trim().min(1).max(MAX_WORDS),
  place: LinePlace.nullable().default(null),
  replyTo: ReviewCommentId.nullable().default(null),
});
export type NewComment = z.infer<typeof NewComment>;
