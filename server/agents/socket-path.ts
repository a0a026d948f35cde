import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { basename, dirname } from 'node:path';

/** `sun_path` of Linux holds 108 bytes with the final NUL. */
const MAX_SOCKET_PATH_BYTES = 107;

/**
 * Calls `use` with a path for the socket that fits into `sun_path` however deep its folder lies:
 * a longer one goes through the open folder in /proc. The path is valid during `use` only.
 */
export async function withSocketPath<Result>(path: string, use: (usablePath: string) => Promise<Result>): Promise<Result> {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES ? await use(path) : await throughFolder(path, use);
}

async function throughFolder<Result>(path: string, use: (usablePath: string) => Promise<Result>): Promise<Result> {
  const folder = openSync(dirname(path), 'r');
  try {
    return await use(`/proc/self/fd/${folder}/${basename(path)}`);
  } finally {
    closeSync(folder);
  }
}

/**
 * Listens on a Unix socket (0666) through its open folder, since the kernel tells whoever connects by which path (in a
 * workspace, /proc/net/unix): where the data folder lies is nobody's business there. It stands in place of whatever is there; its folder (0755) is made when missing. Any uid may
 * connect: the folder is mounted into one container only. Later errors of the server go to `onError`.
 */
export async function listenInFolder(server: Server, path: string, onError: (error: Error) => void): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  // Of a name that no other folder has: when the server is closed, libuv looks for it by the number of a folder that may be another by then.
  const fresh = `${path}.${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  await rm(fresh, { force: true });
  await throughFolder(fresh, (usable) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(usable, () => {
      server.off('error', reject);
      server.on('error', onError);
      resolve();
    });
    return promise;
  });
  await chmod(fresh, 0o666);
  await rename(fresh, path);
}
