import headless from '@xterm/headless';
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

import { CsiClamp } from '../../../shared/csi-clamp.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { PAUSE_ABOVE_BYTES } from '../contract.ts';
import { type AgentForTests, RawClient, startAgentForTests } from './agent-for-tests.ts';

const SIZE = { cols: 80, rows: 24 };
const MEBIBYTE = 1024 * 1024;

suite('flow control of terminals', { timeout: 180_000 }, () => {
  let agent: AgentForTests;
  before(async () => (agent = await startAgentForTests({ stuckAfterMs: 1500 })));
  after(() => agent.close());

  async function open(): Promise<{ id: TerminalId; client: RawClient }> {
    const { id } = await agent.terminals.create({ size: SIZE });
    return { id, client: await attach(id) };
  }

  function attach(id: TerminalId, query = ''): Promise<RawClient> {
    return new RawClient(agent.url(`terminals/${id}?cols=80&rows=24${query}`)).attached();
  }

  test('A31 a flood that nobody reads costs bounded memory, and Ctrl+C ends it', async () => {
    const { id, client } = await open();
    client.type('yes\r');
    await client.until(() => client.receivedBytes > 10 * MEBIBYTE);
    const before = process.memoryUsage();
    client.acknowledges = false; // 512 KiB later the pty is paused, then this client is let go
    await client.until(() => client.closeCode !== null);
    const touchesBefore = agent.touches();
    await until(() => agent.touches() > touchesBefore + 1000); // it goes on, into the replay only
    const after = process.memoryUsage();
    assert.ok(after.arrayBuffers - before.arrayBuffers < 32 * MEBIBYTE, `${after.arrayBuffers - before.arrayBuffers} more`);
    const second = await attach(id);
    second.text = '';
    second.type('\x03');
    await second.shows('$ ');
    await agent.terminals.close({ id });
  });

  test('A31 random bytes leave the terminal usable', async () => {
    const { id, client } = await open();
    client.type('head -c 6000000 /dev/urandom; printf "\\033c"; stty sane; echo do""ne\r');
    await client.shows('done\r\n');
    const second = await attach(id);
    second.type('\x15echo al""ive\r');
    await second.shows('alive\r\n');
    await agent.terminals.close({ id });
  });

  test('a client that does not acknowledge gets 512 KiB and little more', async () => {
    const { id, client } = await open();
    client.acknowledges = false;
    client.type('yes\r');
    await client.until(() => client.closeCode !== null);
    assert.ok(client.receivedBytes >= PAUSE_ABOVE_BYTES && client.receivedBytes < 2 * PAUSE_ABOVE_BYTES, `${client.receivedBytes}`);
    assert.equal(client.closeCode, 1013);
    await agent.terminals.close({ id });
  });

  test('of two clients the slower one decides, until it is let go', async () => {
    const { id, client: slow } = await open();
    const quick = await attach(id);
    slow.acknowledges = false;
    quick.type('yes | head -c 4000000; echo do""ne\r');
    await slow.until(() => slow.closeCode !== null);
    await quick.shows('done\r\n');
    await agent.terminals.close({ id });
  });

  test('who attaches in the middle of a flood sees it from there, without a gap', async () => {
    const { id, client } = await open();
    client.type('PS1=; for i in $(seq 200000); do printf "\\033[3$((i%8))m%d\\033[0m\\r\\n" $i; done; echo do""ne\r');
    await client.shows('1000\x1b[0m');
    const second = await attach(id);
    await Promise.all([client.until(() => client.receivedBytes > 1_500_000), second.until(() => second.receivedBytes > 400_000)]);
    client.type('\x03');
    await second.shows('^C');
    // Of the first line that is kept the beginning may be gone.
    const numbers = Array.from(stripVTControlCharacters(second.text).matchAll(/\n(\d+)\r/g), ([, digits]) => Number(digits));
    for (const [index, number] of numbers.entries()) if (index > 0) assert.equal(number, (numbers[index - 1] ?? 0) + 1);
    assert.ok(numbers.length > 1000);
    await agent.terminals.close({ id });
  });

  test('a second client sees the screen that the first one sees, alternate screen included', async () => {
    const { id, client } = await open();
    client.type('seq 100; printf "\\033[?1049h\\033[2J\\033[5;5Hfull \\033[7mscre%s\\033[27m" en; cat\r');
    await client.shows('screen');
    const second = await attach(id);
    await second.shows('screen');
    const [one, two] = await Promise.all([drawn(client), drawn(second)]);
    assert.equal(two, one);
    assert.match(one, /full screen/);
    await agent.terminals.close({ id });
  });

  test('of two clients that answer a program, one is heard', async () => {
    const { id, client } = await open();
    const second = await attach(id);
    client.type('stty raw -echo; echo as""king; head -c 12 | od -An -c | tr -d " \\n"; stty sane; echo\r');
    await second.shows('asking');
    second.type('x'); // typing makes it the one that speaks
    second.type('\x1b[?62c');
    await second.until(() => second.messages.some((message) => message.type === 'input' && message.received === 7));
    client.type('\x1b[?1;2c');
    client.type('\x1b[24;80R');
    client.type('\x1b[I12');
    await client.shows('x033[?62c033[I12');
    await agent.terminals.close({ id });
  });

  test('a client that comes back replaces its own older socket', async () => {
    const { id } = await open();
    const first = await attach(id, '&client=abcdefgh');
    const second = await attach(id, '&client=abcdefgh');
    await first.until(() => first.closeCode !== null);
    assert.equal(first.closeCode, 4409);
    second.type('echo he""re\r');
    await second.shows('here\r\n');
    await agent.terminals.close({ id });
  });

  test('a paste into a program that does not read leaves the agent free', async () => {
    const { id, client } = await open();
    client.type('sleep 1000\r');
    client.type(Buffer.from('0123456789abcde\n'.repeat(16 * 1024))); // 256 KiB: more than the kernel takes
    const other = await open();
    other.client.type('echo fr""ee\r');
    await other.client.shows('free\r\n');
    for (let count = 0; count < 6; count += 1) client.type(Buffer.alloc(MEBIBYTE - 1, 'x'));
    await client.until(() => client.closeCode !== null);
    assert.equal(client.closeCode, 1009);
    await agent.terminals.close({ id });
    await agent.terminals.close({ id: other.id });
  });

  test('what a program printed before it ended arrives, however slow the client', async () => {
    const { id, client } = await open();
    client.acknowledges = false;
    client.type('stty -echo; seq 200000; echo la""st; exit\r');
    await client.until(() => client.receivedBytes > PAUSE_ABOVE_BYTES);
    client.acknowledges = true;
    client.acknowledge();
    await client.until(() => client.closeCode !== null);
    assert.match(client.text, /\n199999\r\n200000\r\nlast\r\n/);
    await agent.terminals.close({ id });
  });
});

/** What a page would show. */
async function drawn(client: RawClient): Promise<string> {
  const terminal = new headless.Terminal({ ...SIZE, allowProposedApi: true, logLevel: 'off' });
  await new Promise<void>((resolve) => terminal.write(new CsiClamp().push(Buffer.from(client.text, 'latin1')), resolve));
  const { active } = terminal.buffer;
  return Array.from({ length: SIZE.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '').join('\n');
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
