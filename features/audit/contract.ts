import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { MemberId, ModuleId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';

export const AUDIT_PAGE_MAX = 200;

export const AuditOutcome = z.enum(['done', 'refused', 'failed']);

export const AuditRecordView = z.object({
  number: z.number().int(),
  atMs: z.number(),
  /** null: nobody who is signed in, or the server itself. */
  actorId: MemberId.nullable(),
  actorName: z.string().nullable(),
  /** `<subject>.<verb>` */
  action: z.string(),
  /** An id, or what was typed; `targetName` is what that id is called now, null when it is called nothing. */
  target: z.string(),
  targetName: z.string().nullable(),
  address: z.string(),
  outcome: AuditOutcome,
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** What the ids in the details are called now. */
  names: z.record(z.string(), z.string()),
  sessionId: z.string().nullable(),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditRecordView = z.infer<typeof AuditRecordView>;

export const AuditFilter = z.object({
  actorId: MemberId.optional(),
  /** The part before the dot, e.g. `workspace`. */
  subject: z.string().max(40).optional(),
  /** Records about this id or text, exactly. */
  target: z.string().max(500).optional(),
  /** Records about this module, or about something with it. */
  moduleId: ModuleId.optional(),
  outcome: AuditOutcome.optional(),
  sinceMs: z.coerce.number().optional(),
  untilMs: z.coerce.number().optional(),
  /** Found in who, what, on what, from where or the details; case does not matter. */
  text: z.string().max(200).optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const ChainView = z.object({
  records: z.number().int(),
  oldestAtMs: z.number().nullable(),
  head: z.object({ number: z.number().int(), hash: z.string() }),
  flaw: z.object({ number: z.number().int(), kind: z.enum(['missing', 'altered', 'unlinked']) }).nullable(),
  checkedAtMs: z.number(),
  retentionDays: z.number(),
});
export type ChainView = z.infer<typeof ChainView>;

const owners = procedure.meta({ access: 'owner' });

/** The owner's alone. */
export const auditContract = {
  /** Newest first. `before` goes on below a record; `next` is where to go on, null at the end. */
  list: owners
    .route({ method: 'GET', path: '/audit' })
    .input(AuditFilter.extend({ before: z.coerce.number().int().positive().optional(), limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).default(100) }))
    .output(z.object({ records: z.array(AuditRecordView), next: z.number().int().nullable() })),
  /** How many the filter lets through whatever came of them; `isWhole` false: counting stopped, there are more. */
  counts: owners
    .route({ method: 'GET', path: '/audit-counts' })
    .input(AuditFilter)
    .output(z.object({ all: z.number().int(), refused: z.number().int(), failed: z.number().int(), isWhole: z.boolean() })),
  /** The number of the newest record, at once and after each new one. */
  watch: owners.route({ method: 'GET', path: '/audit-live' }).output(eventIterator(z.object({ newest: z.number().int() }))),
  /** Reads the whole chain. */
  verify: owners.route({ method: 'POST', path: '/audit/verify' }).output(ChainView),
  /** Everything that the filter lets through, oldest first, in parts; each record is one line of the export. */
  export: owners.route({ method: 'GET', path: '/audit-export' }).input(AuditFilter).output(eventIterator(z.array(AuditRecordView))),
};
