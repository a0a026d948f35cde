import type { FilePath } from '../../../shared/file-path.ts';
import type { FileChange } from '../contract.ts';
import { WatchSession, type WatchDeps } from './watch-session.ts';

/**
 * The stream of `watch`: `ready`, then where each given file stands, then what changes. Ends when `signal` says so.
 * @throws AtelierError limit_reached when the workspace has no inotify watches left
 */
export async function* watchFiles(paths: readonly FilePath[], { signal, ...deps }: WatchDeps & { signal: AbortSignal | undefined }): AsyncGenerator<FileChange, void, undefined> {
  const session = new WatchSession(paths, deps);
  const close = (): void => session.close();
  signal?.addEventListener('abort', close);
  try {
    const present = await session.start();
    yield { type: 'ready' };
    yield* present;
    for (let changes = await session.next(); changes !== null; changes = await session.next()) yield* changes;
  } finally {
    signal?.removeEventListener('abort', close);
    session.close();
  }
}
