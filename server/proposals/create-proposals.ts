import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { ModuleId, ProposalId } from '../../shared/ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Decision, ProposalDetail, ProposalView } from '../../shared/proposals.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Repositories } from '../git/repositories.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import { standingOf } from '../members/standing.ts';
import type { Asking } from '../projects/use-case.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { Changes } from '../changes.ts';
import { live } from '../live.ts';
import { moduleGit } from './module-git.ts';
import { documentOf, isActive, requireRevision, syncProposals, type Proposal } from './proposal-records.ts';
import { ProposalViews } from './proposal-views.ts';
import { endBranch, takeParts, takeWhole, type Signature, type TakenIn, type TakeIn } from './take-in.ts';

export type ProposalsDeps = {
  readonly storage: Pick<Storage, 'proposals' | 'members' | 'modules'>;
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
  /** Its author takes it back. @throws AtelierError not_found, conflict */
  withdraw(asking: Asking, about: { readonly proposalId: ProposalId; readonly revision: number }): Promise<ProposalView>;
  /** Finds what was pushed while nobody listened. Need not be waited for: it looks into every module. */
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
  const views = new ProposalViews({ storage, rights, gitOf });

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
  const takeInOf = async ({ actor }: Asking, { id, branch, headCommit, title, memberId }: Proposal): Promise<TakeIn> => ({
    id: ProposalId.parse(id), branch, title, head: headCommit, author: await signatureOf(memberId), reviewer: await signatureOf(actor.memberId),
  });
  const viewOf = async (actor: Actor, id: string): Promise<ProposalView> => {
    const { proposal } = await views.require(actor, id);
    const found = (await views.list(actor)).find((view) => view.id === proposal.id);
    if (found === undefined) throw new AtelierError('not_found');
    return found;
  };

  /** Null: nothing of it is taken. */
  const takeIn = async (asking: Asking, proposal: Proposal, { accepted, base }: Decision): Promise<TakenIn | null> => {
    if (accepted !== 'all' && accepted.length === 0) return null;
    const git = gitOf(proposal.moduleId);
    const about = await takeInOf(asking, proposal);
    return accepted === 'all' ? { refs: await takeWhole(git, about), taken: null } : await takeParts(git, about, { base, chosen: new Set(accepted) });
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
          const result = await takeIn(asking, proposal, decision);
          const state = result !== null && result.taken === null ? 'accepted' : 'returned';
          const decided = { state, words: decision.words.trim(), taken: result?.taken ?? null, decidedBy: actor.memberId, updatedAtMs: clock.now() } as const;
          await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), ...decided });
          if (result !== null) repositories.pushed({ moduleId, refs: result.refs, memberId: null });
        }),
      );
      return await viewOf(actor, proposalId);
    },

    async withdraw({ actor, caller }, { proposalId, revision }) {
      const { proposal: { moduleId, memberId } } = await views.require(actor, proposalId);
      if (memberId !== actor.memberId) throw new AtelierError('not_found');
      await audited(audit, { actor, caller, action: 'proposal.withdraw', target: proposalId, details: { module: moduleId } }, () =>
        queue.run(moduleId, async () => {
          const proposal = requireRevision(await storage.proposals.get(proposalId), revision);
          if (!isActive(proposal)) throw new AtelierError('conflict', { because: 'decided' });
          const refs = await endBranch(gitOf(moduleId), { id: proposalId, branch: proposal.branch, head: proposal.headCommit });
          await storage.proposals.replace(proposal.id, proposal.revision, { ...documentOf(proposal), state: 'withdrawn', updatedAtMs: clock.now() });
          repositories.pushed({ moduleId, refs, memberId: null });
        }),
      );
      return await viewOf(actor, proposalId);
    },

    async start() {
      for (const { id } of await storage.modules.find({ state: 'live' })) if (!isClosed) await sync(ModuleId.parse(id));
    },

    async close() {
      isClosed = true;
      for (const end of ends.splice(0)) end();
      await queue.idle();
    },
  };
}
