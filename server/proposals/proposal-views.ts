import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { MemberId, ProposalId } from '../../shared/ids.ts';
import type { CommitView } from '../../shared/projects.ts';
import type { ProposalDetail, ProposalPart, ProposalView } from '../../shared/proposals.ts';
import { commitAtMs } from '../git/commit-log.ts';
import type { GrantedModule, ModuleRights } from '../grants/module-rights.ts';
import type { Storage } from '../storage/storage.ts';
import type { Conversation } from './conversation.ts';
import { branchRef, commitOf, compare, type Comparison, type ModuleGit } from './module-git.ts';
import { isActive, type Proposal } from './proposal-records.ts';
import { partsOf, readChanges } from './read-changes.ts';
import { keptRef } from './take-in.ts';

const MAX_VERSIONS = 100;
/** A list is for looking at: what was decided long ago is left out. */
const MAX_DECIDED = 50;

export type ViewsDeps = {
  readonly storage: Pick<Storage, 'proposals' | 'members'>;
  readonly conversation: Pick<Conversation, 'of' | 'countsOf'>;
  readonly rights: Pick<ModuleRights, 'visible' | 'accessTo'>;
  readonly gitOf: (moduleId: Proposal['moduleId']) => ModuleGit;
};

type Asker = Pick<Actor, 'memberId' | 'role'>;

/** What each member may know of proposals: their own, and those of modules that they may write. */
export class ProposalViews {
  readonly #deps: ViewsDeps;

  constructor(deps: ViewsDeps) {
    this.#deps = deps;
  }

  /** Newest first; what waits before what was decided. */
  async list(actor: Asker): Promise<ProposalView[]> {
    const { storage, rights } = this.#deps;
    const all = await storage.proposals.find();
    if (all.length === 0) return [];
    const modules = new Map((await rights.visible({ id: actor.memberId, role: actor.role })).map((module) => [module.id, module]));
    const found = all.flatMap((proposal) => {
      const module = modules.get(proposal.moduleId);
      return module !== undefined && (mayReview(actor, module) || isOwn(actor, proposal)) ? [{ proposal, module }] : [];
    });
    const sorted = found.toSorted((a, b) => b.proposal.updatedAtMs - a.proposal.updatedAtMs || b.proposal.id.localeCompare(a.proposal.id));
    const shown = [...sorted.filter(({ proposal }) => isActive(proposal)), ...sorted.filter(({ proposal }) => !isActive(proposal)).slice(0, MAX_DECIDED)];
    return await Promise.all(shown.map(({ proposal, module }) => this.#view(actor, { proposal, module })));
  }

  /** One of them. @throws AtelierError not_found: there is none, or none for this member */
  async one(actor: Asker, id: string): Promise<ProposalView> {
    return await this.#view(actor, await this.require(actor, id));
  }

  /** Whether there is a module whose work the member may review, or work of theirs that is reviewed. */
  async hasReviews(actor: Asker): Promise<boolean> {
    const { storage, rights } = this.#deps;
    const modules = await rights.visible({ id: actor.memberId, role: actor.role });
    if (modules.some((module) => mayReview(actor, module))) return true;
    const own = await storage.proposals.find({ memberId: actor.memberId });
    return own.some(({ moduleId }) => modules.some(({ id }) => id === moduleId));
  }

  /** @throws AtelierError not_found: there is none, or none for this member */
  async require(actor: Asker, id: string): Promise<{ proposal: Proposal; module: GrantedModule }> {
    const { storage, rights } = this.#deps;
    const proposal = await storage.proposals.get(id);
    const module = proposal === null ? null : await rights.accessTo({ id: actor.memberId, role: actor.role }, proposal.moduleId);
    if (proposal === null || module === null || (!mayReview(actor, module) && !isOwn(actor, proposal))) throw new AtelierError('not_found');
    return { proposal, module };
  }

  /** @throws AtelierError not_found */
  async detail(actor: Asker, id: string): Promise<ProposalDetail> {
    const found = await this.require(actor, id);
    const { proposal } = found;
    const git = this.#deps.gitOf(proposal.moduleId);
    const head = proposal.headCommit;
    const conversation = await this.#deps.conversation.of(actor, ProposalId.parse(proposal.id));
    const isThere = isActive(proposal) || (await commitOf(git, keptRef(ProposalId.parse(proposal.id)))) !== null;
    if (!isThere) return { ...(await this.#view(actor, found)), base: null, head, versions: [], conversation, conflicts: [], parts: [], isTooLarge: false };
    const target = await commitOf(git, branchRef(proposal.target));
    const comparison = await compare(git, { base: target, head });
    const { parts, isTooLarge } = await partsBetween(git, comparison);
    const versions = await versionsOf(git, { head, target });
    return { ...(await this.#view(actor, found)), base: comparison.base, head, versions, conversation, conflicts: [...comparison.conflicts], parts, isTooLarge };
  }

  async #view(actor: Asker, { proposal, module }: { proposal: Proposal; module: GrantedModule }): Promise<ProposalView> {
    const { id, revision, memberId, kind, branch, target, title, description, state, words, taken, decidedBy, headCommit, createdAtMs, updatedAtMs } = proposal;
    const nameOf = async (one: string): Promise<string> => (await this.#deps.storage.members.get(one))?.name ?? '';
    const names = await Promise.all([memberId, decidedBy].map((one) => (one === null ? Promise.resolve('') : nameOf(one))));
    const approvals = await Promise.all(proposal.approvals.map(async ({ memberId: by, head, atMs }) => ({ by: { memberId: by, name: await nameOf(by) }, atMs, isCurrent: head === headCommit, isOwn: by === actor.memberId })));
    return {
      id: ProposalId.parse(id),
      revision,
      moduleId: module.id,
      projectSlug: module.projectSlug,
      moduleSlug: module.slug,
      kind: module.kind,
      author: { memberId: MemberId.parse(memberId), name: names[0] ?? '' },
      kindOfReview: kind,
      source: branch,
      target,
      title,
      description,
      approvals,
      needsApproval: isActive(proposal) && needsApproval(module, proposal),
      comments: await this.#deps.conversation.countsOf(ProposalId.parse(id)),
      state,
      words,
      reviewer: decidedBy === null ? null : { memberId: decidedBy, name: names[1] ?? '' },
      taken,
      createdAtMs,
      updatedAtMs,
      isOwn: isOwn(actor, proposal),
      mayReview: mayReview(actor, module),
    };
  }
}

function isOwn({ memberId }: Asker, proposal: Proposal): boolean {
  return proposal.memberId === memberId;
}

/** Whether nobody but its author has said yes to what it holds now, where somebody has to. */
export function needsApproval({ reviewedBranches }: Pick<GrantedModule, 'reviewedBranches'>, { target, approvals, headCommit, memberId }: Proposal): boolean {
  return reviewedBranches.includes(target) && !approvals.some((approval) => approval.head === headCommit && approval.memberId !== memberId);
}

function mayReview({ role }: Asker, { access }: GrantedModule): boolean {
  return role !== 'stagiaire' && access === 'write';
}

async function partsBetween(git: ModuleGit, comparison: Comparison): Promise<{ parts: ProposalPart[]; isTooLarge: boolean }> {
  try {
    return { parts: partsOf(await readChanges(git, comparison)), isTooLarge: false };
  } catch (error) {
    if (isAtelier(error, 'too_large')) return { parts: [], isTooLarge: true };
    throw error;
  }
}

async function versionsOf(git: ModuleGit, { head, target }: { head: string; target: string | null }): Promise<CommitView[]> {
  const args = ['log', '-z', `-${MAX_VERSIONS}`, '--no-merges', '--format=%H%n%an%n%ae%n%at%n%s', head, ...(target === null ? [] : [`^${target}`]), '--'];
  const { stdout } = await git(args);
  return stdout.toString('utf8').split('\0').filter((text) => text !== '').map((text) => {
    const [hash = '', authorName = '', authorEmail = '', at = '0', subject = ''] = text.split('\n');
    return { hash, authorName, authorEmail, atMs: commitAtMs(at), subject };
  });
}
