import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { MAX_LISTED_CHANGES, MAX_LISTED_VERSIONS, type ModuleStatus, type UnsentVersion } from '../contract.ts';
import { parsePorcelain, type Porcelain } from './porcelain.ts';

/** Where one module stands; what cannot be read is said, not thrown. */
export async function readStatus({ look: git, root: { path, name, proposesTo } }: Repository): Promise<ModuleStatus> {
  const about = { root: FilePath.parse(path), name, access: proposesTo === undefined ? ('write' as const) : ('propose' as const) };
  try {
    const { branch, hasCommits, changes } = await readPorcelain(git, path);
    const unsent = hasCommits ? await readUnsent(git) : { versions: [], count: 0 };
    const behind = hasCommits ? await countBehind(git, await upstreamOf(git, { branch, proposesTo })) : 0;
    return { ...about, branch, problem: null, changes: changes.slice(0, MAX_LISTED_CHANGES), changeCount: changes.length, unsent: unsent.versions, unsentCount: unsent.count, behind };
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    const problem = /not a git repository/.test(String(error.details['detail'])) ? 'no_repository' : 'unreadable';
    return { ...about, branch: null, problem, changes: [], changeCount: 0, unsent: [], unsentCount: 0, behind: 0 };
  }
}

async function readPorcelain(git: Git, root: string): Promise<Porcelain> {
  const args = (untracked: 'all' | 'normal'): string[] => ['status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind', `--untracked-files=${untracked}`];
  try {
    return parsePorcelain((await git(args('all'))).stdout, root);
  } catch (error) {
    // A folder of very many new files, as its one name.
    if (isAtelier(error, 'too_large')) return parsePorcelain((await git(args('normal'))).stdout, root);
    throw error;
  }
}

/** Commits that no branch of the server's had when it was last asked. */
async function readUnsent(git: Git): Promise<{ versions: UnsentVersion[]; count: number }> {
  const only = ['HEAD', '--not', '--remotes=origin'];
  const count = Number((await git(['rev-list', '--count', '--no-merges', ...only])).stdout.toString('utf8'));
  if (count === 0) return { versions: [], count };
  const { stdout } = await git(['log', '-z', `-${MAX_LISTED_VERSIONS}`, '--no-merges', '--no-show-signature', '--format=%H%n%ct%n%s', ...only]);
  const versions = stdout.toString('utf8').split('\0').filter((text) => text !== '').map((text) => {
    const [hash = '', at = '0', subject = ''] = text.split('\n');
    return { hash, atMs: Number(at) * 1000, subject };
  });
  return { versions, count };
}

/** The server's branch that this one follows; null: the server has none. */
export async function upstreamOf(git: Git, { branch, proposesTo }: { readonly branch: string | null; readonly proposesTo: string | undefined }): Promise<string | null> {
  const own = branch === null || proposesTo !== undefined ? [] : [`refs/remotes/origin/${branch}`];
  for (const ref of [...own, 'refs/remotes/origin/main']) {
    const { exitCode } = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', ref], { allowExit: [1, 128] });
    if (exitCode === 0) return ref;
  }
  return null;
}

async function countBehind(git: Git, upstream: string | null): Promise<number> {
  if (upstream === null) return 0;
  return Number((await git(['rev-list', '--count', '--end-of-options', `HEAD..${upstream}`])).stdout.toString('utf8'));
}
