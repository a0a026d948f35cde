import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { Root } from '../../shared/agent-protocol.ts';
import { isErrorCode, type ErrorCode } from '../../shared/errors.ts';
import { FileName, FilePath } from '../../shared/file-path.ts';
import { procedure } from '../../shared/procedures.ts';
import { GIB, KIB, MIB } from '../../shared/units.ts';

/** Above this a file is not opened in the editor in this version; it can still be read in ranges. */
export const MAX_EDIT_BYTES = 50 * MIB;
export const MAX_WRITE_BYTES = 64 * MIB;
/** Without the capability `transfer` a file's bytes are UTF-8 text up to this size, whole, in either direction; else 403. */
export const MAX_TEXT_BYTES = MIB;
/** A folder's listing comes in pieces of this many entries, so that 100,000 of them show at once. */
export const LIST_CHUNK = 2000;
/** What deleted things may take in the trash of a workspace, and for how long they stay. */
export const MAX_TRASH_BYTES = 2 * GIB;
export const MAX_TRASH_ITEMS = 500;
export const TRASH_DAYS = 30;
/** Larger than this a folder of another volume is not copied into the trash: it can only be deleted for good. */
export const MAX_TRASH_COPY_BYTES = 512 * MIB;
export const MAX_TRASH_COPY_ENTRIES = 20_000;
/** Paths of one `discard`, `restore`. */
export const MAX_TOGETHER = 1000;
/** Names asked about at once in `ignored`. */
export const MAX_ASKED_NAMES = 2000;
/** Files of one `lookAt`, and parts of one `POST files/upload`. */
export const MAX_UPLOAD_PARTS = 500;
/** The head of one part of an upload. */
export const MAX_PART_HEAD_BYTES = 16 * KIB;
/** Paths of one archive; an address has an end. */
export const MAX_ARCHIVE_PATHS = 100;
/** Never watched below; named here because the tree says so to people. */
export const UNWATCHED_FOLDERS = ['node_modules', '.git', '.venv', 'target', '__pycache__', '.next', '.cache', 'vendor'];

export const FileKind = z.enum(['file', 'folder', 'link', 'other']);
export type FileKind = z.infer<typeof FileKind>;

export const FileEntry = z.object({
  name: z.string(),
  kind: FileKind,
  /** What a link leads to; null for what is no link, and for a dangling or looping one. */
  target: FileKind.nullable(),
  /** Its own, also of a link. Only where `times` was asked for. */
  modifiedAtMs: z.number().optional(),
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

/** How far a copy is, told some times a second while it takes; `done` is last. `entries`: files, folders and links. */
export const CopyEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), entries: z.number(), bytes: z.number() }),
  z.object({ type: z.literal('done'), stat: FileStat }),
]);
export type CopyEvent = z.infer<typeof CopyEvent>;

/** What was deleted and can be had again. */
export const TrashItem = z.object({
  id: z.string().regex(/^[0-9a-z]{1,12}-[0-9a-f]{12}$/),
  /** Where it was. */
  path: FilePath,
  kind: FileKind,
  deletedAtMs: z.number(),
  sizeBytes: z.number(),
});
export type TrashItem = z.infer<typeof TrashItem>;

/** Below the folder that is uploaded into: names with `/` between them, none of them `..`. */
export const RelativePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => path.split('/').every((name) => FileName.safeParse(name).success), 'names below a folder');

/** A file to be uploaded; its size and time tell it from another of that name. */
export const UploadFile = z.object({ path: RelativePath, sizeBytes: z.number().int().nonnegative(), modifiedAtMs: z.number() });
export type UploadFile = z.infer<typeof UploadFile>;

/** `same`: there already, of this size and time. `other`: something else has the name. */
export const UploadPlace = z.object({ state: z.enum(['free', 'same', 'other', 'folder']), receivedBytes: z.number() });
export type UploadPlace = z.infer<typeof UploadPlace>;

/** The head of a part of an upload: `lengthBytes` of the file from `offset` on follow it. `folder`: none follow, a folder is made. */
export const UploadPart = UploadFile.extend({
  folder: z.boolean().optional(),
  /** Whether a file that has the name may be replaced. */
  replace: z.boolean(),
  offset: z.number().int().nonnegative(),
  lengthBytes: z.number().int().nonnegative(),
});
export type UploadPart = z.infer<typeof UploadPart>;

/** `done`: in its place. `part`: kept, more is to come. Else why not. In the order of the parts. */
export const UploadResult = z.object({ outcome: z.union([z.enum(['done', 'part']), z.custom<ErrorCode>(isErrorCode)]), receivedBytes: z.number() });
export type UploadResult = z.infer<typeof UploadResult>;

/**
 * Procedures at `WS rpc` of the agent. A file's bytes go beside them, over HTTP at `files/content?path=`
 * (the value encoded by `pathToQuery`):
 * - `GET` answers the bytes with `ETag` and `X-Atelier-Read-Only: 1` where it holds; `Range` is honoured;
 *   with `&packed=1` a small text comes with `Content-Encoding: gzip`, its `Content-Length` then being the packed one's;
 *   404 no such file, 422 `not_a_file` for folders, FIFOs, sockets and devices, 413 above MAX_EDIT_BYTES without `Range`.
 * - `PUT` with `If-Match: <etag>` replaces, with `If-None-Match: *` creates; a write without either is refused
 *   (400). Temporary file beside it, fsync, rename; mode kept. Answers 204 with the new `ETag`; 412
 *   `changed_since`, 403 `read_only`, 507 `disk_full` (the old content intact), 413 above MAX_WRITE_BYTES.
 * Both need UTF-8 text of at most MAX_TEXT_BYTES, and `GET` takes no `Range`, unless the actor may `transfer`.
 * An error's body is `{"code": ErrorCode, "details": {…}}`.
 *
 * With the capability `transfer` there are also:
 * - `GET files/download?path=`: as `GET files/content`, of any size.
 * - `GET files/archive?format=zip|tar.gz&path=…&path=…`: files and folders as one archive, made while it is read. Links
 *   stay links; what is neither file, folder nor link, and what cannot be read, is left out and listed at the end.
 * - `POST files/upload?folder=`: parts one after the other, each a 4-byte big-endian length, that many bytes of the JSON of
 *   an UploadPart, and the bytes it announces. Answers the JSON of UploadResult[]. A file in one part is put in its
 *   place at once; of a longer one the parts are gathered outside of the folder, also over a cut connection
 *   (`lookAt` says how far it got), and the last part puts it in its place.
 */
export const filesContract = {
  roots: procedure.output(z.array(Root)),
  /** Streams LIST_CHUNK entries at a time, unsorted; one empty piece for an empty folder. */
  list: procedure.input(z.object({ path: FilePath, /** Costs a system call for each entry. */ times: z.boolean().optional() })).output(eventIterator(z.array(FileEntry))),
  stat: procedure.input(z.object({ path: FilePath })).output(FileStat),
  createFile: procedure.input(z.object({ folder: FilePath, name: FileName })).output(FileStat),
  createFolder: procedure.input(z.object({ folder: FilePath, name: FileName })).output(FileStat),
  /** Never replaces what is there (`already_exists`). */
  move: procedure.input(z.object({ from: FilePath, to: FilePath })).output(FileStat),
  /**
   * A file, a link, or a folder with all it holds. Never replaces what is there (`already_exists`). It has the name when it is
   * complete; who cancels the stream ends it, and what was copied is taken away.
   */
  copy: procedure.input(z.object({ from: FilePath, to: FilePath })).output(eventIterator(CopyEvent)),
  /** For good; a folder with all it holds. */
  remove: procedure.input(z.object({ path: FilePath })).output(z.object({})),
  /** Into the trash. `too_large`: only `remove` can do it. The first that fails ends it; those before are in the trash. */
  discard: procedure.input(z.object({ paths: z.array(FilePath).min(1).max(MAX_TOGETHER) })).output(z.array(TrashItem)),
  /** Back to where they were. `already_exists`: something else is there now; `not_found`: the trash has it no more. */
  restore: procedure.input(z.object({ ids: z.array(TrashItem.shape.id).min(1).max(MAX_TOGETHER) })).output(z.array(FileStat)),
  /** The latest first. */
  trash: procedure.output(z.array(TrashItem)),
  emptyTrash: procedure.output(z.object({})),
  /** Which of the names in the folder git ignores; none where there is no repository. */
  ignored: procedure.input(z.object({ folder: FilePath, names: z.array(FileName).max(MAX_ASKED_NAMES) })).output(z.array(FileName)),
  /** What is where these would be uploaded to. In their order. */
  lookAt: procedure.input(z.object({ folder: FilePath, files: z.array(UploadFile).max(MAX_UPLOAD_PARTS) })).output(z.array(UploadPlace)),
  /** Forgets what was received of uploads that will not go on. */
  forgetUpload: procedure.input(z.object({ folder: FilePath, files: z.array(UploadFile).max(MAX_UPLOAD_PARTS) })).output(z.object({})),
  /**
   * Changes directly in each of the given folders and to the given files. One stream per page: call again with
   * the new set when it changes (the old stream is then cancelled by the caller). `limit_reached` when the workspace
   * has no inotify watches left.
   */
  watch: procedure.input(z.object({ paths: z.array(FilePath).max(2000) })).output(eventIterator(FileChange)),
};
