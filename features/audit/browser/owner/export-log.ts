import type { AuditFilter } from '../../contract.ts';
import { api } from './api.ts';

const KEPT_MS = 60_000;

/** All that the filter lets through as a file of JSON lines, oldest first. @returns how many */
export async function exportLog(filter: AuditFilter, nowMs: number): Promise<number> {
  const parts: string[] = [];
  let count = 0;
  for await (const records of await api.client.audit.export(filter)) {
    parts.push(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    count += records.length;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/x-ndjson' }));
  link.download = `atelier-audit-${new Date(nowMs).toISOString().slice(0, 10)}.jsonl`;
  link.click();
  // The download has its own hold on it once it was clicked.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  return count;
}
