import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { link, lstat, open, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { KIB } from '../../../shared/units.ts';
import { MAX_WRITE_BYTES } from '../contract.ts';
import { etagOf, settledStats } from './etag.ts';
import { baseBytes, childBytes, parentBytes, toBytes } from './file-names.ts';
import { isReadOnly } from './file-stats.ts';
import { PlainTextOnly } from './plain-text.ts';
import { fileError, unless, withFileErrors } from './system-errors.ts';
import { temporaryBeside } from './temporary-files.ts';

/** Sockets give 64 kB at a time; a write costs as much for 16 kB as for this. */
const WRITE_BYTES = 512 * KIB;

/** What the member expects to replace: exactly this state of the file, or no file at all. */
type Expected = { readonly kind: 'state'; readonly etag: string } | { readonly kind: 'nothing' };

/** `textOnly`: whoever writes may not transfer files. */
type Write = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly locks: KeyedQueue; readonly textOnly: boolean };

/**
 * `PUT files/content`: the whole body or nothing. It is written beside the file, synced, and takes the file's
 * place by a rename, so that at every moment, a crash and a full disk included, the name holds either the old
 * content or the new. A link stays a link: what it leads to is replaced. Mode stays, owner where it may be set.
 * @throws AtelierError changed_since, not_found (folder), not_a_file, read_only, disk_full, too_large, invalid_input, forbidden (`textOnly`)
 */
export async function writeContent(path: FilePath, { request, response, locks, textOnly }: Write): Promise<void> {
  const expected = expectedOf(request);
  const declaredBytes = Number(request.headers['content-length'] ?? 0);
  if (declaredBytes > MAX_WRITE_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_WRITE_BYTES });
  const etag = await withFileErrors('write', async () => {
    const opening = openBeside(toBytes(path), expected);
    // The body's way here takes as long as all that is looked at before it has a place.
    const receiving = receive(request, opening, textOnly ? new PlainTextOnly() : null);
    receiving.catch(() => undefined);
    return takePlace(await opening, { receiving, expected, locks });
  });
  response.writeHead(204, { etag, 'cache-control': 'no-store' }).end();
}

function expectedOf({ headers }: IncomingMessage): Expected {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined && ifNoneMatch === undefined && ifMatch !== '*') return { kind: 'state', etag: ifMatch };
  if (ifNoneMatch === '*' && ifMatch === undefined) return { kind: 'nothing' };
  throw new AtelierError('invalid_input', { header: 'if-match' });
}

/** The path without links. @throws AtelierError not_found when the folder is missing */
async function resolveTarget(path: Buffer, expected: Expected): Promise<Buffer> {
  const real = await unless(['ENOENT'], realpath(path, { encoding: 'buffer' }));
  if (real !== null) return real;
  // Gone, never there, or a link to nowhere: the last is something, and nothing is written through it.
  if ((await unless(['ENOENT'], lstat(path))) !== null) throw new AtelierError('changed_since');
  const folder = await realpath(parentBytes(path), { encoding: 'buffer' });
  if (expected.kind === 'state') throw new AtelierError('changed_since');
  return childBytes(folder, baseBytes(path));
}

/** @returns the file that will be replaced, null for a new one. @throws AtelierError changed_since, not_a_file */
async function checkState(target: Buffer, expected: Expected): Promise<BigIntStats | null> {
  const stats = await unless(['ENOENT'], settledStats(() => lstat(target, { bigint: true })));
  if (stats === null && expected.kind === 'nothing') return null;
  if (stats === null || expected.kind === 'nothing') throw new AtelierError('changed_since');
  if (!stats.isFile()) throw new AtelierError('not_a_file');
  if (etagOf(stats) !== expected.etag) throw new AtelierError('changed_since');
  return stats;
}

/** A temporary file beside what it will replace. Whoever has it closes it. */
type Opened = { readonly target: Buffer; readonly replaced: BigIntStats | null; readonly temporary: Buffer; readonly handle: FileHandle };

/** @throws AtelierError changed_since, not_found, not_a_file, read_only: what can be told before a byte is written */
async function openBeside(path: Buffer, expected: Expected): Promise<Opened> {
  const target = await resolveTarget(path, expected);
  const [replaced, readOnly] = await Promise.all([checkState(target, expected), isReadOnly(target)]);
  if (replaced !== null && readOnly) throw new AtelierError('read_only');
  const temporary = temporaryBeside(parentBytes(target));
  const mode = replaced === null ? 0o666 : 0o600; // a new file's is the umask's business
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode);
  return { target, replaced, temporary, handle };
}

type Taking = { readonly receiving: Promise<void>; readonly expected: Expected; readonly locks: KeyedQueue };

async function takePlace({ target, replaced, temporary, handle }: Opened, { receiving, expected, locks }: Taking): Promise<string> {
  let placed = false;
  try {
    await receiving;
    await Promise.all([replaced === null ? undefined : keepIdentity(handle, replaced), stampUniquely(handle)]);
    const [{ ino, size, mtimeNs }] = await Promise.all([handle.stat({ bigint: true }), handle.sync()]);
    await locks.run(target.toString('latin1'), async () => {
      // Again, now that everything slow is over: whoever saved meanwhile is not overwritten (abuse case A28).
      await checkState(target, expected);
      await exchange(temporary, target, expected);
      placed = true;
    });
    const { ctimeNs } = await handle.stat({ bigint: true });
    await syncFolder(parentBytes(target));
    return etagOf({ ino, size, mtimeNs, ctimeNs });
  } finally {
    await handle.close();
    if (!placed) await unless(['ENOENT'], unlink(temporary));
  }
}

/** Writes the body as it comes; a piece of it waits in memory for a file that is still being opened. */
async function receive(body: IncomingMessage, opening: Promise<Pick<Opened, 'handle'>>, text: PlainTextOnly | null): Promise<void> {
  let position = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(gathered, gatheredBytes);
    [gathered, gatheredBytes] = [[], 0];
    const { handle } = await opening;
    for (let sent = 0; sent < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, sent, bytes.length - sent, position);
      sent += bytesWritten;
      position += bytesWritten;
    }
  };
  try {
    // Not destroyed when this ends early: the answer still has to reach who is sending.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      text?.add(chunk);
      gathered.push(chunk);
      gatheredBytes += chunk.length;
      if (position + gatheredBytes > MAX_WRITE_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_WRITE_BYTES });
      if (gatheredBytes >= WRITE_BYTES) await flush();
    }
    text?.end();
    await flush();
  } catch (error) {
    // A body that ends early is the sender's doing, and nobody is there to be told.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') throw new AtelierError('invalid_input', {}, { cause: error });
    throw error;
  }
}

async function keepIdentity(handle: FileHandle, { uid, gid, mode }: BigIntStats): Promise<void> {
  const own = await handle.stat();
  if (BigInt(own.uid) !== uid || BigInt(own.gid) !== gid) await unless(['EPERM'], handle.chown(Number(uid), Number(gid)));
  await handle.chmod(Number(mode & 0o7777n));
}

/**
 * The time to the microsecond, which the kernel's own ticking clock practically never gives: whatever writes next,
 * even within the same tick, leaves another time.
 */
async function stampUniquely(handle: FileHandle): Promise<void> {
  const nowSeconds = (performance.timeOrigin + performance.now()) / 1000;
  await handle.utimes(nowSeconds, nowSeconds);
}

async function exchange(temporary: Buffer, target: Buffer, expected: Expected): Promise<void> {
  if (expected.kind === 'state') {
    await rename(temporary, target);
    return;
  }
  try {
    await link(temporary, target); // never replaces
    await unlink(temporary); // now, since it changes the inode's time
  } catch (error) {
    const known = fileError(error, 'write');
    if (known instanceof AtelierError && known.code === 'already_exists') throw new AtelierError('changed_since', {}, { cause: error });
    if (!(known instanceof AtelierError) || known.code !== 'read_only' || (await unless(['ENOENT'], stat(target))) !== null) throw error;
    await rename(temporary, target); // a file system without hard links
  }
}

/** So that the name survives a power cut as well as the content. */
async function syncFolder(folder: Buffer): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await unless(['EINVAL'], handle.sync());
  } finally {
    await handle.close();
  }
}
