import type { ModuleId } from '../../shared/ids.ts';
import { MAX_TREE_BYTES, type ImportSource, type ModulePreview, type PlannedFigures } from '../../shared/imports.ts';
import { COMMIT_FORMAT, commitAtMs, readCommits } from '../git/commit-log.ts';
import type { Repositories } from '../git/repositories.ts';
import { parseListing, SourceTree } from './source-tree.ts';

const SHOWN_COMMITS = 20;
const SHOWN_AUTHORS = 3;
const FIELD = '\x1f';

/** The newest commit's files. @throws AtelierError too_large */
export async function readTree(staged: Repositories, stagedId: ModuleId): Promise<SourceTree> {
  const { stdout } = await staged.git(stagedId, ['ls-tree', '-r', '-l', '-z', '--full-tree', 'HEAD'], { maxOutputBytes: MAX_TREE_BYTES });
  return new SourceTree(parseListing(stdout));
}

export async function describeSource(staged: Repositories, stagedId: ModuleId): Promise<ImportSource> {
  const text = async (args: readonly string[]): Promise<string> => (await staged.git(stagedId, args)).stdout.toString('utf8').trim();
  const [branch, commits, roots, facts, tree] = await Promise.all([
    text(['symbolic-ref', '--short', 'HEAD']),
    text(['rev-list', '--count', 'HEAD']),
    text(['log', '--max-parents=0', '--format=%ct', 'HEAD']),
    staged.facts(stagedId),
    readTree(staged, stagedId),
  ]);
  const firsts = roots.split('\n').map(commitAtMs).filter((atMs) => atMs > 0);
  return {
    branch,
    commits: Number(commits),
    firstCommitAtMs: firsts.length === 0 ? null : firsts.reduce((first, atMs) => Math.min(first, atMs)),
    files: tree.files,
    sizeBytes: facts.sizeBytes,
  };
}

/** How many commits touch these paths, and who made most of them. */
export async function historyOf(staged: Repositories, stagedId: ModuleId, paths: readonly string[]): Promise<Pick<PlannedFigures, 'commits' | 'authors'>> {
  const { stdout } = await staged.git(stagedId, ['log', '-z', '--format=%an%x1f%ae', 'HEAD', '--', ...pathspec(paths)], { maxOutputBytes: MAX_TREE_BYTES });
  const lines = stdout.toString('utf8').split('\0').filter((line) => line !== '');
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  const most = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN_AUTHORS);
  return {
    commits: lines.length,
    authors: most.map(([line]) => {
      const [name = '', email = ''] = line.split(FIELD);
      return { name: name.slice(0, 200), email: email.slice(0, 200) };
    }),
  };
}

/** The commits that touch these paths, newest first, and how many they are. */
export async function commitsOf(staged: Repositories, stagedId: ModuleId, paths: readonly string[]): Promise<Pick<ModulePreview, 'commits' | 'commitCount'>> {
  const spec = pathspec(paths);
  const [count, log] = await Promise.all([
    staged.git(stagedId, ['rev-list', '--count', 'HEAD', '--', ...spec]),
    staged.git(stagedId, ['log', '-z', `--max-count=${SHOWN_COMMITS}`, COMMIT_FORMAT, 'HEAD', '--', ...spec]),
  ]);
  return { commitCount: Number(count.stdout.toString('utf8')), commits: readCommits(log.stdout, { maxSubjectCharacters: 500 }) };
}

/** As they are written: a `*` in a name is a star. */
function pathspec(paths: readonly string[]): string[] {
  return paths.includes('') ? [] : paths.map((path) => `:(top,literal)${path}`);
}
