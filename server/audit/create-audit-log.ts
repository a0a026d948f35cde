import type { Logger } from 'pino';

import { isAtelier } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { AuditDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { AuditLog } from './audit-log.ts';
import { readAnchor } from './anchor.ts';
import { recordId, seal, type Link, type Unsealed } from './chain.ts';

const MAX_TEXT = 500;
const MAX_TRIES = 20;

type Entry = Omit<Unsealed, 'number' | 'previousHash'>;

/**
 * Appends to the audit collection, each record sealed to the one before. `record` never throws: an action that
 * happened has happened, and what could not be written goes to the log as an error, where it can be seen and counted.
 */
export function createAuditLog({ storage, clock, log }: { storage: Pick<Storage, 'audit' | 'settings'>; clock: Clock; log: Logger }): AuditLog {
  let head: Link | null = null;
  let writing: Promise<void> = Promise.resolve();

  /** One at a time: a record needs the hash of the one before. Another server's record in between is followed. */
  const append = async (entry: Entry): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const before: Link = head ?? (await newestLink(storage));
      const record = seal({ ...entry, number: before.number + 1, previousHash: before.hash });
      try {
        await storage.audit.insert(recordId(record.number), record);
        head = record;
        return;
      } catch (error) {
        // Whatever happened, what is stored is the truth to go on from.
        head = null;
        if (!isAtelier(error, 'already_exists') || tries === MAX_TRIES) throw error;
      }
    }
  };

  return {
    async record({ actor, action, target, address, outcome, details = {} }) {
      const entry: Entry = {
        atMs: clock.now(),
        actorId: actor?.memberId ?? null,
        sessionId: actor?.sessionId ?? null,
        action,
        // Targets and addresses may come from a request; a log that an attacker can fill is none.
        target: cut(target),
        address: cut(address),
        outcome,
        details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value])),
      };
      const written = writing.then(() => append(entry));
      writing = written.catch((error: unknown) => log.error({ err: error, action, outcome }, 'An audit entry could not be written'));
      await writing;
    },
  };
}

/** What the next record follows. */
export async function newestLink(storage: Pick<Storage, 'audit' | 'settings'>): Promise<Link> {
  const [newest]: Stored<AuditDocument>[] = await storage.audit.page({ from: null, order: 'descending', limit: 1 });
  return newest ?? (await readAnchor(storage.settings));
}

/** A lone surrogate would not come back from the database as it was hashed. */
function cut(text: string): string {
  return text.slice(0, MAX_TEXT).toWellFormed();
}
