import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';
import { MIB } from '../../shared/units.ts';

/** More changed files of one module are counted, not listed. */
export const MAX_LISTED_CHANGES = 12_000;
export const MAX_LISTED_VERSIONS = 50;
export const MAX_MESSAGE = 20_000;
/** Above this a text is not compared, blamed or merged in the page. */
export const MAX_TEXT_BYTES = 5 * MIB;
/** Of a text that the page sends. */
export const MAX_SENT_CHARACTERS = MIB;
/** Commit messages that come back for the next one. */
export const MAX_MESSAGES = 30;
const MAX_PATHS = 20_000;

export const ChangeKind = z.enum(['added', 'modified', 'deleted', 'renamed', 'untracked', 'conflicted']);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Who did what to a file that both sides of a merge changed: `deleted_by_us`: ours deleted it, theirs changed it. */
export const ConflictKind = z.enum(['both_modified', 'both_added', 'both_deleted', 'added_by_us', 'added_by_them', 'deleted_by_us', 'deleted_by_them']);
export type ConflictKind = z.infer<typeof ConflictKind>;

export const ChangedFile = z.object({
  path: FilePath,
  /** What it was called; null when its name stays. */
  from: FilePath.nullable(),
  /** The two below in one word. */
  kind: ChangeKind,
  /** What the next commit does to it; null: nothing. */
  staged: z.enum(['added', 'modified', 'deleted', 'renamed']).nullable(),
  /** What the working copy has beyond that; null: nothing. */
  unstaged: z.enum(['added', 'modified', 'deleted', 'renamed', 'untracked']).nullable(),
  conflict: ConflictKind.nullable(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** What git is in the middle of. */
export const GitOperation = z.enum(['merge', 'rebase', 'cherry-pick', 'revert', 'bisect']);
export type GitOperation = z.infer<typeof GitOperation>;

/** A commit that is only here. */
export const UnsentVersion = z.object({ hash: z.string(), subject: z.string(), atMs: z.number() });
export type UnsentVersion = z.infer<typeof UnsentVersion>;

/** One module of this workspace. */
export const ModuleStatus = z.object({
  /** The root's folder, and its name: `<project>/<module>`. */
  root: FilePath,
  name: z.string(),
  /** `propose`: what is sent waits for a review. `read`: it is only looked at, and the server brings its newest here. */
  access: z.enum(['read', 'propose', 'write']),
  /** null: no branch, or none that could be read. */
  branch: z.string().nullable(),
  /** The commit that is checked out; null: there is none yet. */
  head: z.string().nullable(),
  operation: GitOperation.nullable(),
  /** Git's lock of the index is there, since then: a git that runs, or one that was cut off. null: it is free. */
  lockedAtMs: z.number().nullable(),
  /** Another one when what git has of files may be another: HEAD or the index was written. */
  stamp: z.string(),
  /** Why there is nothing more to say; null: there is. */
  problem: z.enum(['no_repository', 'other_owner', 'unreadable']).nullable(),
  changes: z.array(ChangedFile),
  changeCount: z.number().int(),
  /** Newest first. */
  unsent: z.array(UnsentVersion),
  unsentCount: z.number().int(),
  /** Versions on the server that are not here, as far as was last asked. */
  behind: z.number().int(),
});
export type ModuleStatus = z.infer<typeof ModuleStatus>;

/** Lines from 1, both ends included. */
export const LineRange = z.object({ from: z.number().int().min(1), to: z.number().int().min(1) });
export type LineRange = z.infer<typeof LineRange>;

/** Some lines of a comparison: what left on the old side, what came on the new one. Others stay as they are. */
export const LineSelection = z.object({ old: z.array(LineRange).max(5000), new: z.array(LineRange).max(5000) });
export type LineSelection = z.infer<typeof LineSelection>;

/** A file's text in git: as in a commit, in the index, or one side of a conflict. */
export const TextRevision = z.union([z.enum(['HEAD', 'index', 'base', 'ours', 'theirs']), z.string().regex(/^[0-9a-f]{7,64}$/), z.string().startsWith('refs/').max(1024)]);
export type TextRevision = z.infer<typeof TextRevision>;

/** Who wrote lines: `hash` all zeros for what is not committed. */
export const BlameCommit = z.object({ hash: z.string(), author: z.string(), email: z.string(), atMs: z.number(), subject: z.string() });
export type BlameCommit = z.infer<typeof BlameCommit>;
export const BlameLines = z.object({ hash: z.string(), from: z.number().int(), count: z.number().int() });
export const BlamePiece = z.object({ commits: z.array(BlameCommit), lines: z.array(BlameLines) });
export type BlamePiece = z.infer<typeof BlamePiece>;

/** One stretch of a merge: what needed nobody, or what both sides changed. */
export const MergePiece = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('merged'), text: z.string() }),
  z.object({ kind: z.literal('conflict'), ours: z.string(), base: z.string(), theirs: z.string() }),
]);
export type MergePiece = z.infer<typeof MergePiece>;

export const ConflictedText = z.object({
  kind: ConflictKind,
  /** null: that side has no such file, or it is no text. */
  base: z.string().nullable(),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  /** null: there is nothing to merge line by line. */
  pieces: z.array(MergePiece).nullable(),
  /** What the sides are called: a branch, a commit's subject. */
  oursLabel: z.string(),
  theirsLabel: z.string(),
});
export type ConflictedText = z.infer<typeof ConflictedText>;

/** What was discarded, kept in the member's home until it is undone or too old. */
export const Discarded = z.object({ trashId: z.string().regex(/^[0-9a-z-]{8,64}$/), fileCount: z.number().int() });
export type Discarded = z.infer<typeof Discarded>;

const one = z.object({ root: FilePath });
/** null: all. */
const some = one.extend({ paths: z.array(FilePath).max(MAX_PATHS).nullable() });
const lines = z.object({ path: FilePath, lines: LineSelection });
const nothing = z.object({});

/**
 * Source control of the workspace's own copies. A `conflict` says `because`: `nothing_to_save`, `nothing_to_send`,
 * `locked` (another git holds the index), `unsaved` (changes that a merge would overwrite), `contradiction`, `behind`
 * (the server has what is not here), `no_branch`, `nothing_staged`, `conflicts_left`, `markers` (with `path`: what would be
 * committed holds marks of a conflict), `already_sent`, `no_commit`, `filtered`. `upstream_failed` has git's own words as `detail`.
 */
export const gitContract = {
  status: procedure.output(z.array(ModuleStatus)),
  /** The whole again, within a second, after files change or anybody's git did something. */
  watch: procedure.output(eventIterator(z.array(ModuleStatus))),
  /** Everything that changed becomes one commit by the member. */
  saveVersion: procedure.input(one.extend({ message: z.string().max(MAX_MESSAGE), allowMarkers: z.boolean().default(false) })).output(z.object({ hash: z.string() })),
  /** To the branch's own name; from whoever proposes, to the branch of their open proposal, or a new one. */
  send: procedure.input(one).output(z.object({ branch: z.string() })),
  /** Asks the server what is new; nothing here changes but what `behind` says. */
  refresh: procedure.input(one).output(nothing),
  /** What the server has comes here: forward when nothing was saved since, else merged. All of it or nothing. */
  get: procedure.input(one).output(z.object({ outcome: z.enum(['current', 'forward', 'merged']) })),

  /** null: there is no such file. @throws too_large; invalid_text: it is no UTF-8 text */
  text: procedure.input(z.object({ path: FilePath, revision: TextRevision })).output(z.object({ text: z.string().nullable() })),
  stage: procedure.input(some).output(nothing),
  unstage: procedure.input(some).output(nothing),
  stageLines: procedure.input(lines).output(nothing),
  unstageLines: procedure.input(lines).output(nothing),
  /** Files are again as the next commit has them; new ones go. What was there is in the trash. */
  discard: procedure.input(some).output(Discarded),
  discardLines: procedure.input(lines).output(Discarded),
  /** Brings back what one discard took; what is there now goes to the trash in turn. */
  undoDiscard: procedure.input(one.extend({ trashId: Discarded.shape.trashId })).output(nothing),

  /** What is staged becomes a commit; with `all`, everything. An empty message is only for `amend`, which then keeps the old one. */
  commit: procedure
    .input(one.extend({ message: z.string().max(MAX_MESSAGE), all: z.boolean().default(false), amend: z.boolean().default(false), signOff: z.boolean().default(false), allowMarkers: z.boolean().default(false) }))
    .output(z.object({ hash: z.string() })),
  /** The last commit's changes are staged again. `already_sent` unless `force`. */
  undoCommit: procedure.input(one.extend({ force: z.boolean().default(false) })).output(z.object({ message: z.string() })),
  /** The member's own messages, newest first; the first is HEAD's when there is one. */
  messages: procedure.input(one).output(z.array(z.string())),

  /** Who wrote each line of the working copy's file, as git finds out; of `text` when it is given (what is not saved yet). */
  blame: procedure.input(z.object({ path: FilePath, text: z.string().max(MAX_SENT_CHARACTERS).optional(), revision: TextRevision.optional() })).output(eventIterator(BlamePiece)),

  conflict: procedure.input(z.object({ path: FilePath })).output(ConflictedText),
  /** Settles a conflict: with this text, with one side whole, or by deleting the file. `markers` when the text still holds some. */
  resolve: procedure.input(z.object({ path: FilePath, with: z.union([z.object({ text: z.string().max(MAX_SENT_CHARACTERS) }), z.object({ side: z.enum(['ours', 'theirs']) }), z.object({ deleted: z.literal(true) })]) })).output(nothing),
  /** Gives up what git is in the middle of: everything is as it was before it began. */
  abort: procedure.input(one).output(nothing),
  /** Takes away a lock that a git which was cut off left behind. `locked` while a git runs in the module. */
  unlock: procedure.input(one).output(nothing),
};
