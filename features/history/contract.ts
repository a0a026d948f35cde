import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';

/** More commits are not shown: nobody scrolls there, and a page must hold them. */
export const MAX_COMMITS = 200_000;
export const FIRST_PIECE = 100;
export const PIECE = 500;
/** More changed files of one commit are counted, not listed. */
export const MAX_FILES = 2000;
export const MAX_SEARCH_CHARACTERS = 500;

export const CommitHash = z.string().regex(/^[0-9a-f]{40,64}$/);

/** Hash, parents' hashes separated by spaces, when it was written (s), author's name, their e-mail, first line of the message. */
export const CommitRow = z.tuple([z.string(), z.string(), z.number(), z.string(), z.string(), z.string()]);
export type CommitRow = z.infer<typeof CommitRow>;

export const HistoryRef = z.object({
  /** Whole, as `refs/heads/main`. */
  ref: z.string(),
  /** As people say it: `main`, `origin/main`, `v1`. */
  name: z.string(),
  kind: z.enum(['branch', 'remote', 'tag']),
  hash: z.string(),
  isHead: z.boolean(),
});
export type HistoryRef = z.infer<typeof HistoryRef>;

export const LogPiece = z.discriminatedUnion('kind', [
  /** `head`: what is checked out; null: there is no commit yet. `main`: the tip of the branch that stands first, when there is one. */
  z.object({ kind: z.literal('start'), refs: z.array(HistoryRef), head: z.string().nullable(), branch: z.string().nullable(), main: z.string().nullable() }),
  z.object({ kind: z.literal('commits'), commits: z.array(CommitRow) }),
  z.object({ kind: z.literal('total'), count: z.number().int() }),
  z.object({ kind: z.literal('end') }),
]);
export type LogPiece = z.infer<typeof LogPiece>;

export const SearchIn = z.enum(['message', 'author', 'path', 'content']);
export type SearchIn = z.infer<typeof SearchIn>;

export const CommitFile = z.object({
  path: FilePath,
  /** What it was called; null when its name stays. */
  from: FilePath.nullable(),
  change: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** Lines; null: it is no text. */
  added: z.number().int().nullable(),
  removed: z.number().int().nullable(),
});
export type CommitFile = z.infer<typeof CommitFile>;

const Person = z.object({ name: z.string(), email: z.string(), atMs: z.number() });

export const CommitDetails = z.object({
  hash: z.string(),
  parents: z.array(z.object({ hash: z.string(), subject: z.string() })),
  author: Person,
  committer: Person,
  subject: z.string(),
  body: z.string(),
  /** Compared with the first parent. */
  files: z.array(CommitFile),
  fileCount: z.number().int(),
});
export type CommitDetails = z.infer<typeof CommitDetails>;

/** Where a commit stands to what is checked out. */
export const CommitPlace = z.object({
  /** Branches that have it, at most ten. */
  branches: z.array(z.string()),
  branchCount: z.number().int(),
  branch: z.string().nullable(),
  isInHead: z.boolean(),
  /** Commits of what is checked out that this one does not have: what a reset to it would leave. */
  leaving: z.number().int(),
  /** Files with changes that are not committed. */
  uncommitted: z.number().int(),
});
export type CommitPlace = z.infer<typeof CommitPlace>;

/** What differs between two commits, or between one and the files as they are now. */
export const Comparison = z.object({
  files: z.array(CommitFile),
  fileCount: z.number().int(),
  /** Commits that only the second has, and that only the first has. */
  ahead: z.number().int(),
  behind: z.number().int(),
});
export type Comparison = z.infer<typeof Comparison>;

const one = z.object({ root: FilePath });
/** `all`: every branch, remote branch and tag; `<hash>..<hash>`: what the second has and the first has not; else a whole ref. */
const Refs = z.union([z.literal('all'), z.string().startsWith('refs/').max(1024), z.string().regex(/^[0-9a-f]{40,64}\.\.[0-9a-f]{40,64}$/)]);
/** Chosen by who asks; unique among their streams. */
const StreamId = z.string().regex(/^[a-z0-9]{8,40}$/);

/** A module's commits. Looking only: what changes them is of features/branches. */
export const historyContract = {
  /** Newest first, in pieces; it stops where `more` says, and goes on when that says so. `count` comes when it is known. */
  log: procedure.input(one.extend({ id: StreamId, refs: Refs, upTo: z.number().int().min(1).max(MAX_COMMITS) })).output(eventIterator(LogPiece)),
  more: procedure.input(z.object({ id: StreamId, upTo: z.number().int().min(1).max(MAX_COMMITS) })).output(z.object({})),
  /** Hashes in the order of `log`, as they are found. `isPattern`: an extended regular expression. */
  search: procedure
    .input(one.extend({ refs: Refs, in: SearchIn, text: z.string().min(1).max(MAX_SEARCH_CHARACTERS), isPattern: z.boolean().default(false) }))
    .output(eventIterator(z.object({ hashes: z.array(z.string()), isDone: z.boolean() }))),
  commit: procedure.input(one.extend({ hash: CommitHash })).output(CommitDetails),
  /** `to` null: the working copy, new files included. */
  compare: procedure.input(one.extend({ from: CommitHash, to: CommitHash.nullable() })).output(Comparison),
  place: procedure.input(one.extend({ hash: CommitHash })).output(CommitPlace),
  /** Another text whenever a branch, a tag or what is checked out is another; once at the beginning. */
  watch: procedure.input(one).output(eventIterator(z.object({ stamp: z.string() }))),
};
