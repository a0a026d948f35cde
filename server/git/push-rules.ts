import type { MemberId } from '../../shared/ids.ts';
import type { GrantedModule } from '../grants/module-rights.ts';
import { isBackup } from './backup-ref.ts';
import type { GitText } from './git-texts.ts';
import type { RefChange } from './repositories.ts';

export const NO_COMMIT = '0'.repeat(40);
const BRANCH = 'refs/heads/';
const PROPOSALS = `${BRANCH}proposals/`;
const TAKEN = [BRANCH, 'refs/tags/', 'refs/notes/'];
const MAX_REFS = 5000;
const MAX_REF_CHARACTERS = 250;

/** Why one ref, or with `ref: ''` the whole push, is not let in. */
export type PushRefusal = { readonly ref: string; readonly text: GitText };

export type AskedPush = {
  readonly memberId: MemberId;
  /** null: there is no such module for this member (any more). */
  readonly module: Pick<GrantedModule, 'access' | 'protectedBranches' | 'reviewedBranches'> | null;
  readonly refs: readonly RefChange[];
  /** The one backup that whoever pushes may write; null, and left out: none. */
  readonly backup?: string | null;
  /** Asked for protected branches that already are and will be. */
  readonly isFastForward: (change: RefChange) => Promise<boolean>;
};

/** Where a stagiaire's work goes, and nobody else's. */
export function proposalNamespace(memberId: MemberId): string {
  return `${PROPOSALS}${memberId}/`;
}

/** What speaks against a push; nothing: it may be let in, all of it. A push is taken whole or not at all. */
export async function refusalsOf({ memberId, module, refs, isFastForward, backup = null }: AskedPush): Promise<PushRefusal[]> {
  if (module === null) return [{ ref: '', text: 'gone' }];
  if (module.access === 'read') return [{ ref: '', text: 'readOnly' }];
  if (refs.length > MAX_REFS) return [{ ref: '', text: 'tooManyRefs' }];
  const refusals: PushRefusal[] = [];
  for (const change of refs) {
    const text = await refusalOf(change, { memberId, module, isFastForward, backup });
    if (text !== null) refusals.push({ ref: change.ref, text });
  }
  return refusals;
}

type Asker = Pick<AskedPush, 'memberId' | 'isFastForward'> & { readonly module: NonNullable<AskedPush['module']>; readonly backup: string | null };

async function refusalOf(change: RefChange, { memberId, module, isFastForward, backup }: Asker): Promise<GitText | null> {
  const { ref, before, after } = change;
  if (ref.length > MAX_REF_CHARACTERS) return 'refTooLong';
  if (isBackup(ref)) return ref === backup ? null : 'refNotTaken';
  const isOwnProposal = ref.startsWith(proposalNamespace(memberId)) && ref.length > proposalNamespace(memberId).length;
  if (module.access === 'propose') return isOwnProposal ? null : 'proposalsOnly';
  if (!TAKEN.some((prefix) => ref.startsWith(prefix)) || ref === `${BRANCH}HEAD`) return 'refNotTaken';
  if (ref.startsWith(PROPOSALS) && !isOwnProposal) return 'othersProposal';
  // The first push to a branch makes it; there is nothing to review it against.
  if (before !== NO_COMMIT && ref.startsWith(BRANCH) && module.reviewedBranches.includes(ref.slice(BRANCH.length))) return 'reviewedOnly';
  const isProtected = ref.startsWith(BRANCH) && module.protectedBranches.includes(ref.slice(BRANCH.length));
  if (!isProtected || before === NO_COMMIT) return null;
  if (after === NO_COMMIT) return 'protectedDelete';
  return (await isFastForward(change)) ? null : 'protectedForce';
}
