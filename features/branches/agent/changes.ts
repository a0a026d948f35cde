import type { Repository } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { backToSafety, keepSafe } from '../../../agent/git/safety.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { OWN_REMOTE } from '../../remotes/contract.ts';
import type { Done, Operation, ResetMode } from '../contract.ts';
import { checkName, exists, tipOf } from './branches.ts';
import { conflictsIn, operationIn } from './sync-state.ts';
import { stashAway, takeBack } from './stashes.ts';

/** What moves a branch: each keeps what was there first, so that it can be taken back. */
export class Changes {
  readonly #now: () => number;

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  /** @throws AtelierError not_found; conflict: in_progress, carried (all is as it was) */
  async switchTo(repository: Repository, name: string): Promise<'switched' | 'brought'> {
    const { git } = repository;
    checkName(name);
    await this.#mustBeIdle(repository);
    const local = await exists(git, `refs/heads/${name}`);
    const remote = local ? null : await remoteWith(git, name);
    const args = remote === null ? ['switch', '--no-guess', '--quiet', name] : ['switch', '--quiet', remote === OWN_REMOTE ? '--track' : '--no-track', '--create', name, `refs/remotes/${remote}/${name}`];
    try {
      await git(args);
      return 'switched';
    } catch (error) {
      if (!isInTheWay(error)) throw error;
    }
    const safety = await keepSafe(repository, this.#now());
    const stash = await stashAway(repository, `Brought to ${name}`);
    try {
      await git(args);
      if ((await takeBack(repository, { hash: stash, drop: true, withIndex: true })) === 'done') return 'brought';
      throw new AtelierError('conflict', { because: 'carried' });
    } catch (error) {
      await backToSafety(repository, safety);
      await takeOut(repository, stash);
      throw error instanceof AtelierError && error.code === 'conflict' ? error : new AtelierError('conflict', { because: 'carried' }, { cause: error });
    }
  }

  async merge(repository: Repository, from: string): Promise<Done> {
    const hash = await resolveCommit(repository.look, from);
    if (await isIn(repository, hash)) return { outcome: 'current', undo: null };
    return await this.#doing(repository, ['merge', '--quiet', '--no-edit', '--no-stat', '--end-of-options', from.startsWith('refs/') ? from.replace(/^refs\/(heads|remotes)\//, '') : hash]);
  }

  /** Changes that are not committed are put aside and come back by git's own means. */
  async rebase(repository: Repository, onto: string): Promise<Done> {
    const hash = await resolveCommit(repository.look, onto);
    const base = (await repository.look(['merge-base', 'HEAD', hash], { allowExit: [1] })).stdout.toString('latin1').trim();
    if (base === hash) return { outcome: 'current', undo: null };
    return await this.#doing(repository, ['rebase', '--quiet', '--autostash', '--no-update-refs', '--end-of-options', hash]);
  }

  async cherryPick(repository: Repository, asked: string): Promise<Done> {
    const hash = await resolveCommit(repository.look, asked);
    return await this.#doing(repository, ['cherry-pick', '--no-gpg-sign', ...(await mainline(repository, hash)), '--end-of-options', hash]);
  }

  async revert(repository: Repository, asked: string): Promise<Done> {
    const hash = await resolveCommit(repository.look, asked);
    return await this.#doing(repository, ['revert', '--no-edit', '--no-gpg-sign', ...(await mainline(repository, hash)), '--end-of-options', hash]);
  }

  async reset(repository: Repository, { hash: asked, mode }: { readonly hash: string; readonly mode: ResetMode }): Promise<Done> {
    const hash = await resolveCommit(repository.look, asked);
    await this.#mustBeIdle(repository);
    const undo = await keepSafe(repository, this.#now());
    await repository.git(['reset', '--quiet', `--${mode}`, hash]);
    return { outcome: 'done', undo };
  }

  /** @throws AtelierError conflict: nothing_to_do, conflicts_left */
  async proceed(repository: Repository, how: 'continue' | 'skip'): Promise<Done> {
    const operation = await operationIn(repository.root.path);
    if (operation === null || (operation === 'merge' && how === 'skip')) throw new AtelierError('conflict', { because: 'nothing_to_do' });
    if (how === 'continue' && (await conflictsIn(repository.look)) > 0) throw new AtelierError('conflict', { because: 'conflicts_left' });
    // A commit that became empty stops a rebase and the like: there is nothing left of it to keep.
    const { exitCode, stderr } = await repository.git([operation, `--${how}`], { allowExit: [1, 128] });
    if (exitCode === 0) return { outcome: 'done', undo: null };
    if (/nothing to commit|previous cherry-pick is now empty|No changes/.test(stderr) && how === 'continue' && operation !== 'merge') return await this.proceed(repository, 'skip');
    return await this.#stopped(repository, { operation, stderr, undo: null });
  }

  async abort(repository: Repository): Promise<void> {
    const operation = await operationIn(repository.root.path);
    if (operation === null) throw new AtelierError('conflict', { because: 'nothing_to_do' });
    await repository.git([operation, '--abort']);
  }

  /** With what was here kept in turn. */
  async undo(repository: Repository, name: string): Promise<void> {
    await keepSafe(repository, this.#now());
    await backToSafety(repository, name);
  }

  async #doing(repository: Repository, args: readonly [Operation, ...string[]]): Promise<Done> {
    await this.#mustBeIdle(repository);
    if ((await tipOf(repository.git, 'HEAD')) === null) throw new AtelierError('conflict', { because: 'no_commit' });
    const undo = await keepSafe(repository, this.#now());
    const { exitCode, stderr } = await repository.git(args, { allowExit: [1, 128] });
    if (exitCode === 0) return { outcome: 'done', undo };
    return await this.#stopped(repository, { operation: args[0], stderr, undo });
  }

  /** In the middle: that is for the member to settle. Else it did not begin, or there was nothing to do. */
  async #stopped(repository: Repository, { operation, stderr, undo }: { readonly operation: Operation; readonly stderr: string; readonly undo: string | null }): Promise<Done> {
    const { git, look, root } = repository;
    if ((await operationIn(root.path)) !== null) {
      if ((await conflictsIn(look)) > 0) return { outcome: 'conflicts', undo };
      // It stopped with nothing in conflict: the commit changes nothing here.
      if (operation === 'cherry-pick' || operation === 'revert') {
        await git([operation, '--skip'], { allowExit: [1, 128] });
        return { outcome: 'current', undo: null };
      }
    }
    if (/would be overwritten|local changes|uncommitted changes|untracked working tree files|not up.to.date/i.test(stderr)) throw new AtelierError('conflict', { because: 'unsaved' });
    if (/\.lock': File exists/.test(stderr)) throw new AtelierError('conflict', { because: 'locked' });
    throw new AtelierError('upstream_failed', { detail: stderr.trim().slice(-500) });
  }

  async #mustBeIdle({ root }: Repository): Promise<void> {
    if ((await operationIn(root.path)) !== null) throw new AtelierError('conflict', { because: 'in_progress' });
  }
}

/** The remote whose branch that is: Atelier's own before others. @throws AtelierError not_found */
async function remoteWith(git: Repository['git'], name: string): Promise<string> {
  if (await exists(git, `refs/remotes/${OWN_REMOTE}/${name}`)) return OWN_REMOTE;
  const remotes = (await git(['remote'])).stdout.toString('utf8').split('\n');
  for (const remote of remotes) if (remote !== '' && (await exists(git, `refs/remotes/${remote}/${name}`))) return remote;
  throw new AtelierError('not_found');
}

export async function isIn({ look }: Pick<Repository, 'look'>, hash: string): Promise<boolean> {
  return (await look(['merge-base', '--is-ancestor', hash, 'HEAD'], { allowExit: [1, 128] })).exitCode === 0;
}

/** Of a merge, what it brought into its first parent. */
async function mainline({ look }: Repository, hash: string): Promise<string[]> {
  const { stdout } = await look(['rev-list', '--parents', '-1', hash, '--']);
  return stdout.toString('latin1').trim().split(' ').length > 2 ? ['--mainline=1'] : [];
}

function isInTheWay(error: unknown): boolean {
  if (!(error instanceof AtelierError)) return false;
  return error.details['because'] === 'unsaved' || /would be overwritten|untracked working tree files/.test(String(error.details['detail']));
}

/** What was put aside for a moment is in the working copy again. */
async function takeOut({ git }: Repository, hash: string): Promise<void> {
  const { stdout } = await git(['stash', 'list', '--format=%H']);
  const at = stdout.toString('latin1').split('\n').indexOf(hash);
  if (at !== -1) await git(['stash', 'drop', '--quiet', `stash@{${at}}`]);
}
