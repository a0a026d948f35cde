import type { ModuleId } from '../../shared/ids.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import type { Repositories } from '../git/repositories.ts';
import { runGit, type GitResult, type GitRun } from '../git/run-git.ts';

/** Plain git on one module's bare repository, with what `Repositories.git` does not take: an index and a name of one's own. */
export type ModuleGit = (args: readonly string[], options?: Omit<GitRun, 'folder' | 'args'>) => Promise<GitResult>;

/** The ref of a branch's name. */
export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

export const MAIN = branchRef(DEFAULT_BRANCH);
/** What is compared was written by whoever proposes: a puzzle ends here. */
export const COMPARE_TIMEOUT_MS = 20_000;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** @throws as `Repositories.git` */
export function moduleGit(repositories: Pick<Repositories, 'folder' | 'ready'>, moduleId: ModuleId): ModuleGit {
  return async (args, options = {}) => {
    await repositories.ready(moduleId);
    return runGit({ ...options, folder: repositories.folder(moduleId), args });
  };
}

/** What git printed, without the line's end. */
export async function textOf(run: Promise<GitResult>): Promise<string> {
  return (await run).stdout.toString('utf8').trim();
}

/** The commit of a ref; null when there is none. */
export async function commitOf(git: ModuleGit, ref: string): Promise<string | null> {
  const found = await textOf(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], { allowExit: [1, 128] }));
  return found === '' ? null : found;
}

export async function isAncestor(git: ModuleGit, before: string, after: string): Promise<boolean> {
  return (await git(['merge-base', '--is-ancestor', before, after], { allowExit: [1] })).exitCode === 0;
}

export type Comparison = {
  /** What the parts are counted from; null: nothing. */
  readonly base: string | null;
  readonly before: string;
  readonly after: string;
  readonly conflicts: readonly string[];
};

/**
 * What a proposal would change: its target against the target with the proposal merged, so that what is there already
 * does not show again. Where the two contradict each other: the proposal against the commit where it left it.
 */
export async function compare(git: ModuleGit, { base, head }: { readonly base: string | null; readonly head: string }): Promise<Comparison> {
  if (base === null) return { base, before: EMPTY_TREE, after: head, conflicts: [] };
  const merged = await mergeTrees(git, base, head);
  if (merged.conflicts.length === 0) return { base, before: base, after: merged.tree, conflicts: [] };
  const left = await textOf(git(['merge-base', base, head], { allowExit: [1] }));
  return { base: left === '' ? null : left, before: left === '' ? EMPTY_TREE : left, after: head, conflicts: merged.conflicts };
}

/** The tree of a merge that is made nowhere, and the paths that contradict each other. */
export async function mergeTrees(git: ModuleGit, ours: string, theirs: string): Promise<{ tree: string; conflicts: string[] }> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', '--allow-unrelated-histories', ours, theirs];
  const { stdout, exitCode } = await git(args, { allowExit: [1], timeoutMs: COMPARE_TIMEOUT_MS });
  const [tree = '', ...paths] = stdout.toString('utf8').split('\0');
  const conflicts = paths.filter((path) => path !== '');
  // A contradiction without a path (a folder that is a file elsewhere) is one too.
  return { tree, conflicts: exitCode === 1 && conflicts.length === 0 ? ['.'] : conflicts };
}
