import { AtelierError } from '../../shared/errors.ts';
import type { ProposalId } from '../../shared/ids.ts';
import type { RefChange } from '../git/repositories.ts';
import { NO_COMMIT } from '../git/push-rules.ts';
import { SERVER_REFS } from '../git/repository-config.ts';
import { buildTree } from './build-tree.ts';
import { commitOf, compare, isAncestor, MAIN, mergeTrees, textOf, type ModuleGit } from './module-git.ts';
import { partsOf, readChanges } from './read-changes.ts';

export type Signature = { readonly name: string; readonly email: string };

export type TakeIn = {
  readonly id: ProposalId;
  /** `proposals/<memberId>/<n>` */
  readonly branch: string;
  readonly head: string;
  readonly title: string;
  readonly author: Signature;
  readonly reviewer: Signature;
};

/** What came of it: refs that changed, and how many parts of how many are in main now; null: all there was. */
export type TakenIn = { readonly refs: readonly RefChange[]; readonly taken: { readonly parts: number; readonly total: number } | null };

/**
 * The whole proposal into main: main moves forward to it, or a merge of both is made. Its branch ends; its commits are
 * kept where no client sees them. All of it or nothing, and only if neither main nor the branch moved meanwhile.
 * @throws AtelierError conflict: they contradict each other (`files` of them), or one of them moved
 */
export async function takeWhole(git: ModuleGit, proposal: TakeIn): Promise<RefChange[]> {
  const { head, branch, id } = proposal;
  const main = await commitOf(git, MAIN);
  const after = main === null || (await isAncestor(git, main, head)) ? head : await mergeCommit(git, main, proposal);
  const refs = [
    { ref: MAIN, before: main ?? NO_COMMIT, after },
    { ref: `refs/heads/${branch}`, before: head, after: NO_COMMIT },
  ];
  await changeRefs(git, [...refs, { ref: keptRef(id), before: NO_COMMIT, after: head }]);
  return refs.filter((change) => change.before !== change.after);
}

async function mergeCommit(git: ModuleGit, main: string, { head, title, reviewer }: TakeIn): Promise<string> {
  const { tree, conflicts } = await mergeTrees(git, main, head);
  if (conflicts.length > 0) throw new AtelierError('conflict', { because: 'contradiction', files: conflicts.length });
  return commit(git, { tree, parents: [main, head], message: `Merge the proposal: ${title}`, author: reviewer, committer: reviewer });
}

/**
 * The chosen parts as one commit on main, written by the author and committed by the reviewer. The branch stays: the
 * rest of it waits for its author.
 * @param looked what the reviewer looked at; main may have moved on since
 * @throws AtelierError conflict; invalid_input: no such part
 */
export async function takeParts(git: ModuleGit, proposal: TakeIn, looked: { readonly base: string | null; readonly chosen: ReadonlySet<string> }): Promise<TakenIn> {
  const main = await commitOf(git, MAIN);
  const { base } = looked;
  // The same that was looked at: nobody reviews what they have not seen.
  if (base === null ? main !== null && (await isRelated(git, main, proposal.head)) : main === null || !(await isAncestor(git, base, main))) throw new AtelierError('conflict', { because: 'moved' });
  const comparison = await compare(git, { base, head: proposal.head });
  if (comparison.base !== base) throw new AtelierError('conflict', { because: 'moved' });
  const files = await readChanges(git, comparison);
  const ids = partsOf(files).map(({ id }) => id);
  if (ids.every((id) => looked.chosen.has(id))) return { refs: await takeWhole(git, proposal), taken: null };
  const tree = await buildTree(git, { before: comparison.before, files, chosen: looked.chosen });
  const about = { message: proposal.title, author: proposal.author, committer: proposal.reviewer };
  const ofBase = await commit(git, { ...about, tree, parents: base === null ? [] : [base] });
  const after = base === main ? ofBase : await onto(git, { main: main ?? '', ofBase, about });
  const refs = [{ ref: MAIN, before: main ?? NO_COMMIT, after }];
  // The branch as it was looked at, or nothing happens.
  await changeRefs(git, [...refs, { ref: `refs/heads/${proposal.branch}`, before: proposal.head, after: proposal.head }]);
  return { refs, taken: { parts: looked.chosen.size, total: ids.length } };
}

async function isRelated(git: ModuleGit, one: string, other: string): Promise<boolean> {
  return (await git(['merge-base', one, other], { allowExit: [1] })).exitCode === 0;
}

async function onto(git: ModuleGit, { main, ofBase, about }: { main: string; ofBase: string; about: Pick<NewCommit, 'message' | 'author' | 'committer'> }): Promise<string> {
  const { tree, conflicts } = await mergeTrees(git, main, ofBase);
  if (conflicts.length > 0) throw new AtelierError('conflict', { because: 'contradiction', files: conflicts.length });
  return commit(git, { ...about, tree, parents: [main] });
}

/** The branch ends, its commits are kept where no client sees them. */
export async function endBranch(git: ModuleGit, { id, branch, head }: Pick<TakeIn, 'id' | 'branch' | 'head'>): Promise<RefChange[]> {
  const ended = { ref: `refs/heads/${branch}`, before: head, after: NO_COMMIT };
  await changeRefs(git, [ended, { ref: keptRef(id), before: NO_COMMIT, after: head }]);
  return [ended];
}

export function keptRef(id: ProposalId): string {
  return `${SERVER_REFS}/proposals/${id}`;
}

type NewCommit = { readonly tree: string; readonly parents: readonly string[]; readonly message: string; readonly author: Signature; readonly committer: Signature };

async function commit(git: ModuleGit, { tree, parents, message, author, committer }: NewCommit): Promise<string> {
  const env = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email };
  return textOf(git(['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree], { env, input: Buffer.from(`${message}\n`) }));
}

/** All or none, and none when one of them is not what it was. */
async function changeRefs(git: ModuleGit, changes: readonly RefChange[]): Promise<void> {
  const lines = changes.map(({ ref, before, after }) => (before === after ? `verify ${ref} ${after}` : after === NO_COMMIT ? `delete ${ref} ${before}` : `update ${ref} ${after} ${before}`));
  const input = Buffer.from(['start', ...lines, 'prepare', 'commit', ''].join('\n'));
  const { exitCode } = await git(['update-ref', '--stdin'], { input, allowExit: [128] });
  if (exitCode !== 0) throw new AtelierError('conflict', { because: 'moved' });
}
