import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { MemberId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { DAY_MS, MIB } from '../../shared/units.ts';

/** How long and how much is kept of what was saved: beyond either, the oldest goes. Sizes are as kept, compressed. */
export const MAX_SAVES_AGE_MS = 90 * DAY_MS;
export const MAX_SAVES_BYTES = 500 * MIB;
export const MAX_SAVES = 20_000;
/** Larger files are not kept. */
export const MAX_KEPT_BYTES = 10 * MIB;
/** Above this a version is not shown as text. */
export const MAX_SHOWN_BYTES = 5 * MIB;
/** More of one file or folder is not listed. */
export const MAX_EVENTS = 5000;

export const SaveId = z.string().regex(/^s[0-9a-z]{6,40}$/);

/** Files that are changed at once, at most, when a folder is restored. */
export const MAX_RESTORED_FILES = 2000;
export const FolderUndo = z.string().regex(/^f[0-9a-f]{16}$/);

export const SavedEvent = z.object({
  kind: z.literal('save'),
  id: SaveId,
  path: FilePath,
  atMs: z.number(),
  /** `found`: it was there before a save replaced it, and whoever wrote it did not do so here. */
  cause: z.enum(['saved', 'found', 'restored']),
  /** When what was restored is from. */
  ofMs: z.number().nullable(),
  memberId: MemberId.nullable(),
  /** Lines that differ from the version before; null: not known. */
  lines: z.number().int().nullable(),
  sizeBytes: z.number().int(),
});
export type SavedEvent = z.infer<typeof SavedEvent>;

export const CommitEvent = z.object({
  kind: z.literal('commit'),
  hash: z.string(),
  /** The module's folder. */
  root: FilePath,
  /** Of a file: what it was called then. */
  path: FilePath,
  atMs: z.number(),
  subject: z.string(),
  authorName: z.string(),
  authorEmail: z.string(),
  /** Of a file: what the commit did to it; null for a folder. */
  change: z.enum(['added', 'modified', 'deleted', 'renamed']).nullable(),
  /** The commit before it, the first of several; null: it is the first of all. */
  parent: z.string().nullable(),
  /** Of a renamed file: its name before. */
  from: FilePath.nullable(),
});
export type CommitEvent = z.infer<typeof CommitEvent>;

export const TimelineEvent = z.discriminatedUnion('kind', [SavedEvent, CommitEvent]);
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const Timeline = z.object({
  /** What the path is now; `gone`: nothing of that name is there. */
  is: z.enum(['file', 'folder', 'gone']),
  /** Newest first. */
  events: z.array(TimelineEvent),
  hasMore: z.boolean(),
});
export type Timeline = z.infer<typeof Timeline>;

/** Content of the past: what was saved, or a file of a commit. */
export const Version = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('save'), id: SaveId }),
  z.object({ kind: z.literal('commit'), hash: z.string().regex(/^[0-9a-f]{7,64}$/), path: FilePath }),
]);
export type Version = z.infer<typeof Version>;

/** A moment of a folder: when a version was saved, or what a commit has. */
export const Moment = z.discriminatedUnion('kind', [z.object({ kind: z.literal('save'), id: SaveId }), z.object({ kind: z.literal('commit'), hash: z.string().regex(/^[0-9a-f]{40,64}$/) })]);
export type Moment = z.infer<typeof Moment>;

/** What files and folders were: saves that the agent keeps in the workspace's home, and commits. */
export const timelineContract = {
  /** At most `limit` events, saves and commits in one order of time. */
  list: procedure.input(z.object({ path: FilePath, limit: z.number().int().min(1).max(MAX_EVENTS) })).output(Timeline),
  /** Something was saved at or below the path, or the module's history is another. Once at the beginning. */
  watch: procedure.input(z.object({ path: FilePath })).output(eventIterator(z.object({}))),
  /** @throws not_found: it is kept no more; too_large; invalid_text: it is no UTF-8 text */
  text: procedure.input(z.object({ id: SaveId })).output(z.object({ text: z.string() })),
  /**
   * The version becomes the file; what was there is kept first.
   * @returns `undo` for what was there; null: there was nothing
   */
  restore: procedure.input(z.object({ path: FilePath, version: Version })).output(z.object({ undo: SaveId.nullable() })),
  /** The way back from `restore`. @throws changed_since: null was given, and the file is not what was restored any more */
  undoRestore: procedure.input(z.object({ path: FilePath, undo: SaveId.nullable() })).output(z.object({})),
  /**
   * A whole folder is as it was: files that changed are as they were then, those that were deleted are there again, and
   * those that came since are gone. What nobody knows of (never committed, never saved here) stays; all that was there is kept first.
   * @returns `leftOut`: too large to keep, or no text for who may not transfer files. @throws limit_reached: `details.max` files
   */
  restoreFolder: procedure.input(z.object({ path: FilePath, to: Moment })).output(z.object({ undo: FolderUndo, changed: z.number().int(), removed: z.number().int(), leftOut: z.number().int() })),
  /** The way back from `restoreFolder`. @throws not_found: it is too long ago */
  undoFolder: procedure.input(z.object({ undo: FolderUndo })).output(z.object({})),
};
