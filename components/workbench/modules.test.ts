import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ModuleId } from '../../shared/ids.ts';
import { moduleAt, modulesOf } from './modules.ts';

const modules = modulesOf([
  { moduleId: ModuleId.parse('r000000000001'), projectSlug: 'shop', slug: 'web', kind: 'interface', access: 'write' },
  { moduleId: ModuleId.parse('r000000000002'), projectSlug: 'shop', slug: 'web-api', kind: 'api', access: 'read' },
]);

test('a file lies in the module whose folder is above it, not in one whose name only begins alike', () => {
  assert.equal(moduleAt(modules, '/workspace/shop/web/src/a.ts')?.kind, 'interface');
  assert.equal(moduleAt(modules, '/workspace/shop/web')?.kind, 'interface');
  assert.equal(moduleAt(modules, '/workspace/shop/web-api/a.ts')?.kind, 'api');
  assert.equal(moduleAt(modules, '/workspace/shop/webs/a.ts'), null);
  assert.equal(moduleAt(modules, '/home/ws/a.ts'), null);
});
