import { createHash } from 'node:crypto';

import type { AuditDocument } from '../storage/documents.ts';

/** Everything of a record but the hash it gets. */
export type Unsealed = Omit<AuditDocument, 'hash'>;

/** Where a chain goes on from: the newest record, or the newest that retention removed. */
export type Link = { readonly number: number; readonly hash: string };

export const NO_LINK: Link = { number: 0, hash: '' };

const NUMBER_DIGITS = 12;

/** Counted, so that the order of ids is the order of records and no number can be taken twice. */
export function recordId(number: number): string {
  return `a${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

/**
 * SHA-256, in hexadecimal, over the JSON of the record's fields in this order, its details sorted by name: the
 * same whichever database kept it, and computable by anybody from an exported line.
 */
export function recordHash(record: Unsealed): string {
  const details = Object.entries(record.details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const fields = [
    record.number, record.previousHash, record.atMs, record.actorId, record.sessionId,
    record.action, record.target, record.address, record.outcome, details,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

export function seal(record: Unsealed): AuditDocument {
  return { ...record, hash: recordHash(record) };
}

/** What is wrong with a record that should follow `before`; null when nothing is. */
export function flawOf(record: AuditDocument, before: Link): 'missing' | 'altered' | 'unlinked' | null {
  if (record.number !== before.number + 1) return 'missing';
  if (record.hash !== recordHash(record)) return 'altered';
  return record.previousHash === before.hash ? null : 'unlinked';
}
