import { isBranchName } from '../../../agent/git/revision.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MAX_BRANCHES, type Branch } from '../contract.ts';

const MAX_DATE_MS = 8.64e15;
const FORMAT = '--format=%(refname)%00%(objectname)%00%(symref)%00%(committerdate:unix)%00%(authorname)%00%(subject)';

/** Branches that are here and on remotes, the latest first, and tags. */
export async function listBranches(look: Git): Promise<{ branches: Branch[]; tags: { name: string; hash: string }[] }> {
  const [listed, tags, symbolic] = await Promise.all([
    look(['for-each-ref', `--count=${MAX_BRANCHES}`, '--sort=-committerdate', FORMAT, 'refs/heads', 'refs/remotes']),
    look(['for-each-ref', `--count=${MAX_BRANCHES}`, '--sort=-creatordate', '--format=%(refname)%00%(objectname)%00%(*objectname)', 'refs/tags']),
    look(['symbolic-ref', '--quiet', 'HEAD'], { allowExit: [1, 128] }),
  ]);
  const head = text(symbolic.stdout);
  const branches = lines(listed.stdout).flatMap((line): Branch[] => {
    const [ref = '', hash = '', symref = '', seconds = '0', authorName = '', subject = ''] = line.split('\0');
    const [, remote = null, name = ''] = /^refs\/(?:heads|remotes\/([^/]+))\/(.+)$/s.exec(ref) ?? [];
    if (name === '' || symref !== '') return [];
    const atMs = Number(seconds) * 1000;
    return [{ name, remote: remote ?? null, hash, subject: subject.slice(0, 300), authorName: authorName.slice(0, 100), atMs: Math.abs(atMs) <= MAX_DATE_MS ? atMs : 0, isHead: ref === head }];
  });
  return {
    branches,
    tags: lines(tags.stdout).map((line) => {
      const [ref = '', hash = '', peeled = ''] = line.split('\0');
      return { name: ref.slice('refs/tags/'.length), hash: peeled === '' ? hash : peeled };
    }),
  };
}

/** @throws AtelierError invalid_input (bad_name) */
export function checkName(name: string): void {
  if (!isBranchName(name)) throw new AtelierError('invalid_input', { field: 'name', because: 'bad_name' });
}

/** @throws AtelierError already_exists */
export async function createBranch(git: Git, { name, from }: { readonly name: string; readonly from: string | null }): Promise<void> {
  checkName(name);
  if (await exists(git, `refs/heads/${name}`)) throw new AtelierError('already_exists');
  await git(['branch', '--no-track', '--end-of-options', name, ...(from === null ? [] : [from])]).catch(explained);
}

/** @throws AtelierError already_exists, not_found */
export async function renameBranch(git: Git, { name, to }: { readonly name: string; readonly to: string }): Promise<void> {
  checkName(name);
  checkName(to);
  if (!(await exists(git, `refs/heads/${name}`))) throw new AtelierError('not_found');
  if (await exists(git, `refs/heads/${to}`)) throw new AtelierError('already_exists');
  await git(['branch', '--move', '--end-of-options', name, to]).catch(explained);
}

/** @returns the commit it was at. @throws AtelierError not_found; conflict: checked_out, not_merged */
export async function removeBranch(git: Git, { name, force }: { readonly name: string; readonly force: boolean }): Promise<string> {
  checkName(name);
  const ref = `refs/heads/${name}`;
  const hash = await tipOf(git, ref);
  if (hash === null) throw new AtelierError('not_found');
  const { exitCode, stdout } = await git(['symbolic-ref', '--quiet', 'HEAD'], { allowExit: [1] });
  if (exitCode === 0 && text(stdout) === ref) throw new AtelierError('conflict', { because: 'checked_out' });
  if (!force && (await isAlone(git, { ref, hash }))) throw new AtelierError('conflict', { because: 'not_merged' });
  await git(['branch', '--delete', '--force', '--end-of-options', name]).catch(explained);
  return hash;
}

/** Whether it has commits that no other branch, here or on a remote, and no tag has. */
async function isAlone(git: Git, { ref, hash }: { readonly ref: string; readonly hash: string }): Promise<boolean> {
  const { stdout } = await git(['for-each-ref', `--contains=${hash}`, '--count=2', '--format=%(refname)', 'refs/heads', 'refs/remotes', 'refs/tags']);
  return lines(stdout).every((other) => other === ref);
}

export async function createTag(git: Git, { name, at, message }: { readonly name: string; readonly at: string; readonly message: string }): Promise<void> {
  checkName(name);
  if (await exists(git, `refs/tags/${name}`)) throw new AtelierError('already_exists');
  if (message.trim() === '') await git(['tag', '--no-sign', '--end-of-options', name, at]).catch(explained);
  else await git(['tag', '--annotate', '--no-sign', '--file=-', '--end-of-options', name, at], { input: `${message}\n` }).catch(explained);
}

export async function removeTag(git: Git, name: string): Promise<void> {
  checkName(name);
  if (!(await exists(git, `refs/tags/${name}`))) throw new AtelierError('not_found');
  await git(['update-ref', '-d', `refs/tags/${name}`]);
}

export async function exists(git: Git, ref: string): Promise<boolean> {
  return (await tipOf(git, ref)) !== null;
}

export async function tipOf(git: Git, ref: string): Promise<string | null> {
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], { allowExit: [1, 128] });
  return exitCode === 0 ? text(stdout) : null;
}

/** What git says about names that stand in each other's way. */
function explained(error: unknown): never {
  if (error instanceof AtelierError && /cannot lock ref|exists; cannot create|not a valid (branch|tag) name/.test(String(error.details['detail']))) throw new AtelierError('invalid_input', { field: 'name', because: 'bad_name' }, { cause: error });
  throw error;
}

export function text(bytes: Buffer): string {
  return bytes.toString('utf8').trim();
}

export function lines(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\n').filter((line) => line !== '');
}
