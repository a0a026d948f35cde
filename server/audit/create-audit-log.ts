import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditLog } from './audit-log.ts';

const MAX_TEXT = 500;

/**
 * Appends to the audit collection. `record` never throws: an action that happened has happened, and what
 * could not be written goes to the log as an error, where it can be seen and counted.
 */
export function createAuditLog({ storage, clock, log }: { storage: Pick<Storage, 'audit'>; clock: Clock; log: Logger }): AuditLog {
  return {
    async record({ actor, action, target, address, outcome, details = {} }) {
      try {
        await storage.audit.insert(newId('a'), {
          atMs: clock.now(),
          actorId: actor?.memberId ?? null,
          sessionId: actor?.sessionId ?? null,
          action,
          // Targets and addresses may come from a request; a log that an attacker can fill is none.
          target: target.slice(0, MAX_TEXT),
          address: address.slice(0, MAX_TEXT),
          outcome,
          details: Object.fromEntries(
            Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, MAX_TEXT) : value]),
          ),
        });
      } catch (error) {
        log.error({ err: error, action, outcome }, 'An audit entry could not be written');
      }
    },
  };
}
