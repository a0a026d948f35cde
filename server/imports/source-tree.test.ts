import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ImportPlan } from '../../shared/imports.ts';
import { asSlug, kindOf, propose } from './propose.ts';
import { isSecret, parseListing, SourceTree } from './source-tree.ts';

const FILES = [
  'README.md', '.env.production', 'autodin/backend/pyproject.toml', 'autodin/backend/app.py', 'autodin/backend/.env', 'autodin/frontend/package.json',
  'autodin/frontend/src/app.tsx', 'autodin/manual/one.md', 'qwanyx-api/package.json', 'qwanyx-api/src/index.ts', 'scripts/all.sh',
];
const tree = new SourceTree(FILES.map((path) => ({ path, kind: 'file', bytes: 10 })));
const entry = (path: string, files: number, kind: 'file' | 'folder' = 'folder') => ({ path, kind, bytes: 10 * files, files, secret: false });

test('git’s listing is read whole: links, submodules, odd names', () => {
  const listing = Buffer.from(
    `100644 blob ${'a'.repeat(40)}      12\tsrc/é\n\t".c\0` + `120000 blob ${'b'.repeat(40)}      11\tlink\0` + `160000 commit ${'c'.repeat(40)}       -\tsub\0`,
  );
  assert.deepEqual(parseListing(listing), [
    { path: 'src/é\n\t".c', kind: 'file', bytes: 12 },
    { path: 'link', kind: 'link', bytes: 11 },
    { path: 'sub', kind: 'submodule', bytes: 0 },
  ]);
});

test('a folder shows what lies in it, folders first, with what is in them', () => {
  assert.deepEqual(tree.folder('').map(({ path }) => path), ['autodin', 'qwanyx-api', 'scripts', '.env.production', 'README.md']);
  assert.deepEqual(tree.folder('autodin'), [entry('autodin/backend', 3), entry('autodin/frontend', 2), entry('autodin/manual', 1)]);
  assert.deepEqual(tree.folder('autodin/back'), []);
});

test('what may hold a password is seen by its name, and a sample is none', () => {
  for (const path of ['.env', 'a/.env.production', 'deploy/id_rsa', 'x/server.key', 'cert.PEM', 'credentials.json']) assert.ok(isSecret(path), path);
  for (const path of ['.env.example', 'a/.env.sample', 'id_rsa.pub', 'keys.ts', 'environment.ts', 'monkey']) assert.ok(!isSecret(path), path);
});

test('a monolith of several applications is proposed as projects and their modules', () => {
  const plan = propose(tree, 'qwanyx-server');
  assert.deepEqual(plan.modules.map(({ projectSlug, slug, kind, root }) => [projectSlug, slug, kind, root]), [
    ['autodin', 'backend', 'api', 'autodin/backend'],
    ['autodin', 'frontend', 'interface', 'autodin/frontend'],
    ['qwanyx-server', 'qwanyx-api', 'api', 'qwanyx-api'],
  ]);
  assert.deepEqual(plan.leftOut, ['autodin/backend/.env']);
});

test('a source that is one program is proposed as one module', () => {
  const one = new SourceTree(['package.json', 'src/index.ts', 'test/a.ts'].map((path) => ({ path, kind: 'file', bytes: 1 })));
  assert.deepEqual(propose(one, 'express').modules, [{ projectSlug: 'express', slug: 'express', kind: 'service', paths: [''], root: '' }]);
});

test('what no module takes is said by its topmost entries', () => {
  const plan: ImportPlan = {
    modules: [{ projectSlug: 'a', slug: 'api', kind: 'api', paths: ['autodin/backend'], root: 'autodin/backend' }],
    leftOut: ['.env.production'],
    keepOldHashes: false,
  };
  const { entries, files } = tree.leftOver(plan);
  assert.deepEqual(entries.map(({ path }) => path), ['autodin/frontend', 'autodin/manual', 'qwanyx-api', 'scripts', 'README.md']);
  assert.equal(files, 7);
});

test('each file of a module is shown with where it goes, secrets left out', () => {
  const module = { projectSlug: 'a', slug: 'api', kind: 'api' as const, paths: ['autodin/backend'], root: 'autodin/backend' };
  assert.deepEqual(tree.moves(module, ['autodin/backend/.env']), {
    files: [{ from: 'autodin/backend/pyproject.toml', to: 'pyproject.toml' }, { from: 'autodin/backend/app.py', to: 'app.py' }],
    fileCount: 2,
    bytes: 20,
  });
});

test('a name becomes one that a module can have', () => {
  assert.equal(asSlug('Éditeur_de  Textes!', 'x'), 'editeur-de-textes');
  assert.equal(asSlug('.git', 'x'), 'git-module');
  assert.equal(asSlug('日本', 'module'), 'module');
  assert.equal(asSlug('x'.repeat(80), 'm').length, 40);
  assert.equal(kindOf(new SourceTree([]), 'web-front'), 'interface');
});

test('files and folders are found by a part of their name, folders first', () => {
  assert.deepEqual(tree.find('FRONT'), tree.folder('autodin').filter(({ path }) => path === 'autodin/frontend'));
  assert.deepEqual(tree.find('pyproject').map(({ path }) => path), ['autodin/backend/pyproject.toml']);
  assert.deepEqual(tree.find('no such name'), []);
});
