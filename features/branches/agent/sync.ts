import type { Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MINUTE_MS } from '../../../shared/units.ts';
import type { Done } from '../contract.ts';
import type { Changes } from './changes.ts';
import { isIn } from './changes.ts';
import { readSyncState } from './sync-state.ts';
import { tipOf } from './branches.ts';

const TIMEOUT_MS = 10 * MINUTE_MS;

/** What the server has. @throws AtelierError upstream_failed, timeout */
export async function fetchAll({ git }: Repository): Promise<void> {
  await git(['fetch', '--quiet', '--prune', '--no-recurse-submodules', '--no-auto-maintenance', 'origin'], { timeoutMs: TIMEOUT_MS });
}

/** @throws AtelierError conflict: no_branch, unsaved, in_progress */
export async function pull(repository: Repository, changes: Changes): Promise<Done> {
  await fetchAll(repository);
  const { branch, head } = await readSyncState(repository);
  if (branch === null) throw new AtelierError('conflict', { because: 'no_branch' });
  const upstream = `refs/remotes/origin/${branch}`;
  const tip = await tipOf(repository.look, upstream);
  if (tip === null || tip === head || (head !== null && (await isIn(repository, tip)))) return { outcome: 'current', undo: null };
  if (head === null) {
    await repository.git(['merge', '--quiet', '--ff-only', '--end-of-options', tip]);
    return { outcome: 'done', undo: null };
  }
  return await changes.merge(repository, upstream);
}

/** To the branch's own name. @throws AtelierError conflict: no_branch, no_commit, behind; upstream_failed: the server said no */
export async function push({ git, look, root }: Repository, { force }: { readonly force: boolean }): Promise<void> {
  // Who proposes sends: a branch of their proposal.
  if (root.proposesTo !== undefined) throw new AtelierError('forbidden');
  const { branch, head } = await readSyncState({ root, look });
  if (branch === null) throw new AtelierError('conflict', { because: 'no_branch' });
  if (head === null) throw new AtelierError('conflict', { because: 'no_commit' });
  // Only what was last seen there is replaced: never what came meanwhile.
  await git(['push', '--quiet', ...(force ? ['--force-with-lease', '--force-if-includes'] : []), 'origin', `refs/heads/${branch}:refs/heads/${branch}`], { timeoutMs: TIMEOUT_MS });
}

export async function sync(repository: Repository, changes: Changes): Promise<Done> {
  const pulled = await pull(repository, changes);
  if (pulled.outcome === 'conflicts') return pulled;
  const { ahead, upstream, head } = await readSyncState(repository);
  if (head === null || (ahead === 0 && upstream !== null)) return pulled;
  await push(repository, { force: false });
  return { outcome: 'done', undo: pulled.undo };
}
