import { createHash } from 'node:crypto';

import type { WorkspacePlan } from './runtime.ts';

/**
 * What a container was made from, as 32 hexadecimal digits: the plan alone, in a fixed order of keys. The
 * version of the agent's bundle and of the recipe are left out on purpose, so that a new server does not
 * remake what runs: both are used at the next start.
 */
export function planHash(plan: WorkspacePlan): string {
  return createHash('sha256').update(canonical(plan)).digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
