import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

import { isAtelier } from '../../shared/errors.ts';
import type { Repository } from './repositories.ts';

/** Writes of this long are looked at together: a commit is several. */
const GATHER_MS = 100;
/** Of a linked working copy they are elsewhere; then only changes through this agent are seen. */
const PLACES = [{ place: '.git', recursive: false }, { place: '.git/refs', recursive: true }] as const;

/**
 * Tells when a repository's branches, tags or checked-out commit are others, whoever's git did it. Nothing runs while
 * nothing is written there. Ends with the signal.
 */
export async function* watchRefs({ root, look }: Pick<Repository, 'root' | 'look'>, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  let wake = Promise.withResolvers<void>();
  let isDirty = true;
  const changed = (): void => {
    isDirty = true;
    wake.resolve();
  };
  const watchers: FSWatcher[] = [];
  const close = (): void => {
    for (const watcher of watchers.splice(0)) watcher.close();
    wake.resolve();
  };
  signal.addEventListener('abort', close);
  for (const { place, recursive } of PLACES) {
    try {
      const watcher = watch(join(root.path, place), { recursive, persistent: false }, (_type, name) => (isOfNoRef(name) ? undefined : changed()));
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'ENOSPC', 'EMFILE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  let latest: string | null = null;
  try {
    while (!signal.aborted) {
      if (isDirty) {
        isDirty = false;
        wake = Promise.withResolvers<void>();
        const now = await readRefs(look);
        if (now !== latest && !signal.aborted) yield now;
        latest = now;
      }
      if (!isDirty) await wake.promise;
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** All refs and what is checked out, as one text. */
async function readRefs(look: Repository['look']): Promise<string> {
  try {
    const refs = await look(['for-each-ref', '--format=%(objectname) %(refname)']);
    const head = await look(['rev-parse', '--symbolic-full-name', 'HEAD'], { allowExit: [128] });
    const commit = await look(['rev-parse', '--verify', '--quiet', 'HEAD'], { allowExit: [1, 128] });
    return [head.stdout, commit.stdout, refs.stdout].map((part) => part.toString('latin1')).join('');
  } catch (error) {
    if (isAtelier(error)) return ''; // no repository any more
    throw error;
  }
}

/** Locks are taken and given back; the index, ours for snapshots included, says nothing of refs. */
function isOfNoRef(name: string | null): boolean {
  return name !== null && (name.endsWith('.lock') || name === 'index' || name.startsWith('atelier-index-'));
}
