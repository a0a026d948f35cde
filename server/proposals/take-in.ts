import { AtelierError } from '../../shared/errors.ts';
import type { ProposalId } from '../../shared/ids.ts';
import type { RefChange } from '../git/repositories.ts';
import { NO_COMMIT } from '../git/push-rules.ts';
import { SERVER_REFS } from '../git/repository-config.ts';
import { buildTree } from './build-tree.ts';
import { branchRef, commitOf, compare, isAncestor, mergeTrees, type ModuleGit } from './module-git.ts';
import { commit, rebased, type NewCommit, type Signature } from './make-commits.ts';
import { partsOf, readChanges } from './read-changes.ts';

export type TakeIn = {
  readonly id: ProposalId;
  /** Without `refs/heads/`, as `target`. */
  readonly branch: string;
  readonly target: string;
  readonly head: string;
  readonly title: string;
  readonly description: string;
  readonly kind: 'proposal' | 'request';
  readonly author: Signature;
  readonly reviewer: Signature;
};

/** What came of it: refs that changed, and how many parts of how many are in the target now; null: all there was. */
export type TakenIn = { readonly refs: readonly RefChange[]; readonly taken: { readonly parts: number; readonly total: number } | null };

export type Method = 'merge' | 'squash' | 'rebase';

/**
 * The whole into its target: the target moves forward to it, or gets a merge, one commit, or each commit anew. The
 * commits are kept where no client sees them. All of it or nothing, and only if neither the target nor the branch
 * moved meanwhile.
 * @throws AtelierError conflict: they contradict each other (`files` of them), one of them moved, or cannot be rebased
 */
export async function takeWhole(git: ModuleGit, proposal: TakeIn, { method, endsBranch }: { readonly method: Method; readonly endsBranch: boolean }): Promise<RefChange[]> {
  const { head, branch, id } = proposal;
  const target = branchRef(proposal.target);
  const before = await commitOf(git, target);
  const after = await made(git, { before, proposal, method });
  const refs = [
    { ref: target, before: before ?? NO_COMMIT, after },
    { ref: branchRef(branch), before: head, after: endsBranch ? NO_COMMIT : head },
  ];
  await changeRefs(git, [...refs, { ref: keptRef(id), before: NO_COMMIT, after: head }]);
  return refs.filter((change) => change.before !== change.after);
}

/** What the target becomes. */
async function made(git: ModuleGit, { before, proposal, method }: { before: string | null; proposal: TakeIn; method: Method }): Promise<string> {
  const { head, author, reviewer, title, description, kind } = proposal;
  const isAhead = before === null || (await isAncestor(git, before, head));
  if (method === 'squash') {
    const tree = await mergedTree(git, before ?? head, head);
    const message = description === '' ? title : `${title}\n\n${description}`;
    return commit(git, { tree, parents: before === null ? [] : [before], message, author, committer: reviewer });
  }
  if (isAhead) return head;
  if (method === 'rebase') return rebased(git, { onto: before, head, committer: reviewer });
  const tree = await mergedTree(git, before, head);
  return commit(git, { tree, parents: [before, head], message: `Merge the ${kind}: ${title}`, author: reviewer, committer: reviewer });
}

/** @throws AtelierError conflict */
async function mergedTree(git: ModuleGit, ours: string, theirs: string): Promise<string> {
  const { tree, conflicts } = await mergeTrees(git, ours, theirs);
  if (conflicts.length > 0) throw new AtelierError('conflict', { because: 'contradiction', files: conflicts.length });
  return tree;
}

/**
 * The chosen parts as one commit on the target, written by the author and committed by the reviewer. The branch stays: the
 * rest of it waits for its author.
 * @param looked what the reviewer looked at; the target may have moved on since
 * @throws AtelierError conflict; invalid_input: no such part
 */
export async function takeParts(git: ModuleGit, proposal: TakeIn, looked: { readonly base: string | null; readonly chosen: ReadonlySet<string>; readonly endsBranch: boolean }): Promise<TakenIn> {
  const target = branchRef(proposal.target);
  const present = await commitOf(git, target);
  const { base } = looked;
  // The same that was looked at: nobody reviews what they have not seen.
  if (base === null ? present !== null && (await isRelated(git, present, proposal.head)) : present === null || !(await isAncestor(git, base, present))) throw new AtelierError('conflict', { because: 'moved' });
  const comparison = await compare(git, { base, head: proposal.head });
  if (comparison.base !== base) throw new AtelierError('conflict', { because: 'moved' });
  const files = await readChanges(git, comparison);
  const ids = partsOf(files).map(({ id }) => id);
  if (ids.every((id) => looked.chosen.has(id))) return { refs: await takeWhole(git, proposal, { method: 'merge', endsBranch: looked.endsBranch }), taken: null };
  const tree = await buildTree(git, { before: comparison.before, files, chosen: looked.chosen });
  const about = { message: proposal.title, author: proposal.author, committer: proposal.reviewer };
  const ofBase = await commit(git, { ...about, tree, parents: base === null ? [] : [base] });
  const after = base === present ? ofBase : await onto(git, { present: present ?? '', ofBase, about });
  const refs = [{ ref: target, before: present ?? NO_COMMIT, after }];
  // The branch as it was looked at, or nothing happens.
  await changeRefs(git, [...refs, { ref: branchRef(proposal.branch), before: proposal.head, after: proposal.head }]);
  return { refs, taken: { parts: looked.chosen.size, total: ids.length } };
}

async function isRelated(git: ModuleGit, one: string, other: string): Promise<boolean> {
  return (await git(['merge-base', one, other], { allowExit: [1] })).exitCode === 0;
}

async function onto(git: ModuleGit, { present, ofBase, about }: { present: string; ofBase: string; about: Pick<NewCommit, 'message' | 'author' | 'committer'> }): Promise<string> {
  const { tree, conflicts } = await mergeTrees(git, present, ofBase);
  if (conflicts.length > 0) throw new AtelierError('conflict', { because: 'contradiction', files: conflicts.length });
  return commit(git, { ...about, tree, parents: [present] });
}

/** The branch ends, its commits are kept where no client sees them. */
export async function endBranch(git: ModuleGit, { id, branch, head }: Pick<TakeIn, 'id' | 'branch' | 'head'>): Promise<RefChange[]> {
  const ended = { ref: branchRef(branch), before: head, after: NO_COMMIT };
  await changeRefs(git, [ended, { ref: keptRef(id), before: NO_COMMIT, after: head }]);
  return [ended];
}

export function keptRef(id: ProposalId): string {
  return `${SERVER_REFS}/proposals/${id}`;
}

/** All or none, and none when one of them is not what it was. */
async function changeRefs(git: ModuleGit, changes: readonly RefChange[]): Promise<void> {
  const lines = changes.map(({ ref, before, after }) => (before === after ? `verify ${ref} ${after}` : after === NO_COMMIT ? `delete ${ref} ${before}` : `update ${ref} ${after} ${before}`));
  const input = Buffer.from(['start', ...lines, 'prepare', 'commit', ''].join('\n'));
  const { exitCode } = await git(['update-ref', '--stdin'], { input, allowExit: [128] });
  if (exitCode !== 0) throw new AtelierError('conflict', { because: 'moved' });
}
