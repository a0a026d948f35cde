import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { fromWireError } from '../../../shared/procedures.ts';
import { startHistoryForTests } from './history.fixture.ts';

const withCode = (code: string) => (error: unknown) => fromWireError(error).code === code;

test('the log is git’s, with branches, tags and parents', async () => {
  await using work = await startHistoryForTests();
  await work.commit('a.txt', 'Begin');
  await work.git('switch', '-qc', 'topic/x');
  await work.commit('b.txt', 'Côté');
  await work.git('switch', '-q', 'main');
  await work.commit('c.txt', 'Main goes on');
  await work.git('merge', '-q', '--no-ff', '-m', 'Merge', 'topic/x');
  await work.git('tag', '-a', '-m', 'One', 'v1');
  const { rows, refs, total, ended } = await work.all();
  assert.deepEqual(rows.map(([hash, parents, , author, , subject]) => `${hash} ${parents} ${author} ${subject}`), (await work.git('log', '--all', '--format=%H %P %an %s')).split('\n'));
  assert.deepEqual([total, ended], [4, true]);
  assert.deepEqual(refs.map(({ kind, name, isHead }) => [kind, name, isHead]), [['branch', 'main', true], ['branch', 'topic/x', false], ['tag', 'v1', false]]);
  assert.equal(refs.find(({ kind }) => kind === 'tag')?.hash, await work.git('rev-parse', 'v1^{commit}'));
  assert.deepEqual((await work.all('refs/heads/topic/x')).rows.map(([, , , , , subject]) => subject), ['Côté', 'Begin']);
});

test('an unborn branch, a detached head and a shallow copy have a log', async () => {
  await using work = await startHistoryForTests();
  assert.deepEqual(await work.all(), { rows: [], refs: [], total: 0, ended: true });
  await work.commit('a.txt', 'Begin');
  const hash = await work.commit('a.txt', 'Next');
  await work.git('checkout', '-q', hash);
  await work.commit('a.txt', 'Aside');
  assert.equal((await work.all()).rows.length, 3);
  await writeFile(join(work.root, '.git/shallow'), `${hash}\n`);
  const { rows } = await work.all();
  assert.deepEqual(rows.map(([, parents]) => parents === ''), [false, true]);
  const details = await work.client.commit({ root: work.root, hash });
  assert.deepEqual(details.parents, []);
});

test('git waits until more is wanted, and ends with who reads', async () => {
  await using work = await startHistoryForTests();
  await work.generate(3000);
  const abort = new AbortController();
  let have = 0;
  let total: number | null = null;
  for await (const piece of await work.client.log({ root: work.root, id: 'stream0002', refs: 'all', upTo: 600 }, { signal: abort.signal })) {
    if (piece.kind === 'total') total = piece.count;
    if (piece.kind === 'commits') {
      have += piece.commits.length;
      if (have === 600) setImmediate(() => void work.client.more({ id: 'stream0002', upTo: 1100 }));
    }
    // They are counted by another git, which may be the later one.
    if (have >= 1100 && total !== null) break;
  }
  assert.deepEqual([have, total], [1100, 3000]);
});

test('commits are found by message, author, path and content', async () => {
  await using work = await startHistoryForTests();
  const first = await work.commit('src/quotes.py', 'Quotes expire');
  const second = await work.commit('docs/readme.md', 'Words about quotes');
  await work.git('commit', '-q', '--allow-empty', '--author=Tom <tom@example.test>', '-m', '--help');
  const third = await work.git('rev-parse', 'HEAD');
  assert.deepEqual(await work.found({ in: 'message', text: 'QUOTES' }), [second, first]);
  assert.deepEqual(await work.found({ in: 'message', text: '--help' }), [third]);
  assert.deepEqual(await work.found({ in: 'message', text: '^Quotes .x' , isPattern: true }), [first]);
  assert.deepEqual(await work.found({ in: 'author', text: 'tom@' }), [third]);
  assert.deepEqual(await work.found({ in: 'path', text: 'QUOTES' }), [first]);
  assert.deepEqual(await work.found({ in: 'content', text: 'about quotes' }), [second]);
  assert.deepEqual(await work.found({ in: 'content', text: 'W.rds', isPattern: true }), [second]);
  for (const text of ['--output=/tmp/x', '-O', ':(bad)', '[']) for (const place of ['message', 'author', 'path', 'content'] as const) assert.deepEqual(await work.found({ in: place, text }), [], `${place} ${text}`);
});

test('a commit’s files are told with their lines and former names', async () => {
  await using work = await startHistoryForTests();
  await work.write('old name.txt', 'one\ntwo\nthree\nfour\n');
  await work.write('gone.txt', '1\n2\n');
  await work.write('bytes.bin', '\0\u0001');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  await work.git('mv', 'old name.txt', 'new\nname.txt');
  await work.write('new\nname.txt', 'one\ntwo\nthree\nfour\nfive\n');
  await work.git('rm', '-q', 'gone.txt');
  await work.write('bytes.bin', '\0\u0002\u0003');
  await work.write('added.txt', 'a\n');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Subject\n\nBody of the message.');
  const hash = await work.git('rev-parse', 'HEAD');
  const details = await work.client.commit({ root: work.root, hash });
  assert.deepEqual([details.subject, details.body, details.author.name], ['Subject', 'Body of the message.', 'Léa Martin']);
  assert.deepEqual(details.parents, [{ hash: await work.git('rev-parse', 'HEAD^'), subject: 'Begin' }]);
  const name = (path: string | null): string | null => path?.slice(work.root.length + 1) ?? null;
  assert.deepEqual(details.files.map(({ path, from, change, added, removed }) => [name(path), name(from), change, added, removed]), [
    ['added.txt', null, 'added', 1, 0],
    ['bytes.bin', null, 'modified', null, null],
    ['gone.txt', null, 'deleted', 0, 2],
    ['new\nname.txt', 'old name.txt', 'renamed', 1, 0],
  ]);
  const first = await work.client.commit({ root: work.root, hash: details.parents[0]?.hash ?? '' });
  assert.deepEqual([first.parents, first.fileCount], [[], 3]);
});

test('where a commit stands says what a reset to it would leave', async () => {
  await using work = await startHistoryForTests();
  const first = await work.commit('a.txt', 'Begin');
  await work.commit('a.txt', 'Next');
  await work.git('branch', 'other', first);
  await work.write('a.txt', 'not committed');
  assert.deepEqual(await work.client.place({ root: work.root, hash: first }), { branches: ['main', 'other'], branchCount: 2, branch: 'main', isInHead: true, leaving: 1, uncommitted: 1 });
});

test('what looks like an option is no commit, and what is nowhere is not found', async () => {
  await using work = await startHistoryForTests();
  await work.commit('a.txt', 'Begin');
  await assert.rejects(work.client.commit({ root: work.root, hash: '--output=x' }), withCode('invalid_input'));
  await assert.rejects(work.client.commit({ root: work.root, hash: 'f'.repeat(40) }), withCode('not_found'));
  await assert.rejects(work.all('refs/heads/-x'), withCode('not_found'));
  await assert.rejects(work.all('refs/heads/a..b'), withCode('invalid_input'));
});

test('two commits are compared, and one with the files as they are now; a range is what the second has more', async () => {
  await using work = await startHistoryForTests();
  const { client, root } = work;
  const from = await work.commit('a.txt', 'Begin');
  await work.commit('old.txt', 'Another');
  await work.git('mv', 'old.txt', 'moved.txt');
  const to = await work.commit('b.txt', 'And one');
  await work.git('switch', '-qc', 'aside', from);
  const aside = await work.commit('c.txt', 'Aside');
  const namesOf = ({ files }: Awaited<ReturnType<typeof client.compare>>): string[] => files.map(({ path, change, added }) => `${change} ${path.slice(root.length + 1)} ${added}`).toSorted();
  const both = await client.compare({ root, from, to });
  assert.deepEqual([namesOf(both), both.ahead, both.behind], [['added b.txt 1', 'added moved.txt 1'], 2, 0]);
  const across = await client.compare({ root, from: aside, to });
  assert.deepEqual([across.ahead, across.behind, across.fileCount], [2, 1, 3]);
  await work.write('a.txt', 'changed\n');
  await work.write('new folder/-x', 'new\n');
  assert.deepEqual(namesOf(await client.compare({ root, from: aside, to: null })), ['added new folder/-x null', 'modified a.txt 1']);
  assert.deepEqual((await work.all(`${aside}..${to}`)).rows.map(([, , , , , subject]) => subject), ['And one', 'Another']);
  await assert.rejects(client.compare({ root, from: 'f'.repeat(40), to: null }), withCode('not_found'));
});
