import { AtelierError } from '../../shared/errors.ts';
import { DEFAULT_QUOTA, type WorkspaceLimits } from '../../shared/workspaces.ts';
import type { MemberDocument, QuotaDocument } from '../storage/documents.ts';
import { promised } from './admission.ts';
import type { Workspace } from './workspace-store.ts';

type Asked = { readonly limits: WorkspaceLimits; readonly others: readonly Workspace[] };

/** Null: only the machine limits them. Owners have no quota unless somebody gave them one. */
export function quotaOf({ role, quota }: Pick<MemberDocument, 'role' | 'quota'>): QuotaDocument | null {
  return quota ?? (role === 'owner' ? null : DEFAULT_QUOTA);
}

/**
 * Whether one more of a member's workspaces fits beside the member's `others`: as promised, like the machine's.
 * What is in the trash counts for its disk only.
 * @throws AtelierError limit_reached with the resource and its figures
 */
export function admitToQuota(quota: QuotaDocument | null, { limits, others }: Asked): void {
  if (quota === null) return;
  const given = promised(others);
  const running = others.filter(({ wanted }) => wanted === 'running');
  const present = others.filter(({ wanted }) => wanted === 'running' || wanted === 'stopped');
  refuseAbove('quota_workspaces', { asked: 1, promised: present.length, total: quota.workspaces });
  refuseAbove('quota_cpus', { asked: limits.cpus, promised: given.cpus, total: quota.cpus });
  refuseAbove('quota_memory', { asked: limits.memoryBytes, promised: given.memoryBytes, total: quota.memoryBytes });
  refuseAbove('quota_disk', { asked: limits.diskBytes, promised: given.diskBytes, total: quota.diskBytes });
  refuseAbove('quota_processes', { asked: limits.maxProcesses, promised: sum(running.map(({ limits: of }) => of.maxProcesses)), total: quota.maxProcesses });
}

function refuseAbove(resource: string, figures: { asked: number; promised: number; total: number }): void {
  if (figures.promised + figures.asked > figures.total) throw new AtelierError('limit_reached', { resource, ...figures });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
