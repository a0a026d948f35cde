import { access } from 'node:fs/promises';
import { join } from 'node:path';

import type { Repository } from '../../../agent/git/repositories.ts';
import { isAtelier } from '../../../shared/errors.ts';
import type { Operation, SyncState } from '../contract.ts';
import { lines, text, tipOf } from './branches.ts';

const MARKS: Readonly<Record<Operation, readonly string[]>> = { rebase: ['rebase-merge', 'rebase-apply'], merge: ['MERGE_HEAD'], 'cherry-pick': ['CHERRY_PICK_HEAD'], revert: ['REVERT_HEAD'] };

/** Where a module stands to the server; zeros where there is nothing to compare. */
export async function readSyncState({ root, look }: Pick<Repository, 'root' | 'look'>): Promise<SyncState> {
  const [symbolic, head, stashes, operation] = await Promise.all([
    look(['symbolic-ref', '--quiet', '--short', 'HEAD'], { allowExit: [1, 128] }),
    tipOf(look, 'HEAD'),
    look(['rev-list', '--walk-reflogs', '--count', 'refs/stash', '--'], { allowExit: [128] }),
    operationIn(root.path),
  ]);
  const branch = text(symbolic.stdout) || null;
  const upstream = branch === null || !(await tipOf(look, `refs/remotes/origin/${branch}`)) ? null : `origin/${branch}`;
  const counts = head === null ? { ahead: 0, behind: 0 } : await countsOf(look, upstream);
  return { branch, head, upstream, ...counts, stashCount: stashes.exitCode === 0 ? Number(text(stashes.stdout)) : 0, operation };
}

async function countsOf(look: Repository['look'], upstream: string | null): Promise<{ ahead: number; behind: number }> {
  try {
    if (upstream === null) return { ahead: Number(text((await look(['rev-list', '--count', 'HEAD', '--not', '--remotes=origin'])).stdout)), behind: 0 };
    const { stdout } = await look(['rev-list', '--left-right', '--count', `HEAD...refs/remotes/${upstream}`, '--']);
    const [ahead = 0, behind = 0] = text(stdout).split('\t').map(Number);
    return { ahead, behind };
  } catch (error) {
    if (isAtelier(error)) return { ahead: 0, behind: 0 }; // gone between two looks
    throw error;
  }
}

/** What git is in the middle of. */
export async function operationIn(root: string): Promise<Operation | null> {
  for (const [operation, marks] of Object.entries(MARKS)) {
    for (const mark of marks) {
      const isThere = await access(join(root, '.git', mark)).then(() => true, () => false);
      if (isThere) return operation as Operation;
    }
  }
  return null;
}

/** Files that are in conflict. */
export async function conflictsIn(look: Repository['look']): Promise<number> {
  return new Set(lines((await look(['ls-files', '--unmerged'])).stdout).map((line) => line.slice(line.indexOf('\t')))).size;
}
