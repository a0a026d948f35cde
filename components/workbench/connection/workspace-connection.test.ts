import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { z } from 'zod';

import { AtelierError, type ErrorCode } from '../../../shared/errors.ts';
import { WorkspaceId } from '../../../shared/ids.ts';
import { procedure, toWireError } from '../../../shared/procedures.ts';
import { type ConnectionEnvironment, type ConnectionState, LONGEST_RETRY_MS, NETWORK_PING_TIMEOUT_MS, PING_EVERY_MS, retryDelayMs } from './state.ts';
import { WatchSet } from './watch-set.ts';
import { WorkspaceConnection } from './workspace-connection.ts';

const contract = {
  ping: oc.output(z.string()),
  refuse: procedure.output(z.string()),
  never: oc.output(z.string()),
  count: oc.output(eventIterator(z.number())),
  watch: oc.input(z.object({ paths: z.array(z.string()) })).output(eventIterator(z.string())),
};

let opened = 0;
const watches: string[][] = [];
const os = implement({ demo: contract });
const router = os.router({
  demo: {
    ping: os.demo.ping.handler(() => 'pong'),
    refuse: os.demo.refuse.handler(() => {
      throw new AtelierError('disk_full');
    }),
    never: os.demo.never.handler(() => new Promise<string>(() => undefined)),
    count: os.demo.count.handler(async function* ({ signal }) {
      opened += 1;
      yield opened;
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    }),
    watch: os.demo.watch.handler(async function* ({ input, signal }) {
      watches.push(input.paths);
      yield 'ready';
      yield `event in ${input.paths.join(' ')}`;
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    }),
  },
});
const handler = new RPCHandler(router, { interceptors: [(options) => options.next().catch((error: unknown) => Promise.reject(toWireError(error)))] });

const http = createServer();
const sockets = new Set<ServerSocket>();
let refusal: number | null = null;
before(async () => {
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (refusal !== null) socket.end(`HTTP/1.1 ${refusal} Refused\r\ncontent-length: 0\r\n\r\n`);
    else
      server.handleUpgrade(request, socket, head, (accepted) => {
        sockets.add(accepted);
        accepted.on('close', () => sockets.delete(accepted));
        void handler.upgrade(accepted, { context: {} });
      });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
after(() => http.close());

/** Timers fire when the test says so; nothing is waited for by the clock. */
class Timers {
  private pending: { readonly callback: () => void; readonly delayMs: number }[] = [];
  readonly set = (callback: () => void, delayMs: number): (() => void) => {
    const timer = { callback, delayMs };
    this.pending.push(timer);
    return () => (this.pending = this.pending.filter((other) => other !== timer));
  };
  fire(): void {
    const due = this.pending;
    this.pending = [];
    for (const { callback } of due) callback();
  }
  get delays(): number[] {
    return this.pending.map(({ delayMs }) => delayMs);
  }
}

let connection: WorkspaceConnection;
let timers: Timers;
let wake: () => void;
let network: (change: 'gone' | 'back') => void;
let attempts: number;
let probed: ErrorCode | null;
let nowMs: number;
beforeEach(() => {
  opened = 0;
  watches.length = 0;
  refusal = null;
  probed = null;
  nowMs = 1000;
  attempts = 0;
  timers = new Timers();
  const environment: ConnectionEnvironment = {
    nowMs: () => nowMs,
    random: () => 0.5,
    setTimer: timers.set,
    openSocket: (url) => {
      attempts += 1;
      return new WebSocket(url);
    },
    onNetwork: (callback) => {
      network = callback;
      return () => (network = () => undefined);
    },
    onWake: (callback) => {
      wake = callback;
      return () => undefined;
    },
    visible: () => true,
  };
  connection = new WorkspaceConnection({
    workspaceId: WorkspaceId.parse('w000000000000'),
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    environment,
    probe: async () => probed,
    ping: ['demo', 'ping'],
  });
});
afterEach(() => {
  connection.close();
  for (const socket of sockets) socket.terminate();
});

/** Resolves once the state is as wanted. */
async function reach(wanted: (state: ConnectionState) => boolean): Promise<ConnectionState> {
  const state = connection.state.get();
  if (wanted(state)) return state;
  return new Promise((resolve) => {
    const stop = connection.state.subscribe(() => {
      const now = connection.state.get();
      if (!wanted(now)) return;
      stop();
      resolve(now);
    });
  });
}
const phase = (wanted: ConnectionState['phase']) => reach((state) => state.phase === wanted);
const cut = (): void => {
  for (const socket of sockets) socket.terminate();
};

test('calls of the first moments wait for the socket, later ones are answered', async () => {
  assert.equal(connection.state.get().phase, 'connecting');
  assert.equal(await connection.procedures('demo', contract).ping(), 'pong');
  assert.equal(connection.state.get().phase, 'open');
});

test('the time to the agent and back is measured', async () => {
  const state = await reach((now) => now.phase === 'open' && now.latencyMs !== null);
  assert.equal(state.phase === 'open' && state.latencyMs, 0);
});

test('an error keeps its code', async () => {
  await assert.rejects(connection.procedures('demo', contract).refuse(), { code: 'disk_full' });
});

test('a call that is under way when the connection goes fails as unavailable, and so do later ones', async () => {
  const client = connection.procedures('demo', contract);
  await phase('open');
  const pending = client.never();
  cut();
  await assert.rejects(pending, { code: 'unavailable' });
  await phase('lost');
  await assert.rejects(client.ping(), { code: 'unavailable' });
});

test('it comes back by itself, later and later, and counts its tries', async () => {
  await phase('open');
  refusal = 502;
  cut();
  assert.deepEqual(await phase('lost'), { phase: 'lost', attempt: 1, nextTryAtMs: 1000 + retryDelayMs(1, 0.5) });
  timers.fire();
  const second = await reach((state) => state.phase === 'lost' && state.attempt === 2);
  assert.deepEqual(second, { phase: 'lost', attempt: 2, nextTryAtMs: 1000 + retryDelayMs(2, 0.5) });
  refusal = null;
  timers.fire();
  await phase('open');
  assert.equal(await connection.procedures('demo', contract).ping(), 'pong');
});

test('delays double up to a limit, and no two pages wait alike', () => {
  assert.deepEqual([1, 2, 3].map((attempt) => retryDelayMs(attempt, 1)), [250, 500, 1000]);
  assert.equal(retryDelayMs(50, 1), LONGEST_RETRY_MS);
  assert.equal(retryDelayMs(50, 0), LONGEST_RETRY_MS / 2);
});

test('when the network goes, a socket that stays open and silent is given up after a short moment', async () => {
  await reach((state) => state.phase === 'open' && state.latencyMs !== null);
  for (const socket of sockets) socket.pause();
  network('gone');
  assert.deepEqual(timers.delays, [NETWORK_PING_TIMEOUT_MS]);
  timers.fire();
  await phase('lost');
});

test('when the network goes and the server answers all the same, the connection stays', async () => {
  await reach((state) => state.phase === 'open' && state.latencyMs !== null);
  nowMs = 2000;
  network('gone');
  nowMs = 2007;
  await reach((state) => state.phase === 'open' && state.latencyMs === 7);
  assert.deepEqual([timers.delays, attempts], [[PING_EVERY_MS], 1]);
});

test('when the network is back it tries at once, also when a try of before is under way', async () => {
  await phase('open');
  cut();
  await phase('lost');
  network('back');
  await phase('open');
  assert.equal(attempts, 2);

  for (const socket of sockets) socket.close(1001);
  await phase('lost');
  timers.fire();
  await phase('connecting');
  network('back');
  assert.equal(attempts, 4, 'the one that began in the old network is left');
  await phase('open');
  assert.equal(await connection.procedures('demo', contract).ping(), 'pong');
});

test('being visible again tries at once', async () => {
  await phase('open');
  cut();
  await phase('lost');
  wake();
  await phase('open');
});

test('a refused upgrade is explained over HTTP: signed out waits for the member, and looks again when the page is', async () => {
  refusal = 401;
  probed = 'not_signed_in';
  assert.deepEqual(await phase('refused'), { phase: 'refused', reason: 'not_signed_in' });
  assert.deepEqual(timers.delays, []);
  refusal = null;
  wake();
  await phase('open');
});

test('a stopped workspace is no reason to try for ever, but to try when told', async () => {
  refusal = 409;
  probed = 'not_running';
  assert.deepEqual(await phase('refused'), { phase: 'refused', reason: 'not_running' });
  refusal = null;
  connection.retry();
  await phase('open');
});

test('the server’s close code says why it ended', async () => {
  await phase('open');
  for (const socket of sockets) socket.close(4401, 'not_signed_in');
  assert.deepEqual(await phase('refused'), { phase: 'refused', reason: 'not_signed_in' });
});

test('a socket that does not answer is given up', async () => {
  await reach((state) => state.phase === 'open' && state.latencyMs !== null);
  for (const socket of sockets) socket.pause();
  timers.fire(); // asks again
  timers.fire(); // and has waited long enough
  await phase('lost');
});

test('a stream goes on after the connection was away, and says that something was missed', async () => {
  const stop = new AbortController();
  const client = connection.procedures('demo', contract);
  const seen: number[] = [];
  let missed = 0;
  for await (const item of connection.resuming((signal) => client.count(undefined, { signal }), { signal: stop.signal, onRestart: () => (missed += 1) })) {
    seen.push(item);
    if (item === 3) break;
    cut();
    await phase('lost');
    timers.fire();
  }
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(missed, 2);
});

test('a watched set is followed without a gap: the new stream is there before the old one goes', async () => {
  const client = connection.procedures('demo', contract);
  const events: string[] = [];
  const enough = Promise.withResolvers<void>();
  const set = new WatchSet<string>({
    connection,
    watch: (paths, signal) => client.watch({ paths }, { signal }),
    isReady: (event) => event === 'ready',
    onEvent: (event) => {
      events.push(event);
      if (event === 'event in /a') set.set(new Set(['/a', '/b']));
      else enough.resolve();
    },
    onMissed: () => undefined,
    onError: (error) => enough.reject(error),
  });
  set.set(new Set(['/a']));
  await enough.promise;
  set.dispose();
  assert.deepEqual(watches, [['/a'], ['/a', '/b']]);
  assert.deepEqual(events, ['event in /a', 'event in /a /b']);
});

test('addresses of other endpoints are those of the agent behind the server', () => {
  assert.match(connection.httpUrl('files/content?path=/a'), /^http:\/\/127\.0\.0\.1:\d+\/api\/workspaces\/w000000000000\/agent\/files\/content\?path=\/a$/);
  assert.match(connection.socketUrl('terminals/t1'), /^ws:/);
});

test('a closed connection stays closed', async () => {
  await phase('open');
  connection.close();
  wake();
  assert.equal(connection.state.get().phase, 'closed');
  await assert.rejects(connection.procedures('demo', contract).ping(), { code: 'unavailable' });
  await assert.rejects(connection.whenOpen(), { code: 'unavailable' });
});
