import type { Logger } from 'pino';

import { DAY_MS, HOUR_MS } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import { readAnchor, writeAnchor } from './anchor.ts';
import { recordId, type Link } from './chain.ts';

const PAGE = 500;

export type RetentionDeps = { readonly storage: Pick<Storage, 'audit' | 'settings'>; readonly clock: Clock; readonly days: number; readonly log: Logger };

/**
 * Removes the records older than `beforeMs`, oldest first; the chain goes on from the newest one removed.
 * @returns how many
 */
export async function removeOlderThan(storage: Pick<Storage, 'audit' | 'settings'>, beforeMs: number): Promise<number> {
  // What a removal that was interrupted had meant to remove.
  let removed = await removeUpTo(storage, await readAnchor(storage.settings));
  for (;;) {
    const page = await storage.audit.page({ from: null, order: 'ascending', limit: PAGE });
    const kept = page.findIndex(({ atMs }) => atMs >= beforeMs);
    const last = page[(kept === -1 ? page.length : kept) - 1];
    if (last === undefined) return removed;
    await writeAnchor(storage.settings, last);
    removed += await removeUpTo(storage, last);
    if (kept !== -1) return removed;
  }
}

async function removeUpTo(storage: Pick<Storage, 'audit'>, { number }: Link): Promise<number> {
  let removed = 0;
  for (;;) {
    const page = await storage.audit.page({ from: null, order: 'ascending', limit: PAGE });
    const due = page.filter((record) => record.id <= recordId(number));
    for (const { id } of due) if (await storage.audit.delete(id)) removed += 1;
    if (due.length < PAGE) return removed;
  }
}

const LOOK_EVERY_MS = 6 * HOUR_MS;

/** Removes what is older than `days`, now and four times a day, until `close`. */
export function keepRetention({ storage, clock, days, log }: RetentionDeps): { close(): Promise<void> } {
  let removing: Promise<void> = Promise.resolve();
  const look = (): void => {
    removing = removeOlderThan(storage, clock.now() - days * DAY_MS).then(
      (removed) => {
        if (removed > 0) log.info({ removed, days }, 'Audit records past their time were removed');
      },
      (error: unknown) => log.error({ err: error }, 'Audit records past their time could not be removed'),
    );
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await removing;
    },
  };
}
