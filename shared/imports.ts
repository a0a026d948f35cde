import { z } from 'zod';

import { ImportId, ModuleId } from './ids.ts';
import { GIB, MIB } from './units.ts';
import { CommitView, ModuleKind } from './projects.ts';

/** What bringing a project in looks like, the same for the contract, the use cases and the page. */
export const MAX_ARCHIVE_BYTES = 2 * GIB;
/** What an archive may become; more is a bomb. */
export const MAX_UNPACKED_BYTES = 4 * GIB;
export const MAX_UNPACKED_ENTRIES = 300_000;
export const MAX_HISTORY_BYTES = 4 * GIB;
/** Beyond it a tree is not shown whole. */
export const MAX_TREE_BYTES = 64 * MIB;
export const IMPORT_DRAFT_DAYS = 7;
/** Of what is found by its name; more is not listed. */
export const MAX_FOUND = 200;

/** Over http and https only: `file:`, `ext::`, ssh and git's own protocol are refused before anything is started. */
export const ImportUrl = z
  .string()
  .trim()
  .max(2000)
  // No credentials in it: they would be kept and shown.
  .regex(/^https?:\/\/[^\s/?#@\\]+(?:[/?#][^\s\\]*)?$/i);

/** Relative, with `/`, no dot parts and no `.git`: what a git tree can hold. '' is the whole repository. */
export const TreePath = z.string().max(4096).refine((path) => path === '' || path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git' && !part.includes('\0')));

export const PlannedModule = z.object({
  projectSlug: z.string().max(400),
  slug: z.string().max(400),
  kind: ModuleKind,
  /** Folders and files of the source; [''] takes everything. */
  paths: z.array(TreePath).min(1).max(200),
  /** The folder that becomes the module's root; '' leaves paths as they are. Every path is in it. */
  root: TreePath,
});
export type PlannedModule = z.infer<typeof PlannedModule>;

export const ImportPlan = z.object({
  modules: z.array(PlannedModule).min(1).max(100),
  /** Files that go nowhere, not into the history either (secrets). */
  leftOut: z.array(TreePath.refine((path) => path !== '')).max(500),
  /** Adds `Imported-from: <hash>` to each message. */
  keepOldHashes: z.boolean(),
});
export type ImportPlan = z.infer<typeof ImportPlan>;

export const TreeEntry = z.object({
  path: z.string(),
  kind: z.enum(['folder', 'file', 'link', 'submodule']),
  bytes: z.number(),
  /** 1 for a file. */
  files: z.number().int(),
  /** By its name it may hold a password or a key. */
  secret: z.boolean(),
});
export type TreeEntry = z.infer<typeof TreeEntry>;

export const ImportSource = z.object({
  branch: z.string(),
  commits: z.number().int(),
  firstCommitAtMs: z.number().nullable(),
  files: z.number().int(),
  sizeBytes: z.number(),
});
export type ImportSource = z.infer<typeof ImportSource>;

export const ImportedModule = z.object({
  projectSlug: z.string(),
  slug: z.string(),
  kind: ModuleKind,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  moduleId: ModuleId.nullable(),
  /** The failure's reason (`empty`, `path`, …), else its error code. */
  problem: z.string().nullable(),
});
export type ImportedModule = z.infer<typeof ImportedModule>;

/** `ready`: looked at, nothing is made yet. */
export const ImportView = z.object({
  id: ImportId,
  /** Host and path of the address, or the archive's name. Never a password. */
  from: z.string(),
  phase: z.enum(['waiting', 'fetching', 'ready', 'importing', 'done', 'failed']),
  /** The last line of what the tool printed; never translated. */
  detail: z.string(),
  /** An error code when `failed`. */
  problem: z.string().nullable(),
  source: ImportSource.nullable(),
  plan: ImportPlan.nullable(),
  modules: z.array(ImportedModule),
  startedAtMs: z.number(),
});
export type ImportView = z.infer<typeof ImportView>;

export const ModulePreview = z.object({
  /** The first of them. */
  files: z.array(z.object({ from: z.string(), to: z.string() })),
  fileCount: z.number().int(),
  bytes: z.number(),
  /** The newest of those that touch it. */
  commits: z.array(CommitView),
  commitCount: z.number().int(),
});
export type ModulePreview = z.infer<typeof ModulePreview>;

/** Of one planned module. */
export const PlannedFigures = z.object({
  files: z.number().int(),
  bytes: z.number(),
  commits: z.number().int(),
  /** Who made most of its commits, at most three. */
  authors: z.array(z.object({ name: z.string(), email: z.string() })),
});
export type PlannedFigures = z.infer<typeof PlannedFigures>;

/** The topmost entries that no module takes. */
export const LeftOver = z.object({ entries: z.array(TreeEntry), files: z.number().int() });
export type LeftOver = z.infer<typeof LeftOver>;

/** Whether a path is the one named, or in it. '' names everything. */
export function covers(named: string, path: string): boolean {
  return named === '' || path === named || path.startsWith(`${named}/`);
}
