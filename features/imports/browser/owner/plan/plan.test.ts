import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ImportPlan, TreeEntry } from '../../../contract.ts';
import { parsedCommits, partOf } from '../progress-line.ts';
import { addModule, asOneModule, assign, asSlug, byProject, changeModule, draftOf, foldersToOpen, freeNames, namesFor, planOf, removeModule, setLeftOut, withoutMade } from './draft.ts';
import { problemsOf } from './problems.ts';
import { destinationOf, rowsOf } from './tree-rows.ts';

const PLAN: ImportPlan = {
  modules: [
    { projectSlug: 'autodin', slug: 'api', kind: 'api', paths: ['autodin/backend'], root: 'autodin/backend' },
    { projectSlug: 'autodin', slug: 'web', kind: 'interface', paths: ['autodin/frontend'], root: 'autodin/frontend' },
  ],
  leftOut: ['autodin/backend/.env'],
  keepOldHashes: false,
};
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  '': ['autodin', 'scripts', 'README.md'],
  autodin: ['autodin/backend', 'autodin/frontend'],
  'autodin/backend': ['autodin/backend/jobs', 'autodin/backend/app.py'],
  'autodin/backend/jobs': ['autodin/backend/jobs/nightly.py', 'autodin/backend/jobs/daily.py'],
};
const childrenOf = (path: string): readonly string[] | undefined => CHILDREN[path];
const paths = (draft: ReturnType<typeof draftOf>): string[][] => draft.modules.map((module) => module.paths);

test('a plan becomes a draft and the same plan again', () => {
  assert.deepEqual(planOf(draftOf(PLAN)), PLAN);
  assert.equal(planOf(draftOf(null)), null);
});

test('a folder that goes to a module leaves the one it was in', () => {
  const draft = assign(draftOf(PLAN), { path: 'autodin/backend', isFolder: true, moduleId: 'm2' }, childrenOf);
  assert.deepEqual(paths(draft), [[], ['autodin/backend', 'autodin/frontend']]);
  assert.equal(draft.modules[1]?.root, 'autodin');
  assert.deepEqual(problemsOf(draft, new Set()).get('m1'), { field: 'paths', rule: 'empty' });
  assert.deepEqual(planOf(draft)?.modules.map(({ slug }) => slug), ['web']);
});

test('what is taken out of a larger module leaves the rest of it there, part by part', () => {
  const draft = draftOf(PLAN);
  assert.deepEqual(foldersToOpen(draft, 'autodin/backend/jobs/daily.py'), ['autodin/backend', 'autodin/backend/jobs']);
  assert.deepEqual(foldersToOpen(draft, 'autodin/backend'), []);
  const moved = assign(draft, { path: 'autodin/backend/jobs/daily.py', isFolder: false, moduleId: 'm2' }, childrenOf);
  assert.deepEqual(paths(moved), [['autodin/backend/app.py', 'autodin/backend/jobs/nightly.py'], ['autodin/backend/jobs/daily.py', 'autodin/frontend']]);
  const whole = asOneModule(draft, { projectSlug: 'all', slug: 'all', kind: 'service' });
  assert.deepEqual(paths(assign(whole, { path: 'scripts', isFolder: true, moduleId: null }, childrenOf)), [['autodin', 'README.md']]);
});

test('a file alone makes its folder the root, and a folder that has it already changes nothing', () => {
  const { draft, id } = addModule(draftOf(PLAN), namesFor('scripts/run.sh', 'mono'));
  const filled = assign(draft, { path: 'scripts/run.sh', isFolder: false, moduleId: id }, childrenOf);
  assert.deepEqual(filled.modules.at(-1), { id: 'm3', projectSlug: 'scripts', slug: 'run-sh', kind: 'service', paths: ['scripts/run.sh'], root: 'scripts' });
  const again = assign(filled, { path: 'autodin/backend/app.py', isFolder: false, moduleId: 'm1' }, childrenOf);
  assert.deepEqual(again.modules[0]?.paths, ['autodin/backend']);
});

test('names that break a rule, are taken or come twice are said by module', () => {
  let draft = changeModule(draftOf(PLAN), 'm1', { slug: 'A Name' });
  assert.deepEqual(problemsOf(draft, new Set()).get('m1'), { field: 'slug', rule: 'characters' });
  draft = changeModule(draft, 'm1', { slug: 'web' });
  assert.deepEqual([...problemsOf(draft, new Set()).values()].map(({ rule }) => rule), ['twice', 'twice']);
  draft = changeModule(draft, 'm1', { slug: 'api', projectSlug: 'con' });
  assert.deepEqual(problemsOf(draft, new Set(['autodin/web'])), new Map([['m1', { field: 'projectSlug', rule: 'reserved' }], ['m2', { field: 'slug', rule: 'taken' }]]));
  assert.deepEqual(byProject(draft.modules).map(({ projectSlug }) => projectSlug), ['con', 'autodin']);
});

test('a new module is offered a name that no other has', () => {
  const names = { projectSlug: 'autodin', slug: 'api', kind: 'api' } as const;
  assert.equal(freeNames(draftOf(PLAN), names).slug, 'api-2');
  assert.equal(freeNames(draftOf(null), names).slug, 'api');
  assert.deepEqual(namesFor('belgicomics/Serveur API', 'mono'), { projectSlug: 'belgicomics', slug: 'serveur-api', kind: 'api' });
  assert.deepEqual(namesFor('', 'github.com/x/express.git').projectSlug, 'github-com-x-express');
  assert.equal(asSlug('日本'), '');
});

test('every row says where it goes', () => {
  const draft = draftOf(PLAN);
  const kinds = ['autodin', 'autodin/backend', 'autodin/backend/app.py', 'autodin/backend/.env', 'scripts'].map((path) => destinationOf(draft, path).kind);
  assert.deepEqual(kinds, ['parts', 'module', 'inside', 'leftOut', 'none']);
  assert.deepEqual(destinationOf(draft, 'autodin'), { kind: 'parts', modules: 2 });
  const whole = asOneModule(draft, { projectSlug: 'all', slug: 'all', kind: 'service' });
  assert.equal(destinationOf(whole, 'scripts').kind, 'module');
  assert.equal(destinationOf(setLeftOut(draft, 'autodin/backend/.env', false), 'autodin/backend/.env').kind, 'inside');
});

test('open folders show what is in them, closed and unread ones nothing', () => {
  const entry = (path: string): TreeEntry => ({ path, kind: path.includes('.') ? 'file' : 'folder', bytes: 1, files: 1, secret: false });
  const rows = rowsOf((path) => CHILDREN[path]?.map(entry), new Set(['autodin', 'scripts', 'autodin/backend/jobs']));
  assert.deepEqual(rows.map(({ entry: { path }, level, isOpen, isLoading }) => [path, level, isOpen, isLoading]), [
    ['autodin', 0, true, false],
    ['autodin/backend', 1, false, false],
    ['autodin/frontend', 1, false, false],
    ['scripts', 0, true, true],
    ['README.md', 0, null, false],
  ]);
});

test('what is made already is not made again, and keeps its folders', () => {
  const made = { projectSlug: 'autodin', slug: 'api', kind: 'api', state: 'done', moduleId: null, problem: null } as const;
  assert.deepEqual(withoutMade(PLAN, [made, { ...made, slug: 'web', state: 'failed' }]).modules.map(({ slug }) => slug), ['web']);
  const draft = draftOf(PLAN, [made]);
  assert.deepEqual([draft.modules, draft.made].map((modules) => modules.map(({ slug }) => slug)), [['web'], ['api']]);
  assert.equal(destinationOf(draft, 'autodin/backend').kind, 'module');
  assert.deepEqual(removeModule(draftOf(PLAN), 'm1').modules.map(({ slug }) => slug), ['web']);
});

test('how far a tool is, is read from its last line', () => {
  assert.equal(partOf('Receiving objects:  43% (86/200)'), 0.43);
  assert.equal(partOf('Cloning into bare repository'), null);
  assert.equal(parsedCommits('Parsed 868 commits'), 868);
  assert.equal(parsedCommits('New history written in 0.1 seconds'), null);
});
