import type { Actor } from '../../shared/actor.ts';
import type { ErrorDetails } from '../../shared/errors.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from './audit-log.ts';
import { isAtelier } from '../../shared/errors.ts';

export type Entry = {
  readonly actor: Actor;
  readonly caller: Caller;
  /** `<subject>.<verb>` */
  readonly action: string;
  readonly target: string;
  readonly details?: ErrorDetails;
};

/** Runs an action of a member and records how it ended: done, refused with its code, or failed. */
export async function audited<Result>(audit: AuditLog, entry: Entry, work: () => Promise<Result>): Promise<Result> {
  const { actor, action, target, details } = entry;
  const base = { actor, action, target, address: entry.caller.address };
  try {
    const result = await work();
    await audit.record({ ...base, outcome: 'done', details });
    return result;
  } catch (error) {
    const refused = isAtelier(error) && error.code !== 'internal' && error.code !== 'unavailable';
    await audit.record({ ...base, outcome: refused ? 'refused' : 'failed', details: { ...details, code: isAtelier(error) ? error.code : 'internal' } });
    throw error;
  }
}
