import { AtelierError } from '../../shared/errors.ts';
import { MemberId, type ModuleId, ProposalId } from '../../shared/ids.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import { MAX_TITLE } from '../../shared/proposals.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { ProposalDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { branchRef, commitOf, isAncestor, MAIN, textOf, type ModuleGit } from './module-git.ts';

export type Proposal = Stored<ProposalDocument>;

/** Where branches that are proposals lie: `<member's id>/<n>` below it. */
export const NAMESPACE = 'refs/heads/proposals/';
/** More branches of one member in one module are not listed: nobody reviews them. */
const MAX_ACTIVE = 100;

export type RecordsDeps = { readonly storage: Pick<Storage, 'proposals' | 'members'>; readonly audit: AuditLog; readonly clock: Clock };

/** Whether its branch is there: the author may send more, a reviewer may decide. */
export function isActive({ state }: Pick<ProposalDocument, 'state'>): boolean {
  return state === 'open' || state === 'returned';
}

/**
 * Brings what is recorded in line with the module's branches: a new `proposals/<memberId>/<n>` opens a proposal; of it,
 * and of what a request asks for, one that moved updates the record, one that is gone or in its target ends it. It may be asked at any time, and again: after a push, and at the start
 * for what a crash left. The caller sees to it that one runs at a time for a module.
 */
export async function syncProposals({ storage, audit, clock }: RecordsDeps, moduleId: ModuleId, git: ModuleGit): Promise<void> {
  const branches = await branchesOf(git);
  const allActive = (await storage.proposals.find({ moduleId })).filter(isActive);
  for (const request of allActive.filter(({ kind }) => kind === 'request')) await syncRequest({ storage, audit, clock }, request, git);
  const active = allActive.filter(({ kind }) => kind === 'proposal');
  if (branches.size === 0 && active.length === 0) return;
  const main = await commitOf(git, MAIN);
  const isIn = async (head: string): Promise<boolean> => main !== null && (await isAncestor(git, head, main));
  const record = (memberId: MemberId, verb: string, target: string): Promise<void> =>
    audit.record({ actor: { memberId, sessionId: null }, action: `proposal.${verb}`, target, address: '', outcome: 'done', details: { module: moduleId } });

  for (const proposal of active) {
    if (branches.has(proposal.branch)) continue;
    // Its branch ended by being accepted whole, or its author deleted it.
    const wasAccepted = await isIn(proposal.headCommit).catch(() => false);
    await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), state: wasAccepted ? 'accepted' : 'withdrawn', updatedAtMs: clock.now() });
    if (!wasAccepted) await record(proposal.memberId, 'withdraw', proposal.id);
  }
  const counts = new Map<string, number>();
  for (const [branch, { memberId, head }] of branches) {
    const known = active.find((proposal) => proposal.branch === branch);
    const count = (counts.get(memberId) ?? 0) + 1;
    counts.set(memberId, count);
    if (known?.headCommit === head || (known === undefined && (count > MAX_ACTIVE || (await isIn(head))))) continue;
    const atMs = clock.now();
    const title = await titleOf(git, { head, main });
    if (known === undefined) {
      if ((await storage.members.get(memberId)) === null) continue;
      const id = ProposalId.parse(newId('q'));
      await storage.proposals.insert(id, { ...NEW, moduleId, memberId, kind: 'proposal', branch, target: DEFAULT_BRANCH, title, description: '', headCommit: head, createdAtMs: atMs, updatedAtMs: atMs });
      await record(memberId, 'open', id);
    } else {
      await storage.proposals.replace(known.id, known.revision, { ...documentOf(known), title, state: 'open', taken: null, headCommit: head, updatedAtMs: atMs });
      await record(memberId, 'update', known.id);
    }
  }
}

/** What every proposal and request begins with. */
export const NEW = { state: 'open', words: '', taken: null, decidedBy: null, approvals: [] } satisfies Partial<ProposalDocument>;

/** A request is opened by its author; its branch may move, go, or come into the target by another way. */
async function syncRequest({ storage, audit, clock }: RecordsDeps, request: Proposal, git: ModuleGit): Promise<void> {
  const head = await commitOf(git, branchRef(request.branch));
  const target = await commitOf(git, branchRef(request.target));
  const isIn = async (commit: string): Promise<boolean> => target !== null && (await isAncestor(git, commit, target).catch(() => false));
  const change = async (part: Partial<ProposalDocument>): Promise<void> => {
    await storage.proposals.replace(request.id, request.revision, { ...documentOf(request), ...part, updatedAtMs: clock.now() });
  };
  if (await isIn(head ?? request.headCommit)) return change({ state: 'accepted' });
  if (head === request.headCommit) return;
  if (head !== null) return change({ state: 'open', taken: null, headCommit: head });
  await change({ state: 'withdrawn' });
  await audit.record({ actor: { memberId: request.memberId, sessionId: null }, action: 'proposal.withdraw', target: request.id, address: '', outcome: 'done', details: { module: request.moduleId } });
}

async function branchesOf(git: ModuleGit): Promise<Map<string, { memberId: MemberId; head: string }>> {
  const lines = (await textOf(git(['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)', NAMESPACE]))).split('\n');
  const found = lines.flatMap((line) => {
    const [head = '', type, ref = ''] = line.split(' ');
    const [name = '', rest] = ref.slice(NAMESPACE.length).split(/\/(.*)/s);
    const memberId = MemberId.safeParse(name);
    if (type !== 'commit' || !memberId.success || rest === undefined) return [];
    return [[ref.slice('refs/heads/'.length), { memberId: memberId.data, head }] as const];
  });
  return new Map(found);
}

/** The first line of the newest version that is no merge. */
async function titleOf(git: ModuleGit, { head, main }: { head: string; main: string | null }): Promise<string> {
  const since = main === null ? [] : [`^${main}`];
  const own = await textOf(git(['log', '-1', '--no-merges', '--format=%s', head, ...since, '--']));
  return (own === '' ? await textOf(git(['log', '-1', '--format=%s', head, '--'])) : own).slice(0, MAX_TITLE);
}

/** What is stored, without what the storage adds. */
export function documentOf({ id: _id, revision: _revision, ...document }: Proposal): ProposalDocument {
  return document;
}

/** @throws AtelierError not_found; conflict: somebody else decided, or the author sent more, since `revision` was read */
export function requireRevision(proposal: Proposal | null, revision: number): Proposal {
  if (proposal === null) throw new AtelierError('not_found');
  if (proposal.revision !== revision) throw new AtelierError('conflict', { because: 'moved' });
  return proposal;
}
