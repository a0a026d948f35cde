import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';

import { auditContract } from '#features/audit/contract.ts';
import { membersContract } from '#features/members/contract.ts';
import { workspacesContract } from '#features/workspaces/contract.ts';

type Route = { readonly access: unknown; readonly line: string };

function routesOf(router: AnyContractRouter): Route[] {
  if (!isContractProcedure(router)) return Object.values(router).flatMap((part) => routesOf(part as AnyContractRouter));
  const { route, meta } = router['~orpc'];
  return [{ access: meta['access'], line: `${route.method} ${route.path}` }];
}

const routes = routesOf({ audit: auditContract, members: membersContract, workspaces: workspacesContract });
const withAccess = (access: string): string[] => routes.filter((route) => route.access === access).map(({ line }) => line).toSorted((a, b) => a.localeCompare(b));

test('A16 without a session there is the setup and nothing else', () => {
  assert.deepEqual(withAccess('public'), ['GET /setup', 'POST /setup']);
});

test('A18 what is the owner’s is this', () => {
  assert.deepEqual(withAccess('owner'), [
    'GET /audit', 'GET /audit-export', 'GET /audit-live', 'GET /host', 'POST /audit/verify', 'POST /images', 'POST /images/{imageId}/build',
    'POST /workspaces/{workspaceId}/rebuild',
  ]);
});

test('every procedure says who may call it, at an address of its own', () => {
  for (const { access, line } of routes) assert.ok(['public', 'member', 'owner'].includes(String(access)), line);
  assert.equal(new Set(routes.map(({ line }) => line)).size, routes.length);
  for (const { line } of routes) assert.ok(!line.includes('undefined') && !/\/(auth|openapi\.json)(\/|$)|\{workspaceId\}\/agent/.test(line), line);
});
