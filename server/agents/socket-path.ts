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
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return await use(path);
  const folder = openSync(dirname(path), 'r');
  try {
    return await use(`/proc/self/fd/${folder}/${basename(path)}`);
  } finally {
    closeSync(folder);
  }
}

/**
 * Listens on a Unix socket (0666) in place of whatever is there; its folder (0755) is made when missing. Any uid may
 * connect: the folder is mounted into one container only. Later errors of the server go to `onError`.
 */
export async function listenInFolder(server: Server, path: string, onError: (error: Error) => void): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await withSocketPath(fresh, (usable) => {
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
