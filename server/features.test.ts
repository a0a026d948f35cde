import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';

import { architectureContract } from '#features/architecture/contract.ts';
import { auditContract } from '#features/audit/contract.ts';
import { importsContract } from '#features/imports/contract.ts';
import { membersContract } from '#features/members/contract.ts';
import { teamContract } from '#features/members/owner-contract.ts';
import { projectsContract } from '#features/projects/contract.ts';
import { projectsOwnerContract } from '#features/projects/owner-contract.ts';
import { proposalsContract } from '#features/proposals/contract.ts';
import { remoteKeysContract } from '#features/remotes/contract.ts';
import { servicesContract } from '#features/services/contract.ts';
import { sharedServicesContract } from '#features/services/owner-contract.ts';
import { settingsContract } from '#features/settings/contract.ts';
import { statusContract } from '#features/status/contract.ts';
import { tokensContract } from '#features/tokens/contract.ts';
import { workspacesContract } from '#features/workspaces/contract.ts';
import { allWorkspacesContract } from '#features/workspaces/owner-contract.ts';

type Route = { readonly access: unknown; readonly line: string };

function routesOf(router: AnyContractRouter): Route[] {
  if (!isContractProcedure(router)) return Object.values(router).flatMap((part) => routesOf(part as AnyContractRouter));
  const { route, meta } = router['~orpc'];
  return [{ access: meta['access'], line: `${route.method} ${route.path}` }];
}

const routes = routesOf({ architecture: architectureContract, audit: auditContract, imports: importsContract, proposals: proposalsContract, services: servicesContract, sharedServices: sharedServicesContract, members: membersContract, team: teamContract, workspaces: workspacesContract, allWorkspaces: allWorkspacesContract, projects: { ...projectsContract, ...projectsOwnerContract }, tokens: tokensContract, remoteKeys: remoteKeysContract, settings: settingsContract, status: statusContract });
const withAccess = (access: string): string[] => routes.filter((route) => route.access === access).map(({ line }) => line).toSorted((a, b) => a.localeCompare(b));

test('A16 without a session there are the setup, the ways to sign in, links and nothing else', () => {
  assert.deepEqual(withAccess('public'), ['GET /setup', 'GET /sign-in', 'POST /invitation', 'POST /invitation/accept', 'POST /reset', 'POST /reset/use', 'POST /setup']);
});

test('A18 what is the owner’s is this', () => {
  assert.deepEqual(withAccess('owner'), [
    'DELETE /grants/{memberId}/{moduleId}', 'DELETE /imports/{importId}', 'DELETE /kept-copies/{copyId}', 'DELETE /modules/{moduleId}',
    'DELETE /projects/{projectId}', 'DELETE /reaches/{fromModuleId}/{toModuleId}', 'DELETE /services/{workspaceId}/{moduleId}',
    'DELETE /team/invitations/{invitationId}', 'GET /architecture', 'GET /architecture/as/{memberId}', 'GET /audit', 'GET /audit-counts', 'GET /audit-export', 'GET /audit-live', 'GET /grants', 'GET /host', 'GET /imports',
    'GET /imports-live', 'GET /imports/{importId}/find', 'GET /imports/{importId}/folder', 'GET /imports/{importId}/proposal', 'GET /kept-copies', 'GET /kept-copies-live',
    'GET /module-templates', 'GET /projects-overview', 'GET /projects-overview/live', 'GET /reaches', 'GET /services', 'GET /services-live',
    'GET /status', 'GET /team', 'GET /team/live', 'GET /workspaces-everyone-live', 'PATCH /modules/{moduleId}', 'PATCH /projects/{projectId}', 'POST /architecture/proofs', 'POST /audit/verify',
    'POST /images', 'POST /images/{imageId}/build', 'POST /imports/{importId}/figures', 'POST /imports/{importId}/left-over', 'POST /imports/{importId}/preview',
    'POST /imports/{importId}/run', 'POST /imports/from-url', 'POST /imports/upload', 'POST /kept-copies/{copyId}/give-back',
    'POST /modules/{moduleId}/archive', 'POST /modules/{moduleId}/restore', 'POST /modules/{moduleId}/trash', 'POST /modules/{moduleId}/unarchive',
    'POST /projects', 'POST /projects/{projectId}/archive', 'POST /projects/{projectId}/modules', 'POST /projects/{projectId}/restore',
    'POST /projects/{projectId}/trash', 'POST /projects/{projectId}/unarchive', 'POST /status/wall', 'POST /team/invitations',
    'POST /team/invitations/{invitationId}/link', 'POST /team/members/{memberId}/remove', 'POST /team/members/{memberId}/reset',
    'POST /workspaces/{workspaceId}/enter', 'POST /workspaces/{workspaceId}/rebuild', 'PUT /grants/{memberId}/{moduleId}',
    'PUT /imports/{importId}/plan', 'PUT /reaches/{fromModuleId}/{toModuleId}', 'PUT /team/members/{memberId}/disabled',
    'PUT /team/members/{memberId}/limits', 'PUT /team/members/{memberId}/quota', 'PUT /team/members/{memberId}/role', 'PUT /team/owners-need-totp',
  ]);
});

test('every procedure says who may call it, at an address of its own', () => {
  for (const { access, line } of routes) assert.ok(['public', 'member', 'owner'].includes(String(access)), line);
  assert.equal(new Set(routes.map(({ line }) => line)).size, routes.length);
  for (const { line } of routes) assert.ok(!line.includes('undefined') && !/\/(auth|openapi\.json)(\/|$)|\{workspaceId\}\/agent/.test(line), line);
});
