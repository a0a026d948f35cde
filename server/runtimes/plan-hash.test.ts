import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WorkspaceId } from '../../shared/ids.ts';
import { planHash } from './plan-hash.ts';
import type { WorkspacePlan } from './runtime.ts';

const workspaceId = WorkspaceId.parse('w0123456789ab');
const PLAN: WorkspacePlan = {
  workspaceId, image: 'a', uid: 20_001, limits: { cpus: 1, memoryBytes: 2, diskBytes: 3, maxProcesses: 4 }, network: 'none',
  hosts: [], mounts: [{ volume: 'v', target: '/home/ws', readOnly: false }],
  agent: { workspaceId, secret: 's'.repeat(32), roots: [], env: { A: '1', B: '2' } },
};

test('the same plan has the same hash, in whatever order its fields come', () => {
  const { workspaceId: id, image, ...rest } = PLAN;
  assert.equal(planHash({ ...rest, image, workspaceId: id, agent: { ...PLAN.agent, env: { B: '2', A: '1' } } }), planHash(PLAN));
  assert.match(planHash(PLAN), /^[0-9a-f]{32}$/);
});

test('every field of a plan changes its hash', () => {
  const others: WorkspacePlan[] = [
    { ...PLAN, image: 'b' }, { ...PLAN, uid: 20_002 }, { ...PLAN, network: 'public' }, { ...PLAN, mounts: [] },
    { ...PLAN, limits: { ...PLAN.limits, cpus: 2 } }, { ...PLAN, agent: { ...PLAN.agent, secret: 't'.repeat(32) } },
    { ...PLAN, agent: { ...PLAN.agent, env: { A: '1' } } }, { ...PLAN, mounts: [{ volume: 'v', target: '/home/ws', readOnly: true }] },
  ];
  assert.equal(new Set([PLAN, ...others].map(planHash)).size, others.length + 1);
});
