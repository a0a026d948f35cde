import type { Git } from '../../../agent/git/run-git.ts';
import type { HistoryRef } from '../contract.ts';

const FORMAT = '--format=%(objectname)%00%(*objectname)%00%(refname)%00%(refname:short)%00%(symref)';
const PREFIXES = { 'refs/heads/': 'branch', 'refs/remotes/': 'remote', 'refs/tags/': 'tag' } as const;
const MAX_REFS = 5000;

export type Refs = { readonly refs: readonly HistoryRef[]; readonly head: string | null; readonly branch: string | null; readonly main: string | null };

/** Branches, remote branches and tags, each with its commit, and what is checked out. */
export async function readRefs(look: Git): Promise<Refs> {
  const [listed, commit, symbolic] = await Promise.all([
    look(['for-each-ref', `--count=${MAX_REFS}`, FORMAT, 'refs/heads', 'refs/remotes', 'refs/tags']),
    look(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExit: [1, 128] }),
    look(['symbolic-ref', '--quiet', 'HEAD'], { allowExit: [1, 128] }),
  ]);
  const head = commit.stdout.toString('utf8').trim() || null;
  const headRef = symbolic.stdout.toString('utf8').trim();
  const refs = listed.stdout.toString('utf8').split('\n').flatMap((line): HistoryRef[] => {
    const [object = '', peeled = '', ref = '', name = '', symref = ''] = line.split('\0');
    const kind = Object.entries(PREFIXES).find(([prefix]) => ref.startsWith(prefix))?.[1];
    // `origin/HEAD` only says which of the others is the remote's own.
    if (kind === undefined || symref !== '') return [];
    return [{ ref, name, kind, hash: peeled === '' ? object : peeled, isHead: ref === headRef }];
  });
  const tipOf = (ref: string): string | undefined => refs.find((known) => known.ref === ref)?.hash;
  return { refs, head, branch: headRef.startsWith('refs/heads/') ? headRef.slice('refs/heads/'.length) : null, main: tipOf('refs/heads/main') ?? tipOf('refs/heads/master') ?? tipOf('refs/remotes/origin/main') ?? null };
}
