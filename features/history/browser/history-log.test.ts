import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Readable } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { startHistoryForTests } from '../agent/history.fixture.ts';
import { HistoryLog } from './history-log.ts';

/** The real agent's side, called directly: a connection that never breaks. */
async function startLog() {
  const work = await startHistoryForTests();
  const connection = {
    procedures: () => work.client,
    async *resuming<T>(open: (signal: AbortSignal) => Promise<AsyncIterable<T>>, { signal }: { signal: AbortSignal }): AsyncGenerator<T> {
      yield* await open(signal);
    },
  };
  const workbench = { connection } as unknown as Workbench;
  return { work, open: () => new HistoryLog({ workbench, root: work.root }) };
}

async function when<T>(store: Readable<T>, satisfies: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = store.get();
    if (satisfies(value)) return value;
    await new Promise<void>((resolve) => {
      const stop = store.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
}

test('so much of a long history is loaded as is looked at, and the whole is counted', async () => {
  const { work, open } = await startLog();
  await using _ = work;
  await work.generate(4000);
  const log = open();
  const first = await when(log.loaded, (loaded) => loaded?.total === 4000 && loaded.rows.length >= 1000);
  assert.ok(first !== null && first.rows.length < 2000 && !first.isWhole, String(first?.rows.length));
  log.want(3500);
  const whole = await when(log.loaded, (loaded) => loaded?.isWhole === true);
  assert.deepEqual([whole?.rows.length, whole?.lanes.count, whole?.lanes.width], [4000, 4000, 2]);
  assert.equal(log.rowOf(await work.git('rev-parse', 'main~10')) !== null, true);
  log.dispose();
});

test('a commit of a terminal’s shows, and what is searched is found in its place', async () => {
  const { work, open } = await startLog();
  await using _ = work;
  const first = await work.commit('a.txt', 'Begin');
  const log = open();
  await when(log.loaded, (loaded) => loaded?.isWhole === true);
  const second = await work.commit('b.txt', 'Go on');
  const loaded = await when(log.loaded, (now) => now?.isWhole === true && now.rows.length === 2);
  assert.deepEqual([loaded?.head, log.rowOf(second), log.rowOf(first)], [second, 0, 1]);
  log.find({ in: 'message', text: 'begin' });
  const found = await when(log.search, (search) => search?.isDone === true);
  assert.deepEqual(found?.hashes, [first]);
  log.find({ in: 'message', text: '' });
  assert.equal(log.search.get(), null);
  log.show('refs/heads/nowhere');
  assert.equal((await when(log.error, (error) => error !== null)) !== null, true);
  log.dispose();
});
