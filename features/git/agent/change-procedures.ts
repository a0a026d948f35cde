import type { AgentKernel } from '../../../agent/feature.ts';
import type { Repository, RepositoryFile } from '../../../agent/git/repositories.ts';
import { wireStream } from '../../../agent/streams.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { blame } from './blame.ts';
import { commit, readMessages, undoCommit } from './commit.ts';
import { abortOperation, readConflict, resolveConflict } from './conflicts.ts';
import { discard, discardLines, undoDiscard } from './discard.ts';
import type { GitProcedures } from './procedures.ts';
import { stageLines, unstageLines } from './stage-lines.ts';
import { stage, unstage } from './staging.ts';
import { readText } from './texts.ts';
import { Trash } from './trash.ts';
import { unlock } from './unlock.ts';

/** Texts, staging, commits and conflicts: what the view of source control does to a module. */
export function changeProcedures({ reads, writes }: GitProcedures, { config, repositories, saves }: AgentKernel) {
  const home = config.roots.find(({ kind }) => kind === 'home')?.path ?? '/tmp';
  const trash = new Trash({ home, repositories, now: Date.now });
  const change = async (root: FilePath, work: (repository: Repository) => Promise<void>): Promise<Record<string, never>> => {
    await repositories.change(root, work);
    return {};
  };
  const changeFile = <Result>(path: FilePath, work: (file: RepositoryFile) => Promise<Result>): Promise<Result> => {
    const file = repositories.file(path);
    return repositories.change(file.repository.root.path, () => work(file));
  };
  const done = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    return {};
  };

  return {
    text: reads.text.handler(async ({ input: { path, revision } }) => ({ text: await readText(repositories.file(path), revision) })),
    stage: writes.stage.handler(({ input: { root, paths } }) => change(root, (repository) => stage(repositories, { repository, paths }))),
    unstage: writes.unstage.handler(({ input: { root, paths } }) => change(root, (repository) => unstage(repositories, { repository, paths }))),
    stageLines: writes.stageLines.handler(({ input: { path, lines } }) => done(changeFile(path, (file) => stageLines(file, lines)))),
    unstageLines: writes.unstageLines.handler(({ input: { path, lines } }) => done(changeFile(path, (file) => unstageLines(file, lines)))),
    discard: writes.discard.handler(({ input: { root, paths }, context: { actor } }) =>
      repositories.change(root, (repository) => discard({ repositories, trash, saves, actor }, { repository, paths }))),
    discardLines: writes.discardLines.handler(({ input: { path, lines }, context: { actor } }) => changeFile(path, (file) => discardLines({ trash, saves, actor }, file, lines))),
    undoDiscard: writes.undoDiscard.handler(({ input: { root, trashId }, context: { actor } }) => change(root, (repository) => undoDiscard({ trash, saves, actor }, repository, trashId))),
    commit: writes.commit.handler(async ({ input: { root, ...about } }) => ({ hash: await repositories.change(root, (repository) => commit(repository, about)) })),
    undoCommit: writes.undoCommit.handler(async ({ input: { root, force } }) => ({ message: await repositories.change(root, (repository) => undoCommit(repository, { force })) })),
    messages: reads.messages.handler(({ input }) => readMessages(repositories.of(input.root))),
    blame: reads.blame.handler(({ input: { path, ...about }, signal }) => wireStream(blame(repositories.file(path), about, signal))),
    conflict: reads.conflict.handler(({ input }) => readConflict(repositories.file(input.path))),
    resolve: writes.resolve.handler(({ input }) => done(changeFile(input.path, (file) => resolveConflict(file, input.with, repositories.names(file.repository, [file.path]))))),
    abort: writes.abort.handler(({ input }) => change(input.root, abortOperation)),
    unlock: writes.unlock.handler(({ input }) => change(input.root, unlock)),
  };
}
