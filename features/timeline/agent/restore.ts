import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, realpath, rename, unlink } from 'node:fs/promises';

import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext } from '../../../agent/feature.ts';
import { AtelierError, type ErrorCode } from '../../../shared/errors.ts';
import { pathToBytes, type FilePath } from '../../../shared/file-path.ts';

const GITS_OWN = /(^|\/)(\.git|\.gitconfig|\.config)(\/|$)/;
const CODES: Readonly<Record<string, ErrorCode>> = { EROFS: 'read_only', EACCES: 'read_only', EPERM: 'read_only', ENOSPC: 'disk_full', EDQUOT: 'disk_full', ENOTDIR: 'not_a_folder', EISDIR: 'not_a_file', ENAMETOOLONG: 'invalid_input', ELOOP: 'not_found' };

/**
 * The content becomes the file at once or not at all; folders that are gone are made again, a link stays a link.
 * @throws AtelierError read_only, disk_full, not_a_file; forbidden: git's own settings, by who has no terminal
 */
export async function replaceFile(path: FilePath, { content, context }: { readonly content: Buffer; readonly context: AgentContext }): Promise<void> {
  await withErrors(async () => {
    refuseGitsOwn(path, context);
    const target = await targetOf(path);
    refuseGitsOwn(target.toString('latin1'), context);
    const before = await lstat(target).catch(unlessMissing);
    if (before !== null && !before.isFile()) throw new AtelierError('not_a_file');
    // Named as the files feature names what it is writing: neither listed nor watched.
    const temporary = Buffer.concat([folderOf(target), Buffer.from(`/.atelier-save-${randomBytes(8).toString('hex')}`)]);
    const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o666);
    try {
      await handle.writeFile(content);
      await handle.sync();
      await handle.close();
      if (before !== null) await chmod(temporary, before.mode & 0o7777);
      await rename(temporary, target);
    } catch (error) {
      await handle.close().catch(() => undefined); // it may be closed already
      await unlink(temporary).catch(unlessMissing);
      throw error;
    }
  });
}

/** The agent runs git with its settings: who may not have a terminal must not have one by way of them. @throws AtelierError forbidden */
export function refuseGitsOwn(path: string, context: AgentContext): void {
  if (GITS_OWN.test(path)) requireCapability(context, 'terminal');
}

/** @throws AtelierError read_only */
export async function removeFile(path: FilePath): Promise<void> {
  await withErrors(() => unlink(bytesOf(path)));
}

async function targetOf(path: FilePath): Promise<Buffer> {
  const bytes = bytesOf(path);
  const real = await realpath(bytes, { encoding: 'buffer' }).catch(unlessMissing);
  if (real !== null) return real;
  await mkdir(folderOf(bytes), { recursive: true });
  const folder = await realpath(folderOf(bytes), { encoding: 'buffer' });
  return Buffer.concat([folder, bytes.subarray(bytes.lastIndexOf('/'))]);
}

function bytesOf(path: FilePath): Buffer {
  return Buffer.from(pathToBytes(path));
}

function folderOf(path: Buffer): Buffer {
  return path.subarray(0, Math.max(1, path.lastIndexOf('/')));
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function withErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof AtelierError ? undefined : CODES[(error as NodeJS.ErrnoException).code ?? ''];
    throw code === undefined ? error : new AtelierError(code, {}, { cause: error });
  }
}
