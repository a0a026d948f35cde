import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Overview } from '../../../../../shared/owner-projects.ts';
import { cellKey, matrixOf, moved } from './matrix-model.ts';

const FACTS = { lastCommit: null, sizeBytes: 0, languages: [], hasCommits: false };

function overview(): Overview {
  const module = (at: number, slug: string, state = 'live') => ({
    id: `r00000000000${at}`, projectId: 'p000000000001', projectSlug: 'shop', slug, kind: 'api', description: '', state, access: 'write', cloneUrl: '', facts: FACTS, createdAtMs: 1,
    revision: 1, protectedBranches: [], reviewedBranches: [], purgeAtMs: null, reaches: [],
    grants: [{ memberId: 'mlea000000000', moduleId: `r00000000000${at}`, access: 'write', revision: 7, grantedAtMs: 1 }, { memberId: 'mmarie0000000', moduleId: `r00000000000${at}`, access: 'read', revision: 3, grantedAtMs: 1 }],
  });
  const project = (slug: string, state: string, modules: unknown[]) => ({ id: 'p000000000001', slug, title: slug, state, purgeAtMs: null, createdAtMs: 1, revision: 1, modules });
  return Overview.parse({
    projects: [project('old', 'archived', [module(3, 'x')]), project('shop', 'live', [module(1, 'api'), module(2, 'gone', 'trashed')])],
    people: [{ id: 'mlea000000000', name: 'Léa', role: 'stagiaire' }, { id: 'mmarie0000000', name: 'Marie', role: 'developer' }, { id: 'mphilippe000', name: 'Philippe', role: 'owner' }].map((person) => ({ ...person, id: person.id.padEnd(13, '0') })),
  });
}

test('the matrix has what is live, owners first, and a stagiaire who may write proposes', () => {
  const { people, columns, groups, cells } = matrixOf(overview());
  assert.deepEqual(people.map(({ name }) => name), ['Philippe', 'Léa', 'Marie']);
  assert.deepEqual(columns.map(({ slug }) => slug), ['api']);
  assert.deepEqual(groups, [{ slug: 'shop', from: 0, count: 1 }]);
  const [, lea, marie] = people;
  const [api] = columns;
  assert.ok(lea !== undefined && marie !== undefined && api !== undefined);
  assert.deepEqual(cells.get(cellKey(lea.id, api.id)), { access: 'propose', revision: 7 });
  assert.deepEqual(cells.get(cellKey(marie.id, api.id)), { access: 'read', revision: 3 });
});

test('arrows stay inside the matrix, and other keys lead nowhere', () => {
  const size = { rows: 3, columns: 4 };
  assert.deepEqual(moved({ row: 0, column: 0 }, 'ArrowUp', size), { row: 0, column: 0 });
  assert.deepEqual(moved({ row: 0, column: 0 }, 'ArrowDown', size), { row: 1, column: 0 });
  assert.deepEqual(moved({ row: 2, column: 3 }, 'ArrowRight', size), { row: 2, column: 3 });
  assert.deepEqual(moved({ row: 1, column: 1 }, 'End', size), { row: 1, column: 3 });
  assert.deepEqual(moved({ row: 1, column: 1 }, 'PageDown', size), { row: 2, column: 1 });
  assert.equal(moved({ row: 1, column: 1 }, 'x', size), null);
});
