import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Store } from '../../../components/workbench/store.ts';
import { FilePath } from '../../../shared/file-path.ts';
import type { FileEdits, FileOutcome, Hit } from '../contract.ts';
import { EMPTY_FORM } from './model/query.ts';
import { Results, type FileResult } from './model/results.ts';
import { Replacing, type Replaced, type SearchToReplace } from './replacing.ts';

const hit = (at: number, preview = 'cost'): Hit => ({ line: 1, column: at + 1, endLine: 1, endColumn: at + 5, preview, from: 0, to: 4, at, bytes: 4 });
const path = (name: string): FilePath => FilePath.parse(`/workspace/${name}`);

/** A search with results, and an agent that writes all but what it is told not to. */
function given(files: Readonly<Record<string, readonly Hit[]>>, refuse: Readonly<Record<string, FileOutcome['outcome']>> = {}) {
  const results = new Results({ describe: (of) => ({ shown: of, isReadOnly: of.endsWith('.lock') }) });
  results.add(Object.entries(files).map(([name, hits]) => ({ path: path(name), hits: [...hits] })));
  const calls: { id: string; files: readonly FileEdits[] }[] = [];
  const looked: FileResult[] = [];
  const session = {
    asked: { ...EMPTY_FORM, text: 'cost' },
    asOfMs: 1,
    form: new Store({ ...EMPTY_FORM, text: 'cost', replacement: 'price' }),
    results,
    client: {
      replace: async (input: { id: string; files: readonly FileEdits[] }) => {
        calls.push(input);
        return { files: input.files.map(({ path: of }): FileOutcome => ({ path: of, outcome: refuse[of.slice(11)] ?? 'done', etag: `after ${calls.length}` })) };
      },
      undo: async () => ({ files: [{ path: path('a'), outcome: 'done' as const, etag: null }] }),
    },
    look: async (of: readonly FileResult[]) => void looked.push(...of),
    search: async () => undefined,
    draw: () => undefined,
  } as unknown as SearchToReplace;
  const replacing = new Replacing(session);
  const news: Replaced[] = [];
  replacing.done.subscribe((done) => news.push(done));
  return { results, replacing, calls, looked, news };
}

test('what is replaced goes off the list; what was left out, read only or refused stays', async () => {
  const { results, replacing, calls, looked, news } = given({ a: [hit(0), hit(9)], 'b.lock': [hit(0)], c: [hit(0)], d: [hit(0)], e: [hit(0)] }, { c: 'changed' });
  const [a] = results.files;
  assert.ok(a);
  results.setLeftOut(a, a.hits[1] ?? null, true);
  await replacing.replace(replacing.all(new Set([path('d')])));
  assert.deepEqual(calls.flatMap(({ files }) => files.map((file) => [file.path, file.edits.map(({ at, was, text }) => `${at} ${was} ${text}`)])), [[path('a'), ['0 cost price']], [path('c'), ['0 cost price']], [path('e'), ['0 cost price']]]);
  assert.deepEqual(results.files.map(({ path: of }) => of), ['a', 'b.lock', 'c', 'd'].map(path));
  assert.deepEqual(looked, [a]);
  assert.equal(a.etag, 'after 1');
  assert.deepEqual(news.map(({ hits, files, skipped }) => [hits, files, skipped.map(({ outcome }) => outcome)]), [[2, 2, ['changed']]]);
});

test('many edits go in calls of a bounded size, of one file from its end, and undo takes them back as one', async () => {
  const { replacing, calls, news } = given({ a: Array.from({ length: 7000 }, (_, at) => hit(at * 5)), b: [hit(0)] });
  await replacing.replace(replacing.all(new Set()));
  assert.deepEqual(calls.map(({ files }) => files.map(({ edits }) => edits.length)), [[5000], [2000, 1]]);
  assert.deepEqual(calls.map(({ files }) => files[0]?.edits[0]?.at), [2000 * 5, 0]);
  assert.equal(new Set(calls.map(({ id }) => id)).size, 1);
  await news[0]?.undo?.();
  assert.deepEqual(news.map(({ kind, undo }) => [kind, undo === null]), [['replaced', false], ['undone', true]]);
});
