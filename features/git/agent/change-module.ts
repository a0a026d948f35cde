import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { isMerging } from './commit.ts';
import { readStatus, upstreamOf } from './module-status.ts';

/** @returns the branch on the server. @throws AtelierError conflict (no_branch, nothing_to_send, behind), upstream_failed, timeout */
export async function send(repository: Repository): Promise<string> {
  const { git } = repository;
  const { branch, unsentCount, problem } = await readStatus(repository);
  if (problem !== null) throw new AtelierError('upstream_failed', { detail: problem });
  const { proposesTo } = repository.root;
  if (proposesTo === undefined) {
    if (branch === null) throw new AtelierError('conflict', { because: 'no_branch' });
    await git(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
    return branch;
  }
  if (unsentCount === 0) throw new AtelierError('conflict', { because: 'nothing_to_send' });
  const target = await proposalBranch(git, proposesTo);
  // It is the member's own: whoever saved anew what was sent replaces it.
  await git(['push', '--quiet', 'origin', `+HEAD:refs/heads/${target}`]);
  await git(['update-ref', `refs/remotes/origin/${target}`, 'HEAD']);
  return target;
}

/** The open proposal's, which goes on; else one after those that are there. */
async function proposalBranch(git: Git, proposesTo: string): Promise<string> {
  const { stdout } = await git(['ls-remote', '--refs', 'origin', `refs/heads/${proposesTo}/*`]);
  const numbers = stdout.toString('utf8').split('\n').flatMap((line) => {
    const number = line.split(`\trefs/heads/${proposesTo}/`)[1];
    return number !== undefined && /^[1-9]\d{0,8}$/.test(number) ? [Number(number)] : [];
  });
  return `${proposesTo}/${numbers.length === 0 ? 1 : Math.max(...numbers)}`;
}

/** What the server has, and which of the member's own proposals are still there. @throws AtelierError upstream_failed, timeout */
export async function refresh({ git, root: { proposesTo } }: Repository): Promise<void> {
  const quietly = ['fetch', '--quiet', '--prune', '--no-tags', '--no-recurse-submodules', 'origin'];
  if (proposesTo === undefined) {
    await git(quietly);
    return;
  }
  const main = '+refs/heads/main:refs/remotes/origin/main';
  // A module that nothing was pushed to has no main to ask for.
  const hasMain = (await git(['ls-remote', '--refs', 'origin', 'refs/heads/main'])).stdout.length > 0;
  await git([...quietly, ...(hasMain ? [main] : []), `+refs/heads/${proposesTo}/*:refs/remotes/origin/${proposesTo}/*`]);
}

/** @throws AtelierError conflict (unsaved, contradiction, locked): nothing changed here */
export async function get(repository: Repository): Promise<'current' | 'forward' | 'merged'> {
  const { git } = repository;
  await refresh(repository);
  const { branch, changes } = await readStatus(repository);
  const upstream = await upstreamOf(git, { branch, proposesTo: repository.root.proposesTo });
  if (upstream === null || (await isAncestor(git, upstream, 'HEAD'))) return 'current';
  if (await isAncestor(git, 'HEAD', upstream)) {
    await git(['merge', '--quiet', '--ff-only', '--end-of-options', upstream]);
    return 'forward';
  }
  // A merge that contradicts is undone whole, which only works when nothing else waits to be saved.
  if (changes.some(({ kind }) => kind !== 'untracked')) throw new AtelierError('conflict', { because: 'unsaved' });
  const { exitCode } = await git(['merge', '--quiet', '--no-edit', '--no-stat', '--end-of-options', upstream], { allowExit: [1] });
  if (exitCode === 0) return 'merged';
  if (!(await isMerging(git))) throw new AtelierError('conflict', { because: 'unsaved' });
  await git(['merge', '--abort']);
  throw new AtelierError('conflict', { because: 'contradiction' });
}

async function isAncestor(git: Git, before: string, after: string): Promise<boolean> {
  return (await git(['merge-base', '--is-ancestor', before, after], { allowExit: [1] })).exitCode === 0;
}
