import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KeyedQueue } from './keyed-queue.ts';

test('tasks of one key run one after the other in order, those of another do not wait', async () => {
  const queue = new KeyedQueue();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run('a', async () => {
    await gate.promise;
    order.push('a1');
  });
  const second = queue.run('a', async () => void order.push('a2'));
  await queue.run('b', async () => void order.push('b1'));
  gate.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(order, ['b1', 'a1', 'a2']);
});

test('a task that fails fails its caller only', async () => {
  const queue = new KeyedQueue();
  const failed = queue.run('a', () => Promise.reject(new Error('mine')));
  const next = queue.run('a', async () => 'fine');
  await assert.rejects(failed, /mine/);
  assert.equal(await next, 'fine');
  await queue.idle();
});
