import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { AtelierError } from '../../shared/errors.ts';
import { MemberId, type WorkspaceId } from '../../shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import type { DoorAsked } from './door-address.ts';

/** More than this in a minute from one workspace says nothing new, and each would be a durable write. */
const RECORDED_PER_MINUTE = 30;

type Refusal = { readonly workspaceId: WorkspaceId; readonly asked: DoorAsked | null; readonly error: AtelierError };

/** Writes to the audit log what a workspace asked for and may not have. A service that does not run is no refusal. */
export class DoorRefusals {
  readonly #deps: { readonly storage: Pick<Storage, 'workspaces'>; readonly audit: AuditLog; readonly log: Log };
  readonly #limiter = new RateLimiterMemory({ points: RECORDED_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  constructor(deps: { readonly storage: Pick<Storage, 'workspaces'>; readonly audit: AuditLog; readonly log: Log }) {
    this.#deps = deps;
  }

  /** Never rejects. */
  async record({ workspaceId, asked, error }: Refusal): Promise<void> {
    if (asked === null || (error.code !== 'not_found' && error.code !== 'not_signed_in')) return;
    try {
      if ((await this.#limiter.penalty(workspaceId)).consumedPoints > RECORDED_PER_MINUTE) return;
      const workspace = await this.#deps.storage.workspaces.get(workspaceId);
      const actor = workspace === null ? null : { memberId: MemberId.parse(workspace.memberId), sessionId: null };
      const [action, target] = asked.kind === 'git' ? ['git.enter', workspaceId] : ['service.call', asked.name];
      await this.#deps.audit.record({ actor, action, target, address: '', outcome: 'refused', details: { workspaceId, code: error.code } });
    } catch (failure) {
      this.#deps.log.error({ err: failure, workspaceId }, 'a refusal could not be recorded');
    }
  }
}
