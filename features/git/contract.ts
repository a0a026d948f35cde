import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';

/** More changed files of one module are counted, not listed. */
export const MAX_LISTED_CHANGES = 2000;
export const MAX_LISTED_VERSIONS = 50;
export const MAX_MESSAGE = 20_000;

export const ChangeKind = z.enum(['added', 'modified', 'deleted', 'renamed', 'untracked', 'conflicted']);
export type ChangeKind = z.infer<typeof ChangeKind>;

export const ChangedFile = z.object({
  path: FilePath,
  /** What it was called; null when its name stays. */
  from: FilePath.nullable(),
  kind: ChangeKind,
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** A commit that is only here. */
export const UnsentVersion = z.object({ hash: z.string(), subject: z.string(), atMs: z.number() });
export type UnsentVersion = z.infer<typeof UnsentVersion>;

/** One module that the member changes in this workspace. */
export const ModuleStatus = z.object({
  /** The root's folder, and its name: `<project>/<module>`. */
  root: FilePath,
  name: z.string(),
  /** `propose`: what is sent waits for a review. */
  access: z.enum(['propose', 'write']),
  /** null: no branch, or none that could be read. */
  branch: z.string().nullable(),
  /** Why there is nothing more to say; null: there is. */
  problem: z.enum(['no_repository', 'unreadable']).nullable(),
  changes: z.array(ChangedFile),
  changeCount: z.number().int(),
  /** Newest first. */
  unsent: z.array(UnsentVersion),
  unsentCount: z.number().int(),
  /** Versions on the server that are not here, as far as was last asked. */
  behind: z.number().int(),
});
export type ModuleStatus = z.infer<typeof ModuleStatus>;

const one = z.object({ root: FilePath });

/**
 * Source control of the workspace's own copies. A `conflict` says `because`: `nothing_to_save`, `nothing_to_send`,
 * `locked` (another git holds the index), `unsaved` (changes that a merge would overwrite), `contradiction`, `behind`
 * (the server has what is not here), `no_branch`. `upstream_failed` has git's own words as `detail`.
 */
export const gitContract = {
  status: procedure.output(z.array(ModuleStatus)),
  /** The whole again, within a second, after files change or anybody's git did something. */
  watch: procedure.output(eventIterator(z.array(ModuleStatus))),
  /** Everything that changed becomes one commit by the member. */
  saveVersion: procedure.input(one.extend({ message: z.string().max(MAX_MESSAGE) })).output(z.object({ hash: z.string() })),
  /** To the branch's own name; from whoever proposes, to the branch of their open proposal, or a new one. */
  send: procedure.input(one).output(z.object({ branch: z.string() })),
  /** Asks the server what is new; nothing here changes but what `behind` says. */
  refresh: procedure.input(one).output(z.object({})),
  /** What the server has comes here: forward when nothing was saved since, else merged. All of it or nothing. */
  get: procedure.input(one).output(z.object({ outcome: z.enum(['current', 'forward', 'merged']) })),
};
