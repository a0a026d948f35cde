import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SaveContext, SaveParticipant } from '../../../../components/workbench/editors/save-participants.ts';
import { participateAll } from './participants.ts';

const context = { reason: 'asked' } as SaveContext;

test('participants come one after the other, the lower order first; one that fails is told and stops nobody', async () => {
  const calls: string[] = [];
  const participant = (id: string, order: number): SaveParticipant => ({
    id,
    order,
    participate: async () => {
      calls.push(`${id} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      if (id === 'broken') throw new Error(id);
      calls.push(`${id} ends`);
    },
  });
  const errors: unknown[] = [];
  await participateAll([participant('tidy', 200), participant('broken', 50), participant('format', 100)], context, (error) => errors.push(error));
  assert.deepEqual(calls, ['broken begins', 'format begins', 'format ends', 'tidy begins', 'tidy ends']);
  assert.deepEqual(errors.map(String), ['Error: broken']);
});

test('one that never ends is told to, and not waited for', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isAborted = false;
  const waiting = participateAll([{ id: 'slow', order: 1, participate: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (isAborted = true))) }], context, () => undefined);
  t.mock.timers.tick(2000);
  await waiting;
  assert.equal(isAborted, true);
});
