import assert from 'node:assert/strict';
import { appendFile, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { fromWireError } from '../../../shared/procedures.ts';
import type { TimelineEvent } from '../contract.ts';
import { createTimelineFeature } from './index.ts';
import { SaveStore } from './save-store.ts';
import { startTimelineForTests } from './timeline.fixture.ts';

const said = (event: TimelineEvent): string => (event.kind === 'save' ? event.cause : event.subject);
const withCode = (code: string) => (error: unknown) => fromWireError(error).code === code;

test('saves and commits of a file stand in one order of time, through its renames', async () => {
  await using work = await startTimelineForTests();
  work.time.ms = Date.now() - 60_000;
  await work.save('old.txt', 'one\n');
  await work.save('old.txt', 'one\ntwo\nthree\n');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  await rename(work.at('old.txt'), work.at('new.txt'));
  work.move('old.txt', 'new.txt');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Rename');
  work.time.ms = Date.now() + 5000;
  await work.save('new.txt', 'one\ntwo\nfour\n');

  const { is, events, hasMore } = await work.client.list({ path: work.at('new.txt'), limit: 100 });
  assert.equal(is, 'file');
  assert.equal(hasMore, false);
  assert.deepEqual(events.map(said), ['saved', 'Rename', 'Begin', 'saved', 'saved']);
  assert.deepEqual(events.flatMap((event) => (event.kind === 'commit' ? [[event.change, event.path, event.from]] : [])), [['renamed', work.at('new.txt'), work.at('old.txt')], ['added', work.at('old.txt'), null]]);
  assert.deepEqual(events.flatMap((event) => (event.kind === 'save' ? [event.lines] : [])), [1, 2, null]);
  assert.deepEqual(events.filter(({ kind }) => kind === 'commit').map((event) => (event.kind === 'commit' ? event.hash : '')), (await work.git('log', '--format=%H')).split('\n'));
  const first = await work.client.list({ path: work.at('new.txt'), limit: 2 });
  assert.deepEqual([first.events.map(said), first.hasMore], [['saved', 'Rename'], true]);
});

test('a folder’s timeline has the saves and commits of all that is below it', async () => {
  await using work = await startTimelineForTests();
  await work.write('a/x', '1');
  await work.write('b/y', '1');
  await work.git('add', 'a');
  await work.git('commit', '-qm', 'A');
  await work.git('add', 'b');
  await work.git('commit', '-qm', 'B');
  work.time.ms = Date.now() + 5000;
  await work.save('a/x', '2');
  await work.save('b/y', '2');
  const of = async (path: string) => (await work.client.list({ path: path === '' ? work.root : work.at(path), limit: 100 })).events.map(said);
  assert.deepEqual(await of('a'), ['saved', 'A', 'found']);
  assert.deepEqual((await of('')).filter((words) => words !== 'found'), ['saved', 'saved', 'B', 'A']);
});

test('what a save replaces is kept when nobody had saved it here', async () => {
  await using work = await startTimelineForTests();
  await work.write('a.txt', 'by a program\n');
  await work.save('a.txt', 'by hand\n');
  const { events } = await work.client.list({ path: work.at('a.txt'), limit: 10 });
  assert.deepEqual(events.map(said), ['saved', 'found']);
  const [, found] = events;
  assert.ok(found?.kind === 'save');
  assert.deepEqual(await work.client.text({ id: found.id }), { text: 'by a program\n' });
});

test('the same content is kept once, and saves never enter the repository', async () => {
  await using work = await startTimelineForTests();
  for (let times = 0; times < 3; times += 1) await work.save('a.txt', 'same\n');
  await work.save('b.txt', 'same\n');
  assert.equal((await work.client.list({ path: work.root, limit: 10 })).events.length, 2);
  assert.equal(await work.git('status', '--porcelain', '--untracked-files=all'), '?? a.txt\n?? b.txt');
  const place = join(work.home, '.local/share/atelier/saves');
  assert.equal((await stat(place)).mode & 0o777, 0o700);
});

test('saves survive the deletion of the file, and come back with it', async () => {
  await using work = await startTimelineForTests();
  await work.save('deep/a.txt', 'one\n');
  await work.write('deep/a.txt', 'unknown to anybody\n');
  work.changing('deep/a.txt');
  await work.feature.idle();
  await rm(work.at('deep'), { recursive: true });
  const { is, events } = await work.client.list({ path: work.at('deep/a.txt'), limit: 10 });
  assert.equal(is, 'gone');
  assert.deepEqual(events.map(said), ['found', 'saved']);
  const [found] = events;
  assert.ok(found?.kind === 'save');
  const { undo } = await work.client.restore({ path: work.at('deep/a.txt'), version: { kind: 'save', id: found.id } });
  assert.equal(undo, null);
  assert.equal(await readFile(work.at('deep/a.txt'), 'utf8'), 'unknown to anybody\n');
  await work.client.undoRestore({ path: work.at('deep/a.txt'), undo });
  await assert.rejects(stat(work.at('deep/a.txt')), { code: 'ENOENT' });
});

test('a commit’s version becomes the working copy, and what was there comes back', async () => {
  await using work = await startTimelineForTests();
  await work.write('a.txt', 'one\n');
  await work.git('add', '.');
  await work.git('commit', '-qm', 'Begin');
  await work.write('a.txt', 'never saved here\n');
  const hash = await work.git('rev-parse', 'HEAD');
  const path = work.at('a.txt');
  work.time.ms += 5000;
  const { undo } = await work.client.restore({ path, version: { kind: 'commit', hash, path } });
  assert.equal(await readFile(path, 'utf8'), 'one\n');
  assert.equal(await work.git('status', '--porcelain'), '');
  const { events } = await work.client.list({ path, limit: 10 });
  assert.equal(events[0]?.kind === 'save' && events[0].cause, 'restored');
  await work.client.undoRestore({ path, undo });
  assert.equal(await readFile(path, 'utf8'), 'never saved here\n');
});

test('mode and links stay when a version is restored', async () => {
  await using work = await startTimelineForTests();
  await work.save('real.sh', '#!/bin/sh\n');
  await import('node:fs/promises').then(({ chmod }) => chmod(work.at('real.sh'), 0o755));
  await symlink('real.sh', work.at('link.sh'));
  await work.save('link.sh', 'changed\n');
  const { events } = await work.client.list({ path: work.at('real.sh'), limit: 10 });
  assert.ok(events[0]?.kind === 'save');
  await work.client.restore({ path: work.at('link.sh'), version: { kind: 'save', id: events[0].id } });
  assert.equal(await readFile(work.at('real.sh'), 'utf8'), '#!/bin/sh\n');
  assert.equal((await stat(work.at('real.sh'))).mode & 0o777, 0o755);
});

test('names like options, with newlines and bytes that are no text have a timeline', async () => {
  await using work = await startTimelineForTests();
  for (const name of ['--help', 'a\nb.txt', ':(top)x', '*.txt']) {
    await work.save(name, `of ${name}\n`);
    await work.git('--literal-pathspecs', 'add', '--', name);
    await work.git('commit', '-qm', `Add ${name.length}`);
    const path = work.at(name);
    const { events } = await work.client.list({ path, limit: 10 });
    assert.deepEqual(events.map(({ kind }) => kind), ['commit', 'save'], name);
    assert.equal(events[0]?.path, path);
    await work.write(name, '2\n');
    await work.client.restore({ path, version: { kind: 'commit', hash: await work.git('rev-parse', 'HEAD'), path } });
    assert.equal(await readFile(path, 'utf8'), `of ${name}\n`);
  }
});

test('who has no terminal restores no settings of git, and who may not transfer no bytes that are no text', async () => {
  await using work = await startTimelineForTests({ capabilities: ['files.read', 'files.write'] });
  await work.save('a.bin', Buffer.from([0, 1, 2]));
  await work.save('a.bin', 'text');
  const { events } = await work.client.list({ path: work.at('a.bin'), limit: 10 });
  const bytes = events.at(-1);
  assert.ok(bytes?.kind === 'save');
  await assert.rejects(work.client.text({ id: bytes.id }), withCode('invalid_text'));
  await assert.rejects(work.client.restore({ path: work.at('a.bin'), version: { kind: 'save', id: bytes.id } }), withCode('invalid_text'));
  const text = events[0];
  assert.ok(text?.kind === 'save');
  for (const path of ['.git/config', '.git/hooks/pre-commit']) await assert.rejects(work.client.restore({ path: work.at(path), version: { kind: 'save', id: text.id } }), withCode('forbidden'));
  await symlink('.git', work.at('way'));
  await assert.rejects(work.client.restore({ path: work.at('way/config'), version: { kind: 'save', id: text.id } }), withCode('forbidden'));
});

test('a stagiaire’s reading member writes nothing', async () => {
  await using work = await startTimelineForTests({ capabilities: ['files.read'] });
  await work.save('a.txt', '1');
  const { events } = await work.client.list({ path: work.at('a.txt'), limit: 10 });
  assert.ok(events[0]?.kind === 'save');
  await assert.rejects(work.client.restore({ path: work.at('a.txt'), version: { kind: 'save', id: events[0].id } }), withCode('forbidden'));
});

test('the log is read again by the next agent, but for what a crash cut off', async () => {
  await using work = await startTimelineForTests();
  await work.save('a.txt', 'one\n');
  await work.save('a.txt', 'two\n');
  await appendFile(join(work.home, '.local/share/atelier/saves/log.jsonl'), '{"kind":"save","id":"s00');
  const next = createTimelineFeature(work.kernel);
  const store = new SaveStore({ folder: join(work.home, '.local/share/atelier/saves'), now: Date.now });
  const records = await store.list(work.at('a.txt'), 10);
  assert.deepEqual(records.map(({ cause }) => cause), ['saved', 'saved']);
  assert.equal((await store.read(records[1]?.id ?? '')).content.toString(), 'one\n');
  await next.close?.();
});

test('the oldest saves go when they are too many, too large or too old', async () => {
  await using work = await startTimelineForTests();
  const time = { ms: 1_000_000 };
  const folder = join(work.home, 'limits');
  const limits = { maxBytes: 4000, maxSaves: 100, maxAgeMs: 50_000 };
  const store = new SaveStore({ folder, now: () => time.ms, limits });
  const noise = (seed: number): Buffer => Buffer.from(Array.from({ length: 900 }, (_, at) => Math.imul(at + seed * 977, 2654435761) >>> 24));
  for (let at = 0; at < 12; at += 1) await store.add({ path: work.at('a'), content: noise(at), cause: 'saved', atMs: (time.ms += 1000), memberId: null });
  const kept = await store.list(work.at('a'), 100);
  assert.ok(kept.length >= 3 && kept.length <= 5, String(kept.length));
  assert.ok((await store.read(kept[0]?.id ?? '')).content.equals(noise(11)));
  time.ms += 100_000;
  assert.equal((await new SaveStore({ folder, now: () => time.ms, limits }).list(work.at('a'), 100)).length, 0);
});

test('a save, a commit and tags in a terminal are told, each of them', async () => {
  await using work = await startTimelineForTests();
  await work.write('a.txt', 'one\n');
  await work.git('add', '.');
  const abort = new AbortController();
  await work.git('commit', '-qm', 'Begin');
  // The first one at the moment in which the watching begins.
  const head = await work.git('rev-parse', 'HEAD');
  const deeds = [() => work.write('.git/refs/tags/v0', `${head}\n`), () => work.save('a.txt', 'two\n'), () => work.git('commit', '-qam', 'In a terminal'), () => work.git('tag', 'v1')];
  // What is not told leaves this waiting.
  for await (const _ of await work.client.watch({ path: work.at('a.txt') }, { signal: abort.signal })) {
    const deed = deeds.shift();
    if (deed === undefined) break;
    await deed();
  }
  abort.abort();
});
