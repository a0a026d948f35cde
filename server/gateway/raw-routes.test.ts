import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Actor } from '../../shared/actor.ts';
import { MemberId, SessionId } from '../../shared/ids.ts';
import { findRawRoute, type RawRoute } from './raw-routes.ts';

const actor = (role: Actor['role']): Actor => ({ memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000001'), role });
const handle = (): Promise<void> => Promise.resolve();
const routes: RawRoute[] = [
  { method: 'PUT', path: /^\/api\/imports\/(?<id>j[0-9a-z]{12})\/archive$/, access: 'owner', handle },
  { method: 'GET', path: /^\/api\/things\/(?<name>[a-z]+)$/, access: 'member', handle },
];
const ARCHIVE = '/api/imports/j000000000001/archive';

test('a route is found by method and whole path, with its parts', () => {
  const found = findRawRoute(routes, { method: 'PUT', path: ARCHIVE, actor: actor('owner') });
  assert.deepEqual([found?.route, found?.groups], [routes[0], { id: 'j000000000001' }]);
  assert.equal(findRawRoute(routes, { method: 'PUT', path: `${ARCHIVE}/x`, actor: actor('owner') }), null);
});

test('A18 what is the owner’s does not exist for others, whatever the method', () => {
  for (const method of ['PUT', 'GET', 'DELETE']) {
    for (const role of ['developer', 'stagiaire'] as const) {
      assert.throws(() => findRawRoute(routes, { method, path: ARCHIVE, actor: actor(role) }), { code: 'not_found' });
    }
    assert.throws(() => findRawRoute(routes, { method, path: ARCHIVE, actor: null }), { code: 'not_signed_in' });
  }
});

test('another method of a path that is there is said to be one', () => {
  assert.throws(() => findRawRoute(routes, { method: 'POST', path: '/api/things/a', actor: actor('stagiaire') }), { code: 'method_not_allowed' });
});
