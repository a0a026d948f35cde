import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ModuleId } from '../../shared/ids.ts';
import { until } from '../workspaces/server.fixture.ts';
import { ProjectsServer } from './projects.fixture.ts';

test('what repositories hold is gathered before somebody looks: when made, after a push, after a start', async () => {
  const gathered: ModuleId[] = [];
  await using server = await ProjectsServer.start((repositories) => ({
    ...repositories,
    facts(id) {
      gathered.push(id);
      return id.startsWith('r0') ? Promise.reject(new Error('unreadable')) : repositories.facts(id);
    },
  }));
  const took = (count: number, what: string) => until(async () => gathered.length === count, what);
  const web = await server.module(await server.project('shop'), 'web');
  await took(1, 'when made');
  await server.repositories.commitFiles(web, { files: [{ path: 'a', content: Buffer.from('a') }], message: 'A', author: { name: 'A', email: 'a@example.test' } });
  await took(2, 'after a push');
  const broken = { projectId: (await server.storage.modules.get(web))?.projectId ?? assert.fail(), slug: 'x', slugKey: 'x', kind: 'api', description: '', state: 'live', trashedAtMs: null, protectedBranches: [], createdAtMs: 1 } as const;
  await server.storage.modules.insert('r00000000000x', { ...broken, protectedBranches: [] });
  await server.projects.start();
  await took(4, 'after a start, past one that cannot be read');
  assert.deepEqual(gathered.slice(2).toSorted(), ['r00000000000x', web].toSorted());
});
