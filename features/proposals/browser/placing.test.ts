import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DiffLine, ProposalPart, ReviewComment } from '../contract.ts';
import { placeComments } from './placing.ts';

const line = (kind: DiffLine['kind'], text: string, [oldLine, newLine]: readonly [number | null, number | null]): DiffLine => ({ kind, text, oldLine, newLine, isUnended: false });
const part = (id: string, path: string, lines: readonly DiffLine[]) => ({ id, path, lines }) as unknown as ProposalPart;
const comment = (id: string, place: Partial<NonNullable<ReviewComment['place']>> | null, replyTo: string | null = null) => ({ id, replyTo, place: place === null ? null : { path: 'a', side: 'new', line: 1, lineText: 'x', head: '', ...place } }) as unknown as ReviewComment;

const PARTS = [part('0.0', 'a', [line('delete', 'x', [1, null]), line('add', 'x', [null, 1]), line('context', 'y', [2, 2])]), part('0.1', 'a', [line('add', 'x', [null, 40])])];

test('a thread stands at its line, its answers in it', () => {
  const { onLines, general, outdated } = placeComments([comment('c1', { side: 'old' }), comment('c2', null, 'c1'), comment('c3', null)], PARTS);
  assert.deepEqual([...onLines].map(([key, threads]) => [key, threads.map(({ first, answers }) => [first.id, answers.length])]), [['0.0 old 1', [['c1', 1]]]]);
  assert.deepEqual([general.map(({ first }) => first.id), outdated.length], [['c3'], 0]);
});

test('a line that moved takes its thread along, to the nearest that says the same', () => {
  assert.deepEqual([...placeComments([comment('c1', { line: 30 })], PARTS).onLines.keys()], ['0.1 new 40']);
});

test('about a line that says something else, or a file that is not there, it is outdated', () => {
  for (const place of [{ line: 2, lineText: 'z' }, { path: 'b' }, { side: 'old' as const, lineText: 'y' }]) assert.equal(placeComments([comment('c1', place)], PARTS).outdated.length, 1);
});
