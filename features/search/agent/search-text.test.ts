import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { fromWireError } from '../../../shared/procedures.ts';
import type { SearchQuery } from '../contract.ts';
import { gather, QUERY, startSearchForTests } from './search-for-tests.ts';

let given: Awaited<ReturnType<typeof startSearchForTests>>;
before(async () => {
  given = await startSearchForTests();
  execFileSync('git', ['init', '-q', given.module]);
  await given.write('.gitignore', 'build\n');
  await given.write('src/a.py', 'def total(net):\n    return round(net, 2) + round(vat, 2)\n');
  await given.write('src/b.ts', 'const été = round(x, 2);\r\nlet Round = 1;\r\n');
  await given.write('build/out.py', 'round(1, 2)\n');
  await given.write('node_modules/m/i.js', 'round(1, 2)\n');
  await given.write('-e', 'round it\n');
});
after(() => given.close());

const search = async (query: Partial<SearchQuery>) => await gather(await given.client.search({ ...QUERY, exclude: ['**/node_modules'], ...query }));
const names = async (query: Partial<SearchQuery>): Promise<string[]> => [...(await search(query)).files.keys()].map((path) => path.slice(given.module.length + 1));

test('hits say where they are in the editor’s units and in the file’s bytes', async () => {
  const { files, isCapped } = await search({ text: 'round(' });
  assert.equal(isCapped, false);
  assert.deepEqual(files.get(given.at('src/a.py'))?.map(({ line, column, endColumn, at, bytes, preview, from, to }) => [line, column, endColumn, at, bytes, preview.slice(from, to)]), [
    [2, 12, 18, 27, 6, 'round('],
    [2, 28, 34, 43, 6, 'round('],
  ]);
  const [hit] = files.get(given.at('src/b.ts')) ?? [];
  assert.deepEqual([hit?.column, hit?.at, hit?.preview], [13, 14, 'const été = round(x, 2);']);
});

test('case, words and expressions are as asked for', async () => {
  assert.deepEqual(await names({ text: 'Round', matchCase: true }), ['src/b.ts']);
  assert.deepEqual(await names({ text: 'roun', wholeWord: true }), []);
  assert.deepEqual(await names({ text: String.raw`^let \w+ = \d;$`, isRegex: true }), ['src/b.ts']);
  assert.deepEqual(await names({ text: 'round.net', isRegex: false }), []);
});

test('ignored files are left out and counted, and looked at when asked', async () => {
  assert.deepEqual(await names({ text: 'round(' }), ['src/a.py', 'src/b.ts']);
  assert.deepEqual(await names({ text: 'round(', ignored: true, exclude: [] }), ['build/out.py', 'node_modules/m/i.js', 'src/a.py', 'src/b.ts']);
  assert.deepEqual(await given.client.ignored({ include: [], exclude: [], alsoExcluded: ['**/node_modules'] }), { files: 2 });
});

test('globs name files anywhere, folders, folders of every root, and whole paths', async () => {
  assert.deepEqual(await names({ text: 'round', include: ['*.py'] }), ['src/a.py']);
  assert.deepEqual(await names({ text: 'round', include: ['src'] }), ['src/a.py', 'src/b.ts']);
  assert.deepEqual(await names({ text: 'round', include: ['./src/*.ts'] }), ['src/b.ts']);
  assert.deepEqual(await names({ text: 'round', include: [given.at('src')] }), ['src/a.py', 'src/b.ts']);
  assert.deepEqual(await names({ text: 'round', exclude: ['src', '**/node_modules'] }), ['-e']);
});

test('A20 nothing outside the roots is searched, whatever the globs and links say', async () => {
  await symlink('/etc', join(given.module, 'etc'));
  assert.deepEqual(await names({ text: 'root', include: ['/etc/**', 'etc', '../**', '/**'] }), []);
});

test('patterns and globs that look like options are what they are', async () => {
  assert.deepEqual(await names({ text: '--pre=sh' }), []);
  assert.deepEqual(await names({ text: '-e' }), []);
  assert.deepEqual(await names({ text: 'round', include: ['-e'] }), ['-e']);
  assert.deepEqual(await names({ text: 'round', include: ['--pre=/bin/sh', '*.nothing'] }), []);
});

test('a pattern that cannot be is refused, and says why', async () => {
  const refused = async (query: Partial<SearchQuery>) => await search(query).then(() => assert.fail('was not refused'), fromWireError);
  const error = await refused({ text: 'foo(', isRegex: true });
  assert.equal(error.code, 'invalid_input');
  assert.match(String(error.details['detail']), /unclosed group/);
  assert.equal((await refused({ text: 'x', include: ['a[b'] })).code, 'invalid_input');
  assert.equal((await refused({ text: '(a{1000}){1000}', isRegex: true })).code, 'invalid_input');
});

test('an expression that makes others backtrack for ever comes to an end', async () => {
  await given.write('evil.txt', `${'a'.repeat(50_000)}!\n`);
  assert.deepEqual(await names({ text: '(a+)+$', isRegex: true, include: ['evil.txt'] }), []);
});

test('an expression may span lines, whatever their ends, and its groups come along', async () => {
  const { files } = await search({ text: String.raw`(\d)\);\nlet (R)`, isRegex: true });
  const [hit] = files.get(given.at('src/b.ts')) ?? [];
  assert.deepEqual([hit?.line, hit?.endLine, hit?.endColumn, hit?.groups], [1, 2, 6, ['2);\r\nlet R', '2', 'R']]);
  assert.deepEqual([...(await search({ text: '2);\nlet' })).files.keys()], [given.at('src/b.ts')]);
});

test('a name and a line that are not UTF-8 are shown and found', async () => {
  await writeFile(Buffer.concat([Buffer.from(join(given.module, 'caf')), Buffer.from([0xe9])]), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x71, 0x75, 0x75, 0x78, 0x0a]));
  const { files } = await search({ text: 'quux' });
  const [[path, hits] = []] = [...files];
  assert.equal(path, `${given.module}/caf\udce9`);
  assert.deepEqual([hits?.[0]?.column, hits?.[0]?.at], [6, 5]);
});

test('of a line without end a part is told, and of many hits no more than asked for', async () => {
  await given.write('min.js', 'ab '.repeat(400_000));
  const { files, isCapped } = await search({ text: 'ab', include: ['min.js'], maxHits: 500 });
  const hits = files.get(given.at('min.js')) ?? [];
  assert.equal(hits.length, 500);
  assert.equal(isCapped, true);
  assert.ok(hits.every(({ preview, from, to, isCut }) => preview.length <= 240 && preview.slice(from, to) === 'ab' && isCut === true));
  await rm(given.at('min.js'));
});

test('a tree that is deleted meanwhile takes no search down', async () => {
  await Promise.all(Array.from({ length: 300 }, async (_, at) => await given.write(`gone/d${at % 20}/f${at}.txt`, 'round and round\n')));
  const [found] = await Promise.all([search({ text: 'round' }), rm(given.at('gone'), { recursive: true, force: true })]);
  assert.equal(found.isCapped, false);
  assert.ok(found.files.has(given.at('src/a.py')));
});

test('a search ends with who asked for it, and its process with it', async () => {
  await mkdir(join(given.module, 'slow'), { recursive: true });
  await writeFile(join(given.module, 'slow/big.txt'), `${'needle '.repeat(10)}\n`.repeat(200_000));
  const stream = await given.client.search({ ...QUERY, text: 'needle' });
  let pieces = 0;
  for await (const event of stream) if (event.type === 'hits' && (pieces += 1) === 2) break;
  assert.deepEqual(await processesWith(given.module), []);
  await rm(given.at('slow'), { recursive: true });
});

/** Command lines of ripgrep that name the folder. */
async function processesWith(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map(async (id) => await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes('--json') && line.includes(folder));
}
