import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { ModuleId, ProposalId, type ReviewCommentId } from '../../shared/ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import { DEFAULT_BRANCH } from '../../shared/projects.ts';
import type { BranchView, Decision, NewComment, NewRequest, ProposalDetail, ProposalView, ReviewComment } from '../../shared/proposals.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { hasRefsUnder } from '../git/refs-on-disk.ts';
import type { Repositories } from '../git/repositories.ts';
import type { GrantedModule, ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import { standingOf } from '../members/standing.ts';
import type { Asking } from '../projects/use-case.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { Changes } from '../changes.ts';
import { live } from '../live.ts';
import { Conversation } from './conversation.ts';
import { moduleGit } from './module-git.ts';
import { documentOf, isActive, NAMESPACE, requireRevision, syncProposals, type Proposal } from './proposal-records.ts';
import { needsApproval, ProposalViews } from './proposal-views.ts';
import { Requests } from './requests.ts';
import type { Signature } from './make-commits.ts';
import { endBranch, takeParts, takeWhole, type TakenIn, type TakeIn } from './take-in.ts';

export type ProposalsDeps = {
  readonly storage: Pick<Storage, 'proposals' | 'reviewComments' | 'members' | 'modules'>;
  readonly repositories: Pick<Repositories, 'folder' | 'ready' | 'onPushed' | 'pushed'>;
  readonly rights: ModuleRights;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn'>;
};

export type Proposals = {
  list(actor: Actor): Promise<ProposalView[]>;
  /** The actor's list again after every change, until the signal. */
  watch(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<ProposalView[]>;
  /** @throws AtelierError not_found */
  get(actor: Actor, id: ProposalId): Promise<ProposalDetail>;
  /** Whether there is a page of reviews for this member. */
  hasReviews(actor: Actor): Promise<boolean>;
  /**
   * Takes in all, some or none of a proposal; what is not taken goes back to its author with the reviewer's words.
   * @throws AtelierError not_found; conflict: it is decided, contradicts main, or something moved since it was looked at
   */
  decide(asking: Asking, decision: Decision): Promise<ProposalView>;
  /** @throws AtelierError not_found: no module that the actor may write */
  branches(actor: Actor, moduleId: ModuleId): Promise<BranchView[]>;
  /** @throws AtelierError as `Requests.open` */
  open(asking: Asking, request: NewRequest): Promise<ProposalView>;
  /** @throws AtelierError not_found; forbidden: one's own; conflict: it moved, or is decided */
  approve(asking: Asking, about: { readonly proposalId: ProposalId; readonly head: string; readonly approved: boolean }): Promise<ProposalView>;
  /** @throws AtelierError not_found, limit_reached */
  comment(asking: Asking, comment: NewComment): Promise<ReviewComment>;
  /** By its author, and by whoever may review. @throws AtelierError not_found */
  resolve(asking: Asking, about: { readonly commentId: ReviewCommentId; readonly resolved: boolean }): Promise<void>;
  /** @throws AtelierError not_found: another's */
  removeComment(asking: Asking, commentId: ReviewCommentId): Promise<void>;
  /** Its author takes it back. @throws AtelierError not_found, conflict */
  withdraw(asking: Asking, about: { readonly proposalId: ProposalId; readonly revision: number }): Promise<ProposalView>;
  /** Finds what was pushed while nobody listened. Need not be waited for: it looks at every module. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** Work of members who may not push, on its way to main. Call `start` once everything else is there, and `close` at the end. */
export function createProposals(deps: ProposalsDeps): Proposals {
  const { storage, repositories, rights, audit, clock, log } = deps;
  const queue = new KeyedQueue();
  const changes = new Changes();
  let isClosed = false;
  const gitOf = (moduleId: ModuleId) => moduleGit(repositories, moduleId);
  const conversation = new Conversation({ storage, clock });
  const views = new ProposalViews({ storage, rights, gitOf, conversation });
  const requests = new Requests({ storage, rights, gitOf, clock });

  const sync = async (moduleId: ModuleId): Promise<void> => {
    await queue.run(moduleId, () => syncProposals({ storage, audit, clock }, moduleId, gitOf(moduleId))).catch((error: unknown) => {
      // A module that was erased meanwhile took its proposals with it.
      if (!isAtelier(error, 'not_found')) log.error({ err: error, moduleId }, 'the proposals of a module could not be looked through');
    });
    changes.tell();
  };
  const ends = [
    rights.onChanged(() => changes.tell()),
    storage.proposals.watch(() => changes.tell()),
    storage.reviewComments.watch(() => changes.tell()),
    repositories.onPushed(({ moduleId }) => void sync(moduleId)),
  ];

  const signatureOf = async (memberId: string): Promise<Signature> => {
    const member = await storage.members.get(memberId);
    return { name: member?.name ?? memberId, email: member?.email ?? '' };
  };
  const isStill = async ({ memberId, role }: Actor): Promise<boolean> => {
    const member = await storage.members.get(memberId);
    return member !== null && member.role === role && standingOf(member, clock.now()) === 'good';
  };
  const takeInOf = async ({ actor }: Asking, { id, kind, branch, target, headCommit, title, description, memberId }: Proposal): Promise<TakeIn> => ({
    id: ProposalId.parse(id), kind, branch, target, title, description, head: headCommit, author: await signatureOf(memberId), reviewer: await signatureOf(actor.memberId),
  });
  /** Null: nothing of it is taken. */
  const takeIn = async (asking: Asking, { proposal, module }: Reviewed, { accepted, base, method, ...wish }: Decision): Promise<TakenIn | null> => {
    if (accepted !== 'all' && accepted.length === 0) return null;
    // Whoever decides about another's work approves it by that.
    if (proposal.memberId === asking.actor.memberId && needsApproval(module, proposal)) throw new AtelierError('conflict', { because: 'approval' });
    const git = gitOf(proposal.moduleId);
    const about = await takeInOf(asking, proposal);
    const endsBranch = proposal.kind === 'proposal' || (wish.endsBranch && !isKept(module, proposal.branch));
    return accepted === 'all' ? { refs: await takeWhole(git, about, { method, endsBranch }), taken: null } : await takeParts(git, about, { base, chosen: new Set(accepted), endsBranch });
  };

  return {
    list: (actor) => views.list(actor),
    watch: (actor, signal) => live(changes, () => views.list(actor), signal),
    get: (actor, id) => views.detail(actor, id),
    hasReviews: (actor) => views.hasReviews(actor),

    async decide(asking, decision) {
      const { actor, caller } = asking;
      const { proposalId, accepted, head } = decision;
      const { proposal: { moduleId } } = await views.require(actor, proposalId);
      const verb = accepted.length === 0 ? 'return' : 'accept';
      const details = { module: moduleId, parts: accepted === 'all' ? accepted : accepted.length };
      await audited(audit, { actor, caller, action: `proposal.${verb}`, target: proposalId, details }, () =>
        queue.run(moduleId, async () => {
          // Anew: others' decisions may have taken their time.
          const { module } = await views.require(actor, proposalId);
          if (actor.role === 'stagiaire' || module.access !== 'write' || !(await isStill(actor))) throw new AtelierError('forbidden');
          const proposal = requireRevision(await storage.proposals.get(proposalId), decision.revision);
          if (!isActive(proposal)) throw new AtelierError('conflict', { because: 'decided' });
          if (proposal.headCommit !== head) throw new AtelierError('conflict', { because: 'moved' });
          const result = await takeIn(asking, { proposal, module }, decision);
          const state = result !== null && result.taken === null ? 'accepted' : 'returned';
          const decided = { state, words: decision.words.trim(), taken: result?.taken ?? null, decidedBy: actor.memberId, updatedAtMs: clock.now() } as const;
          await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), ...decided });
          if (result !== null) repositories.pushed({ moduleId, refs: result.refs, memberId: null });
        }),
      );
      return await views.one(actor, proposalId);
    },

    branches: (actor, moduleId) => requests.branches(actor, moduleId),

    async open(asking, request) {
      const { actor, caller } = asking;
      const { moduleId, source, target } = request;
      const opened = await audited(audit, { actor, caller, action: 'proposal.open', target: moduleId, details: { module: moduleId, source, target } }, () => queue.run(moduleId, () => requests.open(actor, request)));
      return await views.one(actor, opened.id);
    },

    async approve({ actor, caller }, { proposalId, head, approved }) {
      const { proposal: { moduleId } } = await views.require(actor, proposalId);
      await audited(audit, { actor, caller, action: approved ? 'proposal.approve' : 'proposal.unapprove', target: proposalId, details: { module: moduleId } }, () =>
        queue.run(moduleId, async () => {
          const { proposal, module } = await views.require(actor, proposalId);
          if (actor.role === 'stagiaire' || module.access !== 'write' || proposal.memberId === actor.memberId) throw new AtelierError('forbidden');
          if (!isActive(proposal)) throw new AtelierError('conflict', { because: 'decided' });
          if (proposal.headCommit !== head) throw new AtelierError('conflict', { because: 'moved' });
          const others = proposal.approvals.filter(({ memberId }) => memberId !== actor.memberId);
          const approvals = approved ? [...others, { memberId: actor.memberId, head, atMs: clock.now() }] : others;
          await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), approvals });
        }),
      );
      return await views.one(actor, proposalId);
    },

    async comment({ actor, caller }, comment) {
      const { proposalId } = comment;
      const { proposal: { moduleId } } = await views.require(actor, proposalId);
      return await audited(audit, { actor, caller, action: 'proposal.comment', target: proposalId, details: { module: moduleId } }, () => queue.run(proposalId, () => conversation.add(actor, comment)));
    },

    async resolve({ actor, caller }, { commentId, resolved }) {
      const { proposalId } = await conversation.about(commentId);
      const { proposal: { moduleId } } = await views.require(actor, proposalId);
      await audited(audit, { actor, caller, action: 'proposal.resolve', target: proposalId, details: { module: moduleId, resolved } }, () => conversation.resolve(actor, commentId, resolved));
    },

    async removeComment({ actor, caller }, commentId) {
      const { proposalId, memberId } = await conversation.about(commentId);
      const { proposal: { moduleId } } = await views.require(actor, proposalId);
      if (memberId !== actor.memberId) throw new AtelierError('not_found');
      await audited(audit, { actor, caller, action: 'proposal.remove_comment', target: proposalId, details: { module: moduleId } }, () => conversation.remove(commentId));
    },

    async withdraw({ actor, caller }, { proposalId, revision }) {
      const { proposal: { moduleId, memberId } } = await views.require(actor, proposalId);
      if (memberId !== actor.memberId) throw new AtelierError('not_found');
      await audited(audit, { actor, caller, action: 'proposal.withdraw', target: proposalId, details: { module: moduleId } }, () =>
        queue.run(moduleId, async () => {
          const proposal = requireRevision(await storage.proposals.get(proposalId), revision);
          if (!isActive(proposal)) throw new AtelierError('conflict', { because: 'decided' });
          // A request's branch is a branch like others: it stays.
          const refs = proposal.kind === 'request' ? [] : await endBranch(gitOf(moduleId), { id: proposalId, branch: proposal.branch, head: proposal.headCommit });
          await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), state: 'withdrawn', updatedAtMs: clock.now() });
          if (refs.length > 0) repositories.pushed({ moduleId, refs, memberId: null });
        }),
      );
      return await views.one(actor, proposalId);
    },

    async start() {
      const active = new Set((await storage.proposals.find()).filter(isActive).map(({ moduleId }) => moduleId));
      for (const { id } of await storage.modules.find({ state: 'live' })) {
        const moduleId = ModuleId.parse(id);
        // Most modules have none: git is not started for each of hundreds to say so.
        if (!isClosed && (active.has(moduleId) || (await hasRefsUnder(repositories.folder(moduleId), NAMESPACE)))) await sync(moduleId);
      }
    },

    async close() {
      isClosed = true;
      for (const end of ends.splice(0)) end();
      await queue.idle();
    },
  };
}

type Reviewed = { readonly proposal: Proposal; readonly module: GrantedModule };

/** Branches that a request never ends, whatever is asked. */
function isKept({ protectedBranches, reviewedBranches }: GrantedModule, branch: string): boolean {
  return branch === DEFAULT_BRANCH || protectedBranches.includes(branch) || reviewedBranches.includes(branch);
}
