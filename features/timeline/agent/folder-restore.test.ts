import assert from 'node:assert/strict';
import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { test } from 'node:test';

import { fromWireError } from '../../../shared/procedures.ts';
import { startTimelineForTests } from './timeline.fixture.ts';

type Work = Awaited<ReturnType<typeof startTimelineForTests>>;
const read = (work: Work, name: string): Promise<string | null> => readFile(work.at(name), 'utf8').catch(() => null);
const whole = async (work: Work): Promise<(string | null)[]> => await Promise.all(['src/a.txt', 'src/b.txt', 'src/deep/c.txt', 'src/new.txt', 'src/unknown.txt', 'beside.txt'].map((name) => read(work, name)));
const savesOf = async (work: Work, name: string) => (await work.client.list({ path: work.at(name), limit: 50 })).events;

test('a folder is as a commit has it: what changed, what was deleted, what came since; and all of it is taken back', async () => {
  await using work = await startTimelineForTests();
  await work.write('src/a.txt', 'a1\n');
  await work.write('src/deep/c.txt', 'c1\n');
  await work.write('beside.txt', 'beside 1\n');
  await chmod(work.at('src/deep/c.txt'), 0o755);
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  const hash = await work.git('rev-parse', 'HEAD');
  await work.save('src/a.txt', 'a2\n');
  await work.write('src/b.txt', 'b1\n');
  await rm(work.at('src/deep'), { recursive: true });
  await work.git('add', '-A');
  await work.git('commit', '-qm', 'More');
  await work.write('src/unknown.txt', 'nobody’s\n');
  await work.write('beside.txt', 'beside 2\n');
  const before = await whole(work);
  const { undo, changed, removed, leftOut } = await work.client.restoreFolder({ path: work.at('src'), to: { kind: 'commit', hash } });
  assert.deepEqual([changed, removed, leftOut], [2, 1, 0]);
  assert.deepEqual(await whole(work), ['a1\n', null, 'c1\n', null, 'nobody’s\n', 'beside 2\n']);
  assert.equal((await stat(work.at('src/deep/c.txt'))).mode & 0o111, 0o111);
  assert.equal(await work.git('hash-object', 'src/deep/c.txt'), await work.git('rev-parse', `${hash}:src/deep/c.txt`));
  assert.ok((await savesOf(work, 'src/a.txt')).some((event) => event.kind === 'save' && event.cause === 'restored'));
  await work.client.undoFolder({ undo });
  assert.deepEqual(await whole(work), before);
  await assert.rejects(work.client.undoFolder({ undo }), (error) => fromWireError(error).code === 'not_found');
});

test('a folder is as it was at a moment between commits: the commit before it, and what was saved since', async () => {
  await using work = await startTimelineForTests();
  work.time.ms = Date.now() + 5000;
  await work.write('src/a.txt', 'a1\n');
  await work.write('src/b.txt', 'b1\n');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  await work.save('src/a.txt', 'a2\n');
  work.time.ms += 5000;
  await work.save('src/deep/c.txt', 'c1\n');
  const moment = (await savesOf(work, 'src/deep/c.txt'))[0];
  assert.ok(moment?.kind === 'save');
  work.time.ms += 5000;
  await work.save('src/a.txt', 'a3\n');
  await work.save('src/b.txt', 'b2\n');
  await work.save('src/new.txt', 'new\n');
  await work.save('src/deep/c.txt', 'c2\n');
  const before = await whole(work);
  const { undo, changed, removed } = await work.client.restoreFolder({ path: work.at('src'), to: { kind: 'save', id: moment.id } });
  assert.deepEqual([changed, removed], [3, 1]);
  assert.deepEqual(await whole(work), ['a2\n', 'b1\n', 'c1\n', null, null, null]);
  assert.deepEqual((await work.client.restoreFolder({ path: work.at('src'), to: { kind: 'save', id: moment.id } })).changed, 0);
  await work.client.undoFolder({ undo });
  assert.deepEqual(await whole(work), before);
});

test('who may not transfer files gets no other bytes than text back, who only reads nothing', async () => {
  await using work = await startTimelineForTests({ capabilities: ['files.read', 'files.write'] });
  await work.write('src/a.txt', 'a1\n');
  await work.write('src/b.txt', Buffer.from([0, 1, 2]));
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  const hash = await work.git('rev-parse', 'HEAD');
  for (const name of ['src/a.txt', 'src/b.txt']) await work.save(name, 'other\n');
  const { changed, leftOut } = await work.client.restoreFolder({ path: work.at('src'), to: { kind: 'commit', hash } });
  assert.deepEqual([changed, leftOut, await read(work, 'src/a.txt'), await read(work, 'src/b.txt')], [1, 1, 'a1\n', 'other\n']);
  await using reader = await startTimelineForTests({ capabilities: ['files.read'] });
  await assert.rejects(reader.client.restoreFolder({ path: reader.at('src'), to: { kind: 'commit', hash } }), (error) => fromWireError(error).code === 'forbidden');
});
