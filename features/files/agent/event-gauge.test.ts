import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EventGauge } from './event-gauge.ts';

test('a queue\'s worth of events at once is a flood for everybody, once a window', () => {
  let nowMs = 0;
  const gauge = new EventGauge({ max: 100, now: () => nowMs });
  const floods: string[] = [];
  gauge.onFlood(() => floods.push('a'));
  const stop = gauge.onFlood(() => floods.push('b'));
  for (let event = 0; event < 99; event += 1) gauge.note();
  nowMs = 100;
  for (let event = 0; event < 99; event += 1) gauge.note();
  assert.deepEqual(floods, []);
  for (let event = 0; event < 500; event += 1) gauge.note();
  assert.deepEqual(floods, ['a', 'b']);
  stop();
  nowMs = 200;
  for (let event = 0; event < 100; event += 1) gauge.note();
  assert.deepEqual(floods, ['a', 'b', 'a']);
});
