import type { Storage } from '../storage/storage.ts';
import { readAnchor } from './anchor.ts';
import { flawOf, recordId, type Link } from './chain.ts';

const PAGE = 500;

export type Verdict = {
  /** Records looked at, oldest first, up to the flaw. */
  readonly records: number;
  readonly oldestAtMs: number | null;
  /** The newest record's; note it elsewhere, and a chain that was made anew is noticed too. */
  readonly head: Link;
  readonly flaw: { readonly number: number; readonly kind: 'missing' | 'altered' | 'unlinked' } | null;
};

/** Reads the whole chain from where retention left it, a page at a time. */
export async function verifyChain(storage: Pick<Storage, 'audit' | 'settings'>): Promise<Verdict> {
  const anchor = await readAnchor(storage.settings);
  let head: Link = anchor;
  let records = 0;
  let oldestAtMs: number | null = null;
  for (let from = recordId(anchor.number); ; from = recordId(head.number)) {
    const page = await storage.audit.page({ from, order: 'ascending', limit: PAGE });
    for (const record of page) {
      const kind = flawOf(record, head);
      if (kind !== null) return { records, oldestAtMs, head, flaw: { number: head.number + 1, kind } };
      records += 1;
      oldestAtMs ??= record.atMs;
      head = { number: record.number, hash: record.hash };
    }
    if (page.length < PAGE) return { records, oldestAtMs, head, flaw: null };
  }
}
