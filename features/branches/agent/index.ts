import { implement } from '@orpc/server';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { watchRefs } from '../../../agent/git/refs-watch.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { wireStream } from '../../../agent/streams.ts';
import { branchesContract, type SyncState } from '../contract.ts';
import { Backups } from './backups.ts';
import { createBranch, createTag, listBranches, removeBranch, removeTag, renameBranch } from './branches.ts';
import { Changes } from './changes.ts';
import { dropStash, listStashes, stashAway, takeBack } from './stashes.ts';
import { fetchAll, pull, push, sync } from './sync.ts';
import { readSyncState } from './sync-state.ts';

/** Branches of the workspace's modules, the way to the server and back, and the backup of what is only here. */
export function createBranchesFeature(kernel: AgentKernel, { now = Date.now, backupEveryMs, backupAfterPauseMs }: { readonly now?: () => number; readonly backupEveryMs?: number; readonly backupAfterPauseMs?: number } = {}): AgentFeature {
  const { repositories } = kernel;
  const changes = new Changes({ now });
  const backups = new Backups({ kernel, now, ...(backupEveryMs === undefined ? {} : { everyMs: backupEveryMs }), ...(backupAfterPauseMs === undefined ? {} : { pauseMs: backupAfterPauseMs }) });
  const contract = implement(branchesContract).$context<AgentContext>();
  const reads = contract.use(needs('files.read'));
  const writes = contract.use(needs('files.write', kernel));
  const change = <Result>(root: string, work: (repository: Repository) => Promise<Result>): Promise<Result> => repositories.change(root, work);
  const changeOnly = async (root: string, work: (repository: Repository) => Promise<unknown>): Promise<Record<never, never>> => {
    await change(root, work);
    return {};
  };
  const commitOf = (repository: Repository, asked: string | null): Promise<string | null> => (asked === null ? Promise.resolve(null) : resolveCommit(repository.look, asked));
  backups.start();

  return {
    name: 'branches',
    router: contract.router({
      list: reads.list.handler(({ input }) => listBranches(repositories.of(input.root).look)),
      state: reads.state.handler(({ input }) => readSyncState(repositories.of(input.root))),
      watch: reads.watch.handler(({ input, signal = new AbortController().signal }) => wireStream(watch(repositories.of(input.root), signal))),

      create: writes.create.handler(({ input: { root, name, from, switchTo } }) =>
        changeOnly(root, async (repository) => {
          await createBranch(repository.git, { name, from: await commitOf(repository, from) });
          if (switchTo) await changes.switchTo(repository, name);
        }),
      ),
      switch: writes.switch.handler(async ({ input }) => ({ outcome: await change(input.root, (repository) => changes.switchTo(repository, input.name)) })),
      rename: writes.rename.handler(({ input }) => changeOnly(input.root, ({ git }) => renameBranch(git, input))),
      remove: writes.remove.handler(async ({ input }) => ({ hash: await change(input.root, ({ git }) => removeBranch(git, input)) })),
      merge: writes.merge.handler(({ input }) => change(input.root, (repository) => changes.merge(repository, input.from))),
      rebase: writes.rebase.handler(({ input }) => change(input.root, (repository) => changes.rebase(repository, input.onto))),
      proceed: writes.proceed.handler(({ input }) => change(input.root, (repository) => changes.proceed(repository, input.how))),
      abort: writes.abort.handler(({ input }) => changeOnly(input.root, (repository) => changes.abort(repository))),

      cherryPick: writes.cherryPick.handler(({ input }) => change(input.root, (repository) => changes.cherryPick(repository, input.hash))),
      revert: writes.revert.handler(({ input }) => change(input.root, (repository) => changes.revert(repository, input.hash))),
      reset: writes.reset.handler(({ input }) => change(input.root, (repository) => changes.reset(repository, input))),
      undo: writes.undo.handler(({ input }) => changeOnly(input.root, (repository) => changes.undo(repository, input.undo))),
      tag: writes.tag.handler(({ input }) => changeOnly(input.root, async (repository) => createTag(repository.git, { ...input, at: await resolveCommit(repository.look, input.at) }))),
      untag: writes.untag.handler(({ input }) => changeOnly(input.root, ({ git }) => removeTag(git, input.name))),

      stashes: reads.stashes.handler(({ input }) => listStashes(repositories.of(input.root))),
      stash: writes.stash.handler(({ input }) => changeOnly(input.root, (repository) => stashAway(repository, input.message))),
      unstash: writes.unstash.handler(async ({ input }) => ({ outcome: await change(input.root, (repository) => takeBack(repository, input)) })),
      dropStash: writes.dropStash.handler(({ input }) => changeOnly(input.root, (repository) => dropStash(repository, input.hash))),

      fetch: reads.fetch.handler(({ input }) => changeOnly(input.root, fetchAll)),
      pull: writes.pull.handler(({ input }) => change(input.root, (repository) => pull(repository, changes))),
      push: writes.push.handler(({ input }) => changeOnly(input.root, (repository) => push(repository, input))),
      sync: writes.sync.handler(({ input }) => change(input.root, (repository) => sync(repository, changes))),

      backupState: reads.backupState.handler(({ input, signal = new AbortController().signal }) => wireStream(backups.watch(repositories.of(input.root), signal))),
      backUp: writes.backUp.handler(({ input, context }) => backups.now(repositories.of(input.root), context.actor.memberId)),
      backups: reads.backups.handler(({ input, context }) => backups.list(repositories.of(input.root), context.actor.memberId)),
      restoreBackup: writes.restoreBackup.handler(({ input, context }) => change(input.root, (repository) => backups.restore(repository, { ref: input.ref, memberId: context.actor.memberId }))),
    }),
    beforeStop: () => backups.beforeStop(),
    close: () => backups.close(),
  };
}

async function* watch(repository: Repository, signal: AbortSignal): AsyncGenerator<SyncState, void, undefined> {
  for await (const _refs of watchRefs(repository, signal)) yield await readSyncState(repository);
}
