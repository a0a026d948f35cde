import { AtelierError } from '../../shared/errors.ts';
import { mergeTrees, textOf, type ModuleGit } from './module-git.ts';

/** `date`: as git writes it with `%aI`; now when left out. */
export type Signature = { readonly name: string; readonly email: string; readonly date?: string };

export type NewCommit = { readonly tree: string; readonly parents: readonly string[]; readonly message: string; readonly author: Signature; readonly committer: Signature };

/** Longer ones are merged or squashed: each commit is a merge of trees. */
const MAX_REBASED = 250;

/** Makes a commit that no ref names yet, and returns its hash. */
export async function commit(git: ModuleGit, { tree, parents, message, author, committer }: NewCommit): Promise<string> {
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    ...(author.date === undefined ? {} : { GIT_AUTHOR_DATE: author.date }),
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
  return textOf(git(['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree], { env, input: Buffer.from(`${message}\n`) }));
}

/**
 * The commits of `head` that `onto` lacks, each anew on top of it with its author, date and message; one that changes
 * nothing there any more is left out.
 * @returns the last of them
 * @throws AtelierError conflict: one of them contradicts (`contradiction`), or there are merges or too many (`merges`)
 */
export async function rebased(git: ModuleGit, { onto, head, committer }: { readonly onto: string; readonly head: string; readonly committer: Signature }): Promise<string> {
  const { stdout } = await git(['rev-list', '--reverse', '--topo-order', '--parents', `--max-count=${MAX_REBASED + 1}`, head, `^${onto}`, '--']);
  const commits = stdout.toString('utf8').split('\n').filter((line) => line !== '').map((line) => line.split(' '));
  if (commits.length > MAX_REBASED || commits.some(({ length }) => length !== 2)) throw new AtelierError('conflict', { because: 'merges' });
  let at = onto;
  for (const [hash = '', parent = ''] of commits) at = await carriedOver(git, { at, hash, parent, committer });
  return at;
}

async function carriedOver(git: ModuleGit, { at, hash, parent, committer }: { at: string; hash: string; parent: string; committer: Signature }): Promise<string> {
  const tree = await textOf(git(['rev-parse', '--verify', `${at}^{tree}`]));
  // `merge-tree` finds its base itself: a commit with this tree whose parent is that of the carried one has it there.
  const stand = await commit(git, { tree, parents: [parent], message: 'onto', author: committer, committer });
  const merged = await mergeTrees(git, stand, hash);
  if (merged.conflicts.length > 0) throw new AtelierError('conflict', { because: 'contradiction', files: merged.conflicts.length });
  if (merged.tree === tree) return at;
  const written = (await git(['log', '-1', '-z', '--format=%an%n%ae%n%aI%n%B', hash, '--'])).stdout.toString('utf8').replace(/\0$/, '');
  const [name = '', email = '', date = '', ...message] = written.split('\n');
  // Git makes no commit of somebody without a name, though it may be sent one.
  return commit(git, { tree: merged.tree, parents: [at], message: message.join('\n').trimEnd(), author: { name: name === '' ? 'unknown' : name, email, date }, committer });
}
