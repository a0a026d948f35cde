import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';
import { MINUTE_MS, MIB, SECOND_MS } from '../../shared/units.ts';

export const MAX_BRANCHES = 2000;
export const MAX_STASHES = 200;
/** While somebody is at work, what is only here is brought to the server so often; and once this long after they paused. */
export const BACKUP_EVERY_MS = 3 * MINUTE_MS;
export const BACKUP_AFTER_PAUSE_MS = 20 * SECOND_MS;
/** New files above this are not backed up, nor more than so much of them at once. */
export const MAX_BACKED_UP_FILE_BYTES = 20 * MIB;
export const MAX_BACKED_UP_BYTES = 200 * MIB;

/** What it may be called is checked again by the agent, as git has it. */
export const BranchName = z.string().min(1).max(200).refine((name) => !name.startsWith('-'), 'no option');
const Hash = z.string().regex(/^[0-9a-f]{7,64}$/);
/** A commit: its hash, or a whole ref. */
const Commit = z.union([Hash, z.string().startsWith('refs/').max(1024)]);
export const SafetyName = z.string().regex(/^[0-9]{10,16}-[0-9a-f]{8}$/);

export const Operation = z.enum(['merge', 'rebase', 'cherry-pick', 'revert']);
export type Operation = z.infer<typeof Operation>;

export const Branch = z.object({
  name: z.string(),
  /** Of a branch of a remote: `origin`. null: it is here. */
  remote: z.string().nullable(),
  hash: z.string(),
  subject: z.string(),
  authorName: z.string(),
  atMs: z.number(),
  isHead: z.boolean(),
});
export type Branch = z.infer<typeof Branch>;

export const SyncState = z.object({
  /** null: a commit is checked out, no branch. */
  branch: z.string().nullable(),
  head: z.string().nullable(),
  /** The server's branch that this one follows, as `origin/main`; null: the server has none of that name yet. */
  upstream: z.string().nullable(),
  /** Commits that only this one has, and that only the server's has, as far as was last asked. */
  ahead: z.number().int(),
  behind: z.number().int(),
  stashCount: z.number().int(),
  operation: Operation.nullable(),
});
export type SyncState = z.infer<typeof SyncState>;

export const Stash = z.object({ hash: z.string(), message: z.string(), branch: z.string().nullable(), atMs: z.number(), files: z.number().int() });
export type Stash = z.infer<typeof Stash>;

/** `conflicts`: git is in the middle of it, and some files wait to be settled. */
export const Outcome = z.enum(['done', 'current', 'conflicts']);
export type Outcome = z.infer<typeof Outcome>;
/** `undo`: for `undo`; null: there is nothing to take back. */
const Done = z.object({ outcome: Outcome, undo: SafetyName.nullable() });
export type Done = z.infer<typeof Done>;

export const ResetMode = z.enum(['keep', 'mixed', 'hard']);
export type ResetMode = z.infer<typeof ResetMode>;

export const Backup = z.object({
  ref: z.string(),
  hash: z.string(),
  atMs: z.number(),
  /** null: a workspace that is gone. */
  isHere: z.boolean(),
  branch: z.string().nullable(),
  message: z.string(),
});
export type Backup = z.infer<typeof Backup>;

export const BackupState = z.object({
  /** When what is here was last brought to the server; null: never yet, or there was nothing to bring. */
  savedAtMs: z.number().nullable(),
  state: z.enum(['nothing', 'saved', 'waiting', 'failed', 'off']),
  /** New files that were left out: too large, or too many. */
  leftOut: z.number().int(),
});
export type BackupState = z.infer<typeof BackupState>;

const one = z.object({ root: FilePath });
const named = one.extend({ name: BranchName });
const at = one.extend({ hash: Commit });
const nothing = z.object({});

/**
 * Branches of a module, what is put aside, and the way to the server and back. A `conflict` says `because`: those of
 * features/git, and `not_merged` (a branch that has what no other has), `checked_out`, `in_progress` (git is in the middle
 * of something), `nothing_to_do`, `carried` (changes that do not fit the other branch), `bad_name`.
 */
export const branchesContract = {
  list: procedure.input(one).output(z.object({ branches: z.array(Branch), tags: z.array(z.object({ name: z.string(), hash: z.string() })) })),
  state: procedure.input(one).output(SyncState),
  watch: procedure.input(one).output(eventIterator(SyncState)),

  /** From a commit; null: from what is checked out. */
  create: procedure.input(named.extend({ from: Commit.nullable(), switchTo: z.boolean() })).output(nothing),
  /**
   * To a branch that is here, or one of the server's that then is. Changes that are not committed come along; what would
   * be overwritten is put aside and brought back. `carried`: it does not fit, and all is as it was.
   */
  switch: procedure.input(named).output(z.object({ outcome: z.enum(['switched', 'brought']) })),
  rename: procedure.input(named.extend({ to: BranchName })).output(nothing),
  /** `not_merged` unless `force`. */
  remove: procedure.input(named.extend({ force: z.boolean().default(false) })).output(z.object({ hash: z.string() })),
  merge: procedure.input(one.extend({ from: Commit })).output(Done),
  rebase: procedure.input(one.extend({ onto: Commit })).output(Done),
  /** What git is in the middle of goes on; `skip` leaves out the commit that it stopped at. `conflicts_left`. */
  proceed: procedure.input(one.extend({ how: z.enum(['continue', 'skip']) })).output(Done),
  abort: procedure.input(one).output(nothing),

  cherryPick: procedure.input(at).output(Done),
  revert: procedure.input(at).output(Done),
  /** `keep`: commits leave, changes that are not committed stay. `mixed`: what the commits changed is not committed any more. `hard`: all of it goes. */
  reset: procedure.input(at.extend({ mode: ResetMode })).output(Done),
  /** All is as it was before: branch, index and files. @throws not_found: it is kept no more */
  undo: procedure.input(one.extend({ undo: SafetyName })).output(nothing),
  tag: procedure.input(named.extend({ at: Commit, message: z.string().max(5000).default('') })).output(nothing),
  untag: procedure.input(named).output(nothing),

  stashes: procedure.input(one).output(z.array(Stash)),
  /** `nothing_to_save`: there is nothing to put aside. */
  stash: procedure.input(one.extend({ message: z.string().max(500).default('') })).output(nothing),
  /** What was put aside comes back; `drop`: and is there no more. */
  unstash: procedure.input(one.extend({ hash: Hash, drop: z.boolean() })).output(z.object({ outcome: z.enum(['done', 'conflicts']) })),
  dropStash: procedure.input(one.extend({ hash: Hash })).output(nothing),

  fetch: procedure.input(one).output(nothing),
  /** Forward, or merged with what is here. */
  pull: procedure.input(one).output(Done),
  push: procedure.input(one.extend({ force: z.boolean().default(false) })).output(nothing),
  /** Both, in this order. */
  sync: procedure.input(one).output(Done),

  backupState: procedure.input(one).output(eventIterator(BackupState)),
  backUp: procedure.input(one).output(BackupState),
  /** The member's own of this module, this workspace's first. */
  backups: procedure.input(one).output(z.array(Backup)),
  /** Files are as in the backup; branch and commits stay. Undoable. */
  restoreBackup: procedure.input(one.extend({ ref: z.string().startsWith('refs/').max(300) })).output(Done),
};
