import { closeSync, openSync } from 'node:fs';
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
