import assert from 'node:assert/strict';
import { test } from 'node:test';

import { warningsOf } from './facts.ts';

const NEW = { engine: '29.5.1', runc: '1.3.3', cgroup: '2' };

test('warns of an engine with known holes, and of no newer one', () => {
  for (const engine of ['20.10.24+dfsg1', '28.9.9', '29.5.0', '29.4.10']) assert.deepEqual(warningsOf({ ...NEW, engine }), ['engine_outdated'], engine);
  for (const engine of ['29.5.1', '29.6.0-rc1', '30.0.0', 'dev']) assert.deepEqual(warningsOf({ ...NEW, engine }), [], engine);
});

test('warns of a runc with known holes in each of its lines', () => {
  for (const runc of ['1.1.5+ds1', '1.2.7', '1.3.0', '1.3.2', '1.0.0-rc93']) assert.deepEqual(warningsOf({ ...NEW, runc }), ['runc_outdated'], runc);
  for (const runc of ['1.2.8', '1.2.9', '1.3.3', '1.4.0', '2.0.0', '']) assert.deepEqual(warningsOf({ ...NEW, runc }), [], runc);
});

test('warns of the first version of cgroups', () => {
  assert.deepEqual(warningsOf({ ...NEW, cgroup: '1' }), ['cgroup_v1']);
});
