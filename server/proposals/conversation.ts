import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { type MemberId, type ProposalId, ReviewCommentId } from '../../shared/ids.ts';
import { MAX_COMMENTS, type NewComment, type ReviewComment } from '../../shared/proposals.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { ReviewCommentDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';

type Comment = Stored<ReviewCommentDocument>;

export type ConversationDeps = { readonly storage: Pick<Storage, 'reviewComments' | 'members'>; readonly clock: Clock };

/** What is said of proposals. Who may read or say something is asked before: a comment is as visible as what it is about. */
export class Conversation {
  readonly #deps: ConversationDeps;

  constructor(deps: ConversationDeps) {
    this.#deps = deps;
  }

  /** Oldest first. */
  async of({ memberId }: Pick<Actor, 'memberId'>, proposalId: ProposalId): Promise<ReviewComment[]> {
    const comments = await this.#deps.storage.reviewComments.find({ proposalId });
    const sorted = comments.toSorted((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id));
    return await Promise.all(sorted.map((comment) => this.#view(memberId, comment)));
  }

  /** `unresolved`: of those that begin a thread on a line. */
  async countsOf(proposalId: ProposalId): Promise<{ count: number; unresolved: number }> {
    const comments = await this.#deps.storage.reviewComments.find({ proposalId });
    return { count: comments.length, unresolved: comments.filter(({ place, replyTo, resolvedBy }) => place !== null && replyTo === null && resolvedBy === null).length };
  }

  /** @throws AtelierError limit_reached; not_found: what it answers is not there, or is an answer itself */
  async add({ memberId }: Actor, { proposalId, text, place, replyTo }: NewComment): Promise<ReviewComment> {
    const { storage, clock } = this.#deps;
    const present = await storage.reviewComments.find({ proposalId });
    if (present.length >= MAX_COMMENTS) throw new AtelierError('limit_reached', { limit: MAX_COMMENTS });
    if (replyTo !== null && !present.some(({ id, replyTo: answered }) => id === replyTo && answered === null)) throw new AtelierError('not_found');
    const id = ReviewCommentId.parse(newId('c'));
    const made = await storage.reviewComments.insert(id, { proposalId, memberId, text, place: replyTo === null ? place : null, replyTo, resolvedBy: null, createdAtMs: clock.now() });
    return this.#view(memberId, made);
  }

  /** The proposal of a comment. @throws AtelierError not_found */
  async about(commentId: ReviewCommentId): Promise<{ proposalId: ProposalId; memberId: MemberId }> {
    return await this.#require(commentId);
  }

  /** @throws AtelierError not_found; conflict: somebody else did just now */
  async resolve({ memberId }: Actor, commentId: ReviewCommentId, resolved: boolean): Promise<void> {
    const { id, revision, ...document } = await this.#require(commentId);
    await this.#deps.storage.reviewComments.replace(id, revision, { ...document, resolvedBy: resolved ? memberId : null });
  }

  /** With the answers to it. @throws AtelierError not_found */
  async remove(commentId: ReviewCommentId): Promise<void> {
    const { reviewComments } = this.#deps.storage;
    const { proposalId } = await this.#require(commentId);
    for (const { id, replyTo } of await reviewComments.find({ proposalId })) if (replyTo === commentId) await reviewComments.delete(id);
    await reviewComments.delete(commentId);
  }

  async #require(commentId: ReviewCommentId): Promise<Comment> {
    const comment = await this.#deps.storage.reviewComments.get(commentId);
    if (comment === null) throw new AtelierError('not_found');
    return comment;
  }

  async #view(asker: MemberId, { id, memberId, text, place, replyTo, resolvedBy, createdAtMs }: Comment): Promise<ReviewComment> {
    const somebody = async (who: MemberId): Promise<ReviewComment['by']> => ({ memberId: who, name: (await this.#deps.storage.members.get(who))?.name ?? '' });
    return { id: ReviewCommentId.parse(id), by: await somebody(memberId), text, place, replyTo, resolvedBy: resolvedBy === null ? null : await somebody(resolvedBy), createdAtMs, isOwn: memberId === asker };
  }
}
