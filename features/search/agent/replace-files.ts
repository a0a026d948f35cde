import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { access, lstat, open, realpath, rename, unlink, type FileHandle } from 'node:fs/promises';

import type { AgentContext, AgentKernel } from '../../../agent/feature.ts';
import { pathToBytes, type FilePath } from '../../../shared/file-path.ts';
import { MAX_TEXT_BYTES } from '../../files/contract.ts';
import { MAX_REPLACE_BYTES, type Edit, type FileEdits, type FileOutcome, type Outcome } from '../contract.ts';
import type { Undone } from './undo-store.ts';

/** Files of one call that are written at once. */
const AT_ONCE = 4;
/** The clock of files ticks every 1 to 10 ms: one that changed this long before a search may have changed after it. */
const TICK_MS = 12;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What git takes as settings names programs that it runs: not for who may not have a terminal. */
const GITS_OWN = /(^|\/)(\.git|\.gitconfig|\.config)(\/|$)/;
const ERRNOS: Readonly<Record<string, Outcome>> = { ENOENT: 'gone', ENOTDIR: 'gone', ELOOP: 'gone', EACCES: 'read_only', EPERM: 'read_only', EROFS: 'read_only', ETXTBSY: 'read_only', ENOSPC: 'disk_full', EDQUOT: 'disk_full' };

export type Replacing = { readonly kernel: Pick<AgentKernel, 'saves' | 'log'>; readonly context: AgentContext };

class Refused extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Writes edits into files, each whole or not at all; one that is not what was searched stays as it is.
 * @param keep given what a file held, before it is written; what it throws leaves the file as it is. What it gives is
 * told the ETag of what was written
 */
export async function replaceInFiles(files: readonly FileEdits[], about: Replacing & { readonly asOfMs: number; readonly keep: (path: FilePath, content: Buffer) => Promise<(etag: string) => void> }): Promise<FileOutcome[]> {
  return await inTurn(files, async ({ path, etag, asOfMs = about.asOfMs, edits }) => {
    return await attempt(path, about, async () => {
      const file = await openFor(path, about);
      try {
        if (etag === null ? changedSince(file.stats, asOfMs) : etagOf(file.stats) !== etag) throw new Refused('changed');
        const content = await readWhole(file.handle, file.stats, about.context);
        const next = apply(content, edits);
        const written = await about.keep(path, content);
        const now = await write(file, next);
        written(now);
        return now;
      } finally {
        await file.handle.close();
      }
    });
  });
}

/** Gives files back what they held, but for those that changed since. */
export async function restoreFiles(files: readonly Undone[], about: Replacing & { readonly contentOf: (undone: Undone) => Promise<Buffer> }): Promise<FileOutcome[]> {
  return await inTurn(files, async (undone) => {
    return await attempt(undone.path, about, async () => {
      const file = await openFor(undone.path, about);
      try {
        if (etagOf(file.stats) !== undone.etag) throw new Refused('changed');
        return await write(file, await about.contentOf(undone));
      } finally {
        await file.handle.close();
      }
    });
  });
}

async function attempt(path: FilePath, { kernel, context }: Replacing, work: () => Promise<string>): Promise<FileOutcome> {
  try {
    const event = { path, actor: context.actor };
    kernel.saves.changing(event);
    const etag = await work();
    kernel.saves.saved(event);
    return { path, outcome: 'done', etag };
  } catch (error) {
    if (error instanceof Refused) return { path, outcome: error.outcome, etag: null };
    const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
    const outcome = ERRNOS[errno] ?? 'failed';
    if (outcome === 'failed') kernel.log.warn({ error }, 'a file could not be replaced in');
    return { path, outcome, etag: null };
  }
}

type Opened = { readonly handle: FileHandle; readonly stats: BigIntStats; readonly target: Buffer };

async function openFor(path: FilePath, { context }: Replacing): Promise<Opened> {
  const target = await realpath(Buffer.from(pathToBytes(path)), { encoding: 'buffer' });
  if (!context.capabilities.has('terminal') && GITS_OWN.test(target.toString('latin1'))) throw new Refused('read_only');
  const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Refused('gone');
    await Promise.all([target, folderOf(target)].map((place) => access(place, constants.W_OK)));
    return { handle, stats, target };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readWhole(handle: FileHandle, { size }: BigIntStats, context: AgentContext): Promise<Buffer> {
  const isTextOnly = !context.capabilities.has('transfer');
  if (size > (isTextOnly ? MAX_TEXT_BYTES : MAX_REPLACE_BYTES)) throw new Refused('too_large');
  const content = Buffer.alloc(Number(size));
  for (let at = 0; at < content.length; ) {
    const { bytesRead } = await handle.read(content, at, content.length - at, at);
    if (bytesRead === 0) throw new Refused('changed');
    at += bytesRead;
  }
  return content;
}

/** @throws Refused changed: something else stands there; not_text: its bytes are not what ripgrep counted */
function apply(content: Buffer, edits: readonly Edit[]): Buffer {
  const isTranscoded = content.length >= 2 && ((content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff));
  const writesMore = edits.some(({ text }) => Buffer.byteLength(text) !== text.length);
  if (isTranscoded || (writesMore && !isUtf8(content))) throw new Refused('not_text');
  // ripgrep counts from behind the mark.
  const offset = content.subarray(0, 3).equals(UTF8_MARK) ? 3 : 0;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const edit of edits) {
    const start = edit.at + offset;
    const end = start + edit.bytes;
    if (start < at || end > content.length) throw new Refused('changed');
    if (edit.was !== undefined && content.toString('utf8', start, end) !== edit.was) throw new Refused('changed');
    pieces.push(content.subarray(at, start), Buffer.from(edit.text));
    at = end;
  }
  pieces.push(content.subarray(at));
  return Buffer.concat(pieces);
}

/** Beside the file, synced; then it takes the file's place, unless that changed meanwhile. @returns its ETag */
async function write({ stats, target }: Opened, content: Buffer): Promise<string> {
  const temporary = Buffer.concat([folderOf(target), Buffer.from(`/.atelier-save-${randomBytes(8).toString('hex')}`)]);
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  let isPlaced = false;
  try {
    await handle.writeFile(content);
    const own = await handle.stat({ bigint: true });
    if (own.uid !== stats.uid || own.gid !== stats.gid) await handle.chown(Number(stats.uid), Number(stats.gid)).catch(() => undefined); // not ours to give: it is ours then
    await handle.chmod(Number(stats.mode & 0o7777n));
    const nowSeconds = (performance.timeOrigin + performance.now()) / 1000;
    await handle.utimes(nowSeconds, nowSeconds);
    await handle.sync();
    if (etagOf(await lstat(target, { bigint: true })) !== etagOf(stats)) throw new Refused('changed');
    await rename(temporary, target);
    isPlaced = true;
    return etagOf(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
    if (!isPlaced) await unlink(temporary).catch(() => undefined); // gone already: somebody cleared up
  }
}

function folderOf(path: Buffer): Buffer {
  return path.subarray(0, Math.max(1, path.lastIndexOf('/')));
}

function etagOf({ ino, mtimeNs, ctimeNs, size }: BigIntStats): string {
  return [ino, mtimeNs, ctimeNs, size].map((part) => part.toString(36)).join('-');
}

function changedSince({ mtimeNs, ctimeNs }: BigIntStats, asOfMs: number): boolean {
  return Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n) > asOfMs - TICK_MS;
}

/** A few at a time, in the order in which they were given. */
async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
