import { z } from 'zod';

import { MemberId, ModuleId, ProposalId } from './ids.ts';
import { CommitView, ModuleKind } from './projects.ts';

/** What proposals look like, the same for the contract, the use cases and the pages. */
export const MAX_WORDS = 4000;
/** Above these, parts are whole files, or not shown at all; accepting whole and returning always work. */
export const MAX_PATCH_BYTES = 2 * 1024 * 1024;
export const MAX_CHANGED_FILES = 2000;

export const ProposalState = z.enum(['open', 'accepted', 'returned', 'withdrawn']);
export type ProposalState = z.infer<typeof ProposalState>;

const Somebody = z.object({ memberId: MemberId, name: z.string() });

export const ProposalView = z.object({
  id: ProposalId,
  /** Goes back with a decision, so that the later of two reviewers is told. */
  revision: z.number().int(),
  moduleId: ModuleId,
  projectSlug: z.string(),
  moduleSlug: z.string(),
  kind: ModuleKind,
  author: Somebody,
  title: z.string(),
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

/** A proposal with what it would change in main. */
export const ProposalDetail = ProposalView.extend({
  /** What was compared: main, or where the proposal left it when it does not merge. null: main has no commit yet. */
  base: Commit.nullable(),
  head: Commit,
  versions: z.array(CommitView),
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
});
export type Decision = z.infer<typeof Decision>;
