import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';

import { createService } from './server.js';

test('a message reaches everyone', async () => {
  const server = createService().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${server.address().port}`;
  const [one, two] = [new WebSocket(url), new WebSocket(url)];
  await Promise.all([once(one, 'open'), once(two, 'open')]);
  const heard = Promise.all([once(one, 'message'), once(two, 'message')]);
  one.send('hello');
  assert.deepEqual((await heard).map(([data]) => String(data)), ['hello', 'hello']);
  for (const socket of [one, two]) socket.close();
  server.close();
});
