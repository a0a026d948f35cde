import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { Root } from '../../shared/agent-protocol.ts';
import { FileName, FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';
import { MIB } from '../../shared/units.ts';

/** Above this a file is not opened in the editor in this version; it can still be read in ranges. */
export const MAX_EDIT_BYTES = 50 * MIB;
export const MAX_WRITE_BYTES = 64 * MIB;
/** Without the capability `transfer` a file's bytes are UTF-8 text up to this size, whole, in either direction; else 403. */
export const MAX_TEXT_BYTES = MIB;
/** A folder's listing comes in pieces of this many entries, so that 100,000 of them show at once. */
export const LIST_CHUNK = 2000;
/** Never watched below; named here because the tree says so to people. */
export const UNWATCHED_FOLDERS = ['node_modules', '.git', '.venv', 'target', '__pycache__', '.next', '.cache', 'vendor'];

export const FileKind = z.enum(['file', 'folder', 'link', 'other']);
export type FileKind = z.infer<typeof FileKind>;

export const FileEntry = z.object({
  name: z.string(),
  kind: FileKind,
  /** What a link leads to; null for what is no link, and for a dangling or looping one. */
  target: FileKind.nullable(),
});
export type FileEntry = z.infer<typeof FileEntry>;

/** Of a link the kind is `link`; size, time and ETag are those of the file it leads to. */
export const FileStat = z.object({
  path: FilePath,
  kind: FileKind,
  sizeBytes: z.number(),
  modifiedAtMs: z.number(),
  readOnly: z.boolean(),
  /** As in the ETag of `files/content`; null for anything but a file. */
  etag: z.string().nullable(),
});
export type FileStat = z.infer<typeof FileStat>;

/**
 * What changed in a watched folder or to a watched file. After `ready` each given file is told once as it stands
 * (`changed` with its ETag, or `deleted`), so that nothing between reading and watching is missed. From then on:
 * - in a given folder, names: `created` (it is there now; it may have been there before) and `deleted`;
 * - of a given file: `changed` with its new ETag, one's own saves included (compare the ETag), `deleted`, `created`;
 * - of a given folder itself: `deleted`, and `created` when it is made again (list it again then).
 * `overflow`: too much to say, look again.
 */
export const FileChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('created'), path: FilePath }),
  z.object({ type: z.literal('changed'), path: FilePath, etag: z.string() }),
  z.object({ type: z.literal('deleted'), path: FilePath }),
  z.object({ type: z.literal('overflow') }),
]);
export type FileChange = z.infer<typeof FileChange>;

/**
 * Procedures at `WS rpc` of the agent. A file's bytes go beside them, over HTTP at `files/content?path=`
 * (the value encoded by `pathToQuery`):
 * - `GET` answers the bytes with `ETag` and `X-Atelier-Read-Only: 1` where it holds; `Range` is honoured;
 *   404 no such file, 422 `not_a_file` for folders, FIFOs, sockets and devices, 413 above MAX_EDIT_BYTES without `Range`.
 * - `PUT` with `If-Match: <etag>` replaces, with `If-None-Match: *` creates; a write without either is refused
 *   (400). Temporary file beside it, fsync, rename; mode kept. Answers 204 with the new `ETag`; 412
 *   `changed_since`, 403 `read_only`, 507 `disk_full` (the old content intact), 413 above MAX_WRITE_BYTES.
 * Both need UTF-8 text of at most MAX_TEXT_BYTES, and `GET` takes no `Range`, unless the actor may `transfer`.
 * An error's body is `{"code": ErrorCode, "details": {…}}`.
 */
export const filesContract = {
  roots: procedure.output(z.array(Root)),
  /** Streams LIST_CHUNK entries at a time, unsorted; one empty piece for an empty folder. */
  list: procedure.input(z.object({ path: FilePath })).output(eventIterator(z.array(FileEntry))),
  stat: procedure.input(z.object({ path: FilePath })).output(FileStat),
  createFile: procedure.input(z.object({ folder: FilePath, name: FileName })).output(FileStat),
  createFolder: procedure.input(z.object({ folder: FilePath, name: FileName })).output(FileStat),
  /** Never replaces what is there (`already_exists`). */
  move: procedure.input(z.object({ from: FilePath, to: FilePath })).output(FileStat),
  /** For good in this version; a folder with all it holds. */
  remove: procedure.input(z.object({ path: FilePath })).output(z.object({})),
  /**
   * Changes directly in each of the given folders and to the given files. One stream per page: call again with
   * the new set when it changes (the old stream is then cancelled by the caller). `limit_reached` when the workspace
   * has no inotify watches left.
   */
  watch: procedure.input(z.object({ paths: z.array(FilePath).max(2000) })).output(eventIterator(FileChange)),
};
