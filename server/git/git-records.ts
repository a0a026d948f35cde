import { RateLimiterMemory } from 'rate-limiter-flexible';

import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { asAtelierError } from '../gateway/answers.ts';
import type { NamedModule } from '../grants/module-rights.ts';
import type { GitAsked } from './git-address.ts';
import type { GitPrincipal } from './git-principal.ts';
import type { PushOutcome } from './push-guard.ts';

/** A client that asks in a loop for what is not there writes no more than this; each record is a durable write. */
const REFUSALS_PER_MINUTE = 60;
const MAX_NAMED_REFS = 5;

/** What goes to the audit log about git: every push, and what was refused. */
export class GitRecords {
  readonly #audit: AuditLog;
  readonly #limiter = new RateLimiterMemory({ points: REFUSALS_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  constructor({ audit }: { readonly audit: AuditLog }) {
    this.#audit = audit;
  }

  async push({ who, asked, module }: { readonly who: GitPrincipal; readonly asked: GitAsked; readonly module: Pick<NamedModule, 'id'> }, { changed, refused }: PushOutcome): Promise<void> {
    const about = { actor: actorOf(who), action: 'git.push', target: module.id, address: who.address ?? '' };
    const common = { ...from(who), name: `${asked.project}/${asked.module}` };
    if (changed.length > 0) {
      await this.#audit.record({ ...about, outcome: 'done', details: { ...common, refs: changed.length, first: named(changed) } });
    }
    const [first] = refused;
    if (first !== undefined) {
      await this.#audit.record({ ...about, outcome: 'refused', details: { ...common, refs: refused.length, first: named(refused), reason: first.text } });
    } else if (changed.length === 0) {
      // Its objects were refused, it was too large, its client went away, or it had nothing new.
      await this.#audit.record({ ...about, outcome: 'failed', details: common });
    }
  }

  async refusal(who: GitPrincipal, { asked, error }: { readonly asked: GitAsked; readonly error: unknown }): Promise<void> {
    if ((await this.#limiter.penalty(who.memberId)).consumedPoints > REFUSALS_PER_MINUTE) return;
    const action = asked.service === 'receive-pack' ? 'git.push' : 'git.fetch';
    const details = { ...from(who), reason: asAtelierError(error).code };
    await this.#audit.record({ actor: actorOf(who), action, target: `${asked.project}/${asked.module}`, address: who.address ?? '', outcome: 'refused', details });
  }
}

function actorOf({ memberId }: GitPrincipal): { memberId: GitPrincipal['memberId']; sessionId: null } {
  return { memberId, sessionId: null };
}

function from({ via, tokenId, workspaceId }: GitPrincipal): Record<string, string> {
  return { via, ...(tokenId === undefined ? {} : { tokenId }), ...(workspaceId === null ? {} : { workspaceId }) };
}

function named(refs: readonly { readonly ref: string }[]): string {
  return refs.slice(0, MAX_NAMED_REFS).map(({ ref }) => ref).join(' ');
}
