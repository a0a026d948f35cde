import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { MIB } from '../../../shared/units.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { MAX_LISTED_CHANGES, MAX_LISTED_VERSIONS, type ModuleStatus, type UnsentVersion } from '../contract.ts';
import { findGitFolder, readFolderState, readRefsStamp } from './git-folder.ts';
import { parsePorcelain, type Porcelain } from './porcelain.ts';

/** The lists of 10,000 names and more. */
const MAX_STATUS_BYTES = 32 * MIB;
/** A git that runs has its lock for moments; one that is this old is worth telling. */
const LOCK_TOLD_AFTER_MS = 2000;

/** Where one module stands; what cannot be read is said, not thrown. */
export async function readStatus(repository: Repository): Promise<ModuleStatus> {
  const { look, root: { path, name } } = repository;
  const about = { root: FilePath.parse(path), name, access: accessOf(repository) };
  try {
    const folder = await findGitFolder(path);
    // The index is looked at before git does: what is written meanwhile makes another status.
    const [{ operation, lockedAtMs, indexStamp }, refs] = await Promise.all([readFolderState(folder), readRefsStamp(folder)]);
    const { branch, head, changes } = await readPorcelain(look, path);
    const { unsent, behind } = await readDistance(repository, { branch, head, refs });
    const isOld = lockedAtMs !== null && Date.now() - lockedAtMs >= LOCK_TOLD_AFTER_MS;
    return {
      ...about, branch, head, operation, lockedAtMs: isOld ? lockedAtMs : null, stamp: `${head ?? ''} ${indexStamp}`, problem: null,
      changes: changes.slice(0, MAX_LISTED_CHANGES), changeCount: changes.length,
      unsent: unsent.versions, unsentCount: unsent.count, behind,
    };
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    return { ...about, branch: null, head: null, operation: null, lockedAtMs: null, stamp: '', problem: problemOf(String(error.details['detail'])), changes: [], changeCount: 0, unsent: [], unsentCount: 0, behind: 0 };
  }
}

function accessOf({ root: { readOnly, proposesTo } }: Repository): ModuleStatus['access'] {
  if (readOnly) return 'read';
  return proposesTo === undefined ? 'write' : 'propose';
}

function problemOf(detail: string): NonNullable<ModuleStatus['problem']> {
  if (/not a git repository/.test(detail)) return 'no_repository';
  return /dubious ownership/.test(detail) ? 'other_owner' : 'unreadable';
}

/** What changed, as git has it now. @throws AtelierError upstream_failed, timeout */
export async function readPorcelain(look: Git, root: string): Promise<Porcelain> {
  const read = async (untracked: 'all' | 'normal'): Promise<Porcelain> => {
    const { stdout } = await look(['status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind', `--untracked-files=${untracked}`], { maxOutputBytes: MAX_STATUS_BYTES });
    return parsePorcelain(stdout, root);
  };
  try {
    return await read('all');
  } catch (error) {
    // A folder of very many new files, as its one name.
    if (isAtelier(error, 'too_large')) return await read('normal');
    throw error;
  }
}

type Distance = { readonly unsent: { readonly versions: UnsentVersion[]; readonly count: number }; readonly behind: number };
type Place = { readonly branch: string | null; readonly head: string | null; readonly refs: string };

/** What was found out last, and where the branches stood then: a save moves none of them. */
const distances = new WeakMap<Repository, { readonly key: string; readonly distance: Distance }>();

/** What is only here and what is only there: counted again when a branch moved. */
async function readDistance(repository: Repository, { branch, head, refs }: Place): Promise<Distance> {
  const key = JSON.stringify([branch, head, refs]);
  const known = distances.get(repository);
  if (known?.key === key) return known.distance;
  const { look, root: { proposesTo } } = repository;
  if (head === null) return { unsent: { versions: [], count: 0 }, behind: 0 };
  const [unsent, behind] = await Promise.all([readUnsent(look), upstreamOf(look, { branch, proposesTo }).then((upstream) => countBehind(look, upstream))]);
  distances.set(repository, { key, distance: { unsent, behind } });
  return { unsent, behind };
}

/** Commits that no branch of the server's had when it was last asked. */
async function readUnsent(look: Git): Promise<{ versions: UnsentVersion[]; count: number }> {
  const only = ['HEAD', '--not', '--remotes=origin'];
  const { exitCode, stdout: counted } = await look(['rev-list', '--count', '--no-merges', ...only, '--'], { allowExit: [128] });
  const count = exitCode === 0 ? Number(counted.toString('utf8')) : 0; // no commit yet
  if (count === 0) return { versions: [], count };
  const { stdout } = await look(['log', '-z', `-${MAX_LISTED_VERSIONS}`, '--no-merges', '--no-show-signature', '--format=%H%n%ct%n%s', ...only, '--']);
  const versions = stdout.toString('utf8').split('\0').filter((text) => text !== '').map((text) => {
    const [hash = '', at = '0', subject = ''] = text.split('\n');
    return { hash, atMs: Number(at) * 1000, subject };
  });
  return { versions, count };
}

/** The server's branch that this one follows; null: the server has none. */
export async function upstreamOf(look: Git, { branch, proposesTo }: { readonly branch: string | null; readonly proposesTo: string | undefined }): Promise<string | null> {
  const own = branch === null || proposesTo !== undefined ? [] : [`refs/remotes/origin/${branch}`];
  for (const ref of [...own, 'refs/remotes/origin/main']) {
    const { exitCode } = await look(['rev-parse', '--verify', '--quiet', '--end-of-options', ref], { allowExit: [1, 128] });
    if (exitCode === 0) return ref;
  }
  return null;
}

async function countBehind(look: Git, upstream: string | null): Promise<number> {
  if (upstream === null) return 0;
  return Number((await look(['rev-list', '--count', '--end-of-options', `HEAD..${upstream}`, '--'])).stdout.toString('utf8'));
}
