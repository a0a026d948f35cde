import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';
import { MIB } from '../../shared/units.ts';

/** Hits of one search at most; what is more is said, not shown. */
export const MAX_HITS = 100_000;
/** Of a hit's line at most this many characters travel. */
export const MAX_PREVIEW = 240;
/** One piece of an answer holds at most this many hits. */
export const PIECE_HITS = 1000;
/** Larger files are searched, not replaced in. */
export const MAX_REPLACE_BYTES = 64 * MIB;
export const MAX_EDITS = 5000;
/** Names that quick open is given for one query. */
export const MAX_FOUND_FILES = 200;

const MAX_GLOBS = 200;
const text = (most: number) => z.string().max(most).refine((value) => !value.includes('\0'), 'without NUL');

/** `*.py`, `src`, `src/**`, `./docs` (in every root), `/workspace/shop/api/src` (there). */
export const Glob = text(1024).min(1);

export const SearchQuery = z.object({
  text: text(10_000).min(1),
  isRegex: z.boolean(),
  matchCase: z.boolean(),
  wholeWord: z.boolean(),
  /** Only files that one of these takes; all when empty. */
  include: z.array(Glob).max(MAX_GLOBS),
  exclude: z.array(Glob).max(MAX_GLOBS),
  /** Also in files that git ignores. */
  ignored: z.boolean(),
  maxHits: z.number().int().min(1).max(MAX_HITS).default(MAX_HITS),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/**
 * One place. Lines and columns from 1, in UTF-16 units, as the editor counts. `preview` is its line or a part of it;
 * `from` and `to` say what of it was found, `isCut` that it is only a part. `at` and `bytes` say where in the file.
 */
export const Hit = z.object({
  line: z.number(),
  column: z.number(),
  endLine: z.number(),
  endColumn: z.number(),
  preview: z.string(),
  from: z.number(),
  to: z.number(),
  isCut: z.boolean().optional(),
  at: z.number(),
  bytes: z.number(),
  /** Of a regular expression with groups: the whole, then each; what did not take part is empty. */
  groups: z.array(z.string()).optional(),
});
export type Hit = z.infer<typeof Hit>;

export const FileHits = z.object({ path: FilePath, hits: z.array(Hit) });
export type FileHits = z.infer<typeof FileHits>;

/**
 * `begun` comes first; `asOfMs` is the workspace's clock: a file that changed later is not what was searched.
 * `hits` may tell of one file several times in a row. `done` is last; `isCapped`: there are more than were asked for.
 */
export const SearchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begun'), asOfMs: z.number() }),
  z.object({ type: z.literal('hits'), files: z.array(FileHits) }),
  z.object({ type: z.literal('done'), isCapped: z.boolean(), tookMs: z.number() }),
]);
export type SearchEvent = z.infer<typeof SearchEvent>;

/** Some bytes of a file for others; `was` is checked first. Edits of one file are in order and do not overlap. */
export const Edit = z.object({ at: z.number().int().min(0), bytes: z.number().int().min(0), was: text(MAX_PREVIEW).optional(), text: z.string().max(1_000_000) });
export type Edit = z.infer<typeof Edit>;

export const FileEdits = z.object({
  path: FilePath,
  /** Of the file as it was last written by `replace`; null: as it was when it was searched. */
  etag: z.string().nullable(),
  /** Of a file that was searched once more after the others: when. */
  asOfMs: z.number().optional(),
  edits: z.array(Edit).min(1).max(MAX_EDITS),
});
export type FileEdits = z.infer<typeof FileEdits>;

/** `changed`: it is not what was searched any more; nothing was written. */
export const Outcome = z.enum(['done', 'changed', 'gone', 'read_only', 'not_text', 'too_large', 'disk_full', 'failed']);
export type Outcome = z.infer<typeof Outcome>;
export const FileOutcome = z.object({ path: FilePath, outcome: Outcome, etag: z.string().nullable() });
export type FileOutcome = z.infer<typeof FileOutcome>;

export const ReplaceId = z.string().regex(/^[a-z0-9-]{8,40}$/);

/** Files by a part of their name, best first. `total`: files there are; `matched`: those that the query finds. */
export const FoundFiles = z.object({ paths: z.array(FilePath), matched: z.number(), total: z.number(), isComplete: z.boolean(), isCapped: z.boolean() });
export type FoundFiles = z.infer<typeof FoundFiles>;

/**
 * Procedures at `WS rpc` of the agent. All reading is of what is mounted, in the roots of the workspace; nothing
 * outside them is looked at, whatever the globs say. A pattern or glob that cannot be is `invalid_input` with `detail`.
 */
export const searchContract = {
  /** Ends its search when the stream is cancelled. */
  search: procedure.input(SearchQuery).output(eventIterator(SearchEvent)),
  /** How many more files a search would look at with `ignored` and without `alsoExcluded`. null: too many to count in time. */
  ignored: procedure.input(z.object({ include: z.array(Glob).max(MAX_GLOBS), exclude: z.array(Glob).max(MAX_GLOBS), alsoExcluded: z.array(Glob).max(MAX_GLOBS) })).output(z.object({ files: z.number().nullable() })),
  /** Several calls may share one id: they are undone as one. */
  replace: procedure
    .input(z.object({ id: ReplaceId, asOfMs: z.number(), files: z.array(FileEdits).min(1).max(500) }))
    .output(z.object({ files: z.array(FileOutcome) })),
  /** Gives back what files held before; one that changed since stays as it is (`changed`). `not_found`: too long ago. */
  undo: procedure.input(z.object({ id: ReplaceId })).output(z.object({ files: z.array(FileOutcome) })),
  /** An empty query finds nothing, and makes ready. */
  files: procedure.input(z.object({ query: text(1000), exclude: z.array(Glob).max(MAX_GLOBS) })).output(eventIterator(FoundFiles)),
};
