/**
 * The terminal at the agent's socket, without a browser: key → echo, 50 MB of lines, Ctrl+C in a flood.
 * `node bench/terminal.ts` prints a table; `--json` prints JSON. Ends by itself.
 */
import headless from '@xterm/headless';

import { RawClient, startAgentForTests } from '../features/terminal/agent/agent-for-tests.ts';

const KEYS = 300;
const LINES_BYTES = 50_000_000;
const LINE = 'the quick brown fox jumps over the lazy dog 0123456789 the quick brown fox';

type Figures = Record<string, number>;

const agent = await startAgentForTests();

async function open(): Promise<RawClient> {
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
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  client.type('\x03');
  return times.sort((a, b) => a - b);
}

async function lines(client: RawClient): Promise<number> {
  const startedMs = performance.now();
  const before = client.receivedBytes;
  client.type(`yes '${LINE}' | head -c ${LINES_BYTES}; echo do""ne\r`);
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
  await client.until(() => drawnBytes > 3_000_000);
  client.text = '';
  const startedMs = performance.now();
  client.type('\x03');
  await client.shows('$ ');
  const seenMs = performance.now() - startedMs;
  return seenMs;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const figures: Figures = {};
const quiet = await keys(await open());
figures['key → echo p50 (ms)'] = at(quiet, 0.5);
figures['key → echo p99 (ms)'] = at(quiet, 0.99);
const flood = await open();
flood.type('yes\r');
const besides = await keys(await open());
figures['the same beside a flood p50 (ms)'] = at(besides, 0.5);
figures['the same beside a flood p99 (ms)'] = at(besides, 0.99);
flood.type('\x03');
figures['50 MB of lines (MB/s)'] = await lines(await open());
figures['Ctrl+C in a flood → prompt (ms)'] = await interrupt(await open());
const again = await open();
await lines(again);
const [view] = (await agent.terminals.list()).slice(-1);
const attachedMs = performance.now();
if (view !== undefined) {
  const second = await new RawClient(agent.url(`terminals/${view.id}?cols=120&rows=40`)).attached();
  await second.shows('done');
}
figures['attach to a full scrollback (ms)'] = performance.now() - attachedMs;
await agent.close();

const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 100) / 100]));
if (process.argv.includes('--json')) console.log(JSON.stringify(rounded));
else console.table(rounded);
process.exit(0);
