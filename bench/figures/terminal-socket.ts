import headless from '@xterm/headless';
import { setTimeout as delay } from 'node:timers/promises';

import { RawClient, startAgentForTests, type AgentForTests } from '#features/terminal/agent/agent-for-tests.ts';
import type { Figure, Row } from '../figure.ts';
import { printLines } from '../fixtures.ts';
import { quantile } from '../statistics.ts';

const KEYS = 300;
/** Between two keys, as nobody types faster; without it the second meets the first's echo. */
const KEY_PAUSE_MS = 8;
const LINES_BYTES = 50_000_000;
const FLOOD_BYTES = 3_000_000;

/** The agent's half of a terminal by itself: what is missing from here to the figures of the page is the page's. */
export const terminalSocket: Figure = {
  name: 'socket',
  about: "the terminal at the agent's socket, without container, gateway and browser",
  async measure() {
    const agent = await startAgentForTests();
    try {
      const alone = await keys(await open(agent));
      const flood = await open(agent);
      flood.type('yes\r');
      const besides = await keys(await open(agent));
      flood.type('\x03');
      return [
        ...keyRows('socket: key → echo', alone),
        ...keyRows('socket: same beside a flood', besides),
        row('socket: 50 MB of lines', 'MB/s', await lines(await open(agent))),
        row('socket: Ctrl+C in a flood → prompt', 'ms', await interrupt(await open(agent))),
        row('socket: attach to a full scrollback', 'ms', await attach(agent)),
      ];
    } finally {
      await agent.close();
    }
  },
};

async function open(agent: AgentForTests): Promise<RawClient> {
  const { id } = await agent.terminals.create({ size: { cols: 120, rows: 40 } });
  const client = await new RawClient(agent.url(`terminals/${id}?cols=120&rows=40`)).attached();
  await client.shows('$ ');
  return client;
}

async function keys(client: RawClient): Promise<number[]> {
  const times: number[] = [];
  client.type('cat\r');
  await client.shows('cat\r\n');
  for (let count = 0; count < KEYS; count += 1) {
    const before = client.receivedBytes;
    const startedMs = performance.now();
    client.type('x');
    await client.until(() => client.receivedBytes > before);
    times.push(performance.now() - startedMs);
    await delay(KEY_PAUSE_MS);
  }
  client.type('\x03');
  return times;
}

async function lines(client: RawClient): Promise<number> {
  const startedMs = performance.now();
  const before = client.receivedBytes;
  client.type(`${printLines(LINES_BYTES, 'done')}\r`);
  await client.shows('done\r\n');
  return (client.receivedBytes - before) / 1e6 / ((performance.now() - startedMs) / 1000);
}

/** A client that draws at the speed of a headless xterm, as a page would. */
async function interrupt(client: RawClient): Promise<number> {
  const screen = new headless.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  let drawnBytes = 0;
  client.acknowledges = false;
  client.socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return;
    screen.write(data, () => {
      drawnBytes += data.length;
      client.receivedBytes = drawnBytes;
      client.acknowledge();
    });
  });
  client.type('yes\r');
  await client.until(() => drawnBytes > FLOOD_BYTES);
  client.text = '';
  const startedMs = performance.now();
  client.type('\x03');
  await client.shows('$ ');
  return performance.now() - startedMs;
}

async function attach(agent: AgentForTests): Promise<number> {
  const full = await open(agent);
  full.type(`${printLines(LINES_BYTES / 10, 'done')}\r`);
  await full.shows('done\r\n');
  const view = (await agent.terminals.list()).at(-1);
  if (view === undefined) throw new Error('no terminal to attach to');
  const startedMs = performance.now();
  const second = await new RawClient(agent.url(`terminals/${view.id}?cols=120&rows=40`)).attached();
  await second.shows('done');
  return performance.now() - startedMs;
}

function keyRows(what: string, samples: readonly number[]): Row[] {
  return ([['p50', 0.5], ['p99', 0.99]] as const).map(([name, share]) => ({ ...row(`${what}, ${name}`, 'ms', quantile(samples, share)), of: `${name} of ${samples.length}` }));
}

function row(what: string, unit: Row['unit'], value: number): Row {
  return { what, unit, value, of: 'once', limit: null, goal: {} };
}
