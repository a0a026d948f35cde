import { isAtelier } from '../../shared/errors.ts';
import type { CommitView, ModuleFacts } from '../../shared/projects.ts';
import { KIB, MIB } from '../../shared/units.ts';
import { COMMIT_FORMAT, readCommits } from './commit-log.ts';
import { addUp } from './languages.ts';
import type { GitOptions } from './repositories.ts';

/** A tree of half a million files; beyond it the languages stay unknown. */
const MAX_LISTING_BYTES = 64 * MIB;
const BLOB_LINE = /^100(?:644|755) blob [0-9a-f]+ +(\d+)\t(.+)$/s;

export const NO_FACTS: ModuleFacts = { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false };

export type Git = (args: readonly string[], options?: GitOptions) => Promise<{ exitCode: number; stdout: Buffer }>;

/** Asks git; nothing is checked out. `head` is a commit, null where nothing was ever pushed to the default branch. */
export async function gatherFacts(git: Git, head: string | null): Promise<ModuleFacts> {
  const sizeBytes = await sizeOf(git);
  if (head === null) {
    const { stdout } = await git(['for-each-ref', '--count=1', 'refs/heads', 'refs/tags']);
    return { ...NO_FACTS, sizeBytes, hasCommits: stdout.length > 0 };
  }
  return { lastCommit: await commitView(git, head), sizeBytes, languages: await languages(git, head), hasCommits: true };
}

async function commitView(git: Git, head: string): Promise<CommitView | null> {
  const { stdout } = await git(['log', '-z', '-1', '--no-show-signature', COMMIT_FORMAT, '--end-of-options', head, '--']);
  return readCommits(stdout, { maxSubjectCharacters: KIB })[0] ?? null;
}

async function languages(git: Git, head: string): Promise<ModuleFacts['languages']> {
  try {
    const { stdout } = await git(['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', head], { maxOutputBytes: MAX_LISTING_BYTES });
    return addUp(blobs(stdout));
  } catch (error) {
    if (isAtelier(error, 'too_large')) return [];
    throw error;
  }
}

function* blobs(listing: Buffer): Generator<{ path: string; bytes: number }> {
  for (let start = 0, end = listing.indexOf(0); end !== -1; start = end + 1, end = listing.indexOf(0, start)) {
    const [, bytes, path] = BLOB_LINE.exec(listing.toString('utf8', start, end)) ?? [];
    if (bytes !== undefined && path !== undefined) yield { path, bytes: Number(bytes) };
  }
}

async function sizeOf(git: Git): Promise<number> {
  const { stdout } = await git(['count-objects', '-v']);
  const figure = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout.toString('utf8'))?.[1] ?? 0);
  return (figure('size') + figure('size-pack')) * KIB;
}
