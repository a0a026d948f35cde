import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HeldModule } from '../../contract.ts';
import { moduleChanges } from './module-changes.ts';

const held = (slug: string, access: HeldModule['access']) => ({ moduleId: `r${slug.padStart(12, '0')}`, projectSlug: 'shop', slug, kind: 'api', access }) as HeldModule;

test('what was added, taken away, or is another right now is told by name', () => {
  const before = [held('web', 'write'), held('api', 'read'), held('ai', 'write')];
  const now = [held('api', 'write'), held('ai', 'read'), held('docs', 'read')];
  assert.deepEqual(moduleChanges(before, now), [
    { kind: 'removed', module: 'shop / web' },
    { kind: 'writable', module: 'shop / api' },
    { kind: 'readOnly', module: 'shop / ai' },
    { kind: 'added', module: 'shop / docs' },
  ]);
});

test('what is the same, or proposed instead of written, is nothing to tell', () => {
  assert.deepEqual(moduleChanges([held('web', 'write')], [held('web', 'propose')]), []);
  assert.deepEqual(moduleChanges([], []), []);
});
