import { implement } from '@orpc/server';

import type { ApiContext } from '#server/api.ts';
import { AuditReader, type AuditReaderDeps } from '#server/audit/read-audit.ts';
import { verifyChain } from '#server/audit/verify.ts';
import type { Clock } from '#server/clock.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { Storage } from '#server/storage/storage.ts';
import { Changes } from '#server/changes.ts';
import { live } from '#server/live.ts';

import { auditContract } from '../contract.ts';

export type AuditFeatureDeps = {
  readonly storage: AuditReaderDeps & Pick<Storage, 'settings'>;
  readonly clock: Clock;
  readonly retentionDays: number;
};

/** The log of every action, for owners to read. Nothing here writes or removes. */
export function createAuditFeature({ storage, clock, retentionDays }: AuditFeatureDeps): ServerFeature {
  const api = implement(auditContract).$context<ApiContext>();
  const reader = new AuditReader(storage);
  const changes = new Changes();
  storage.audit.watch(() => changes.tell());
  const newest = async (): Promise<{ newest: number }> => {
    const [record] = await storage.audit.page({ from: null, order: 'descending', limit: 1 });
    return { newest: record?.number ?? 0 };
  };
  const router = api.router({
    list: api.list.handler(({ input: { before, limit, ...query } }) => reader.list(query, { before: before ?? null, limit })),
    counts: api.counts.handler(({ input }) => reader.count(input)),
    watch: api.watch.handler(async function* ({ signal }) {
      yield* live(changes, newest, signal);
    }),
    verify: api.verify.handler(async () => ({ ...(await verifyChain(storage)), checkedAtMs: clock.now(), retentionDays })),
    export: api.export.handler(async function* ({ input, signal }) {
      yield* reader.all(input, signal);
    }),
  });
  return { name: 'audit', router };
}
