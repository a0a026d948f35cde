import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Root } from '../../../shared/agent-protocol.ts';
import type { FoundFiles } from '../contract.ts';
import { FileLists } from './file-list.ts';
import { findFiles } from './find-files.ts';

let base = '';
let roots: Root[] = [];
let nowMs = 0;
const log = { warn: (_fields: object, message: string): void => assert.fail(message) };

before(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'atelier-find-')));
  const module = join(base, 'workspace/shop/api');
  for (const folder of ['src/quote', 'node_modules/left-pad', 'build']) await mkdir(join(module, folder), { recursive: true });
  await mkdir(join(base, 'home/.cache'), { recursive: true });
  execFileSync('git', ['init', '-q', module]);
  await writeFile(join(module, '.gitignore'), 'build\n');
  for (const name of ['src/quotes.py', 'src/quote/index.ts', 'src/test_quotes_vat.py', 'node_modules/left-pad/quotes.js', 'build/quotes.o', '.env']) await writeFile(join(module, name), 'x');
  await writeFile(Buffer.concat([Buffer.from(join(module, 'src/caf')), Buffer.from([0xe9]), Buffer.from('.txt')]), 'x');
  await writeFile(join(module, 'src/Réunion.md'), 'x');
  await writeFile(join(base, 'home/.cache/quotes.bin'), 'x');
  await writeFile(join(base, 'home/notes.md'), 'x');
  roots = [
    { path: module, name: 'api', kind: 'module', readOnly: false },
    { path: join(base, 'home'), name: 'home', kind: 'home', readOnly: false },
  ];
});
after(() => rm(base, { recursive: true, force: true }));

const lists = (): FileLists => new FileLists({ roots, now: () => nowMs, log });
async function last(from: FileLists, query: string, exclude: readonly string[] = ['**/node_modules']): Promise<FoundFiles> {
  let found: FoundFiles | null = null;
  for await (const piece of findFiles({ lists: from, roots, query, exclude, signal: new AbortController().signal })) found = piece;
  assert.ok(found);
  return found;
}
const names = ({ paths }: FoundFiles): string[] => paths.map((path) => path.slice(base.length + 1));

test('files are found by parts of their names, what is ignored or excluded left out', async () => {
  const found = await last(lists(), 'quote');
  assert.deepEqual(names(found), ['workspace/shop/api/src/quotes.py', 'workspace/shop/api/src/test_quotes_vat.py', 'workspace/shop/api/src/quote/index.ts']);
  assert.equal(found.matched, 3);
  assert.equal(found.isComplete, true);
  assert.ok(names(await last(lists(), 'quotes', [])).includes('workspace/shop/api/node_modules/left-pad/quotes.js'));
});

test('hidden files count, the caches of a home and git’s own do not', async () => {
  assert.deepEqual(names(await last(lists(), 'env')), ['workspace/shop/api/.env']);
  assert.equal((await last(lists(), 'HEAD')).matched, 0);
  assert.deepEqual(names(await last(lists(), 'notes')), ['home/notes.md']);
});

test('names with accents, and names that are not UTF-8, are found', async () => {
  assert.deepEqual(names(await last(lists(), 'reunion')), ['workspace/shop/api/src/Réunion.md']);
  assert.deepEqual(names(await last(lists(), 'caf')), ['workspace/shop/api/src/caf\udce9.txt']);
});

test('a query finds in the list that is known, and in the one of this moment', async () => {
  const kept = lists();
  assert.equal((await last(kept, 'later')).matched, 0);
  await writeFile(join(base, 'home/later.md'), 'x');
  assert.equal((await last(kept, 'later')).matched, 0, 'of this moment already');
  nowMs += 60_000;
  assert.deepEqual(names(await last(kept, 'later')), ['home/later.md']);
});

test('nothing typed finds nothing, and makes ready', async () => {
  const found = await last(lists(), ' ');
  assert.equal(found.total, 9);
  assert.deepEqual(found.paths, []);
});

test('globs that look like options, or cannot be, harm nothing', async () => {
  assert.equal((await last(lists(), 'quotes', ['--no-ignore', '-u', '!src'])).matched > 0, true);
});

test('A20 files outside the roots are not found, also where a link leads to them', async () => {
  await mkdir(join(base, 'workspace/shop/secret'), { recursive: true });
  await writeFile(join(base, 'workspace/shop/secret/plans.txt'), 'x');
  await symlink(join(base, 'workspace/shop/secret'), join(base, 'home/way-in'));
  assert.equal((await last(lists(), 'plans', [])).matched, 0);
});
