import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';

import { MEMBER_OOM_SCORE } from '../../../shared/agent-protocol.ts';
import { MAX_TERMINALS } from '../contract.ts';
import { type AgentForTests, RawClient, startAgentForTests, TEST_SECRET } from './agent-for-tests.ts';

const SIZE = { cols: 80, rows: 24 };

suite('terminals of the agent', { timeout: 180_000 }, () => {
  let agent: AgentForTests;
  before(async () => (agent = await startAgentForTests({ env: { GREETING: 'bonjour', LEAK: `x${TEST_SECRET}` } })));
  after(() => agent.close());

  async function open(query = 'cols=80&rows=24'): Promise<{ id: string; client: RawClient }> {
    const { id } = await agent.terminals.create({ size: SIZE });
    return { id, client: await new RawClient(agent.url(`terminals/${id}?${query}`)).attached() };
  }

  test('a shell starts in the first root with the workspace’s environment and without the agent’s secret', async () => {
    const { client, id } = await open();
    client.type('echo "[$GREETING $TERM $COLORTERM $PWD ${LEAK-none}]"\r');
    await client.shows('[bonjour xterm-256color truecolor /tmp none]');
    await agent.terminals.close({ id: asId(id) });
  });

  test('what runs in a terminal is killed before the agent when memory runs out', async () => {
    const { client, id } = await open();
    client.type('echo "score=$(cat /proc/self/oom_score_adj)."\r');
    await client.shows(`score=${MEMBER_OOM_SCORE}.`);
    await agent.terminals.close({ id: asId(id) });
  });

  test('the exit code stays until the terminal is closed', async () => {
    const { client, id } = await open();
    client.type('exit 7\r');
    await client.until(() => client.closeCode !== null);
    assert.deepEqual(client.messages.at(-1), { type: 'exited', exitCode: 7 });
    assert.equal(client.closeCode, 1000);
    const again = await new RawClient(agent.url(`terminals/${id}`)).attached();
    await again.until(() => again.closeCode !== null);
    assert.match(again.text, /exit 7/);
    assert.equal((await agent.terminals.list()).find((view) => view.id === id)?.exitCode, 7);
    await agent.terminals.close({ id: asId(id) });
    const gone = new RawClient(agent.url(`terminals/${id}`));
    await gone.until(() => gone.closeCode !== null);
    assert.equal(gone.closeCode, 4404);
  });

  test('the title is what the program in front set, else its name', async () => {
    const { client, id } = await open();
    const titles: string[] = [];
    const watching = new AbortController();
    const watch = (async () => {
      for await (const list of await agent.terminals.watch(undefined, { signal: watching.signal })) {
        const title = list.find((view) => view.id === id)?.title ?? '';
        if (titles.at(-1) !== title) titles.push(title);
        if (title === 'cat') watching.abort();
      }
    })().catch((error: unknown) => assert.equal(watching.signal.aborted, true, String(error)));
    client.type(`printf '\\033]0;a\\001title${'x'.repeat(300)}\\007'\r`);
    await until(async () => ((await agent.terminals.list()).find((view) => view.id === id)?.title ?? '').startsWith('atitle'));
    assert.equal(titles.every((title) => title.length <= 200), true);
    client.type('cat\r');
    await watch;
    assert.deepEqual(titles.at(-1), 'cat');
    await agent.terminals.close({ id: asId(id) });
  });

  test('A32 any size is clamped', async () => {
    for (const [query, shown] of [['cols=0&rows=0', '1 2'], ['cols=-1&rows=-1', '1 2'], ['cols=1e9&rows=1e9', '500 1000'], ['cols=NaN&rows=abc', '24 80'], ['', '24 80']] as const) {
      const { client, id } = await open(query);
      client.type('stty size\r');
      await client.shows(`${shown}\r\n`);
      await agent.terminals.close({ id: asId(id) });
    }
    const { client, id } = await open();
    for (const cols of ['"x"', 'null', '1e400', '{}', '-5']) client.socket.send(`{"type":"resize","cols":${cols},"rows":"y"}`);
    client.socket.send('{"type":"resize","cols":33,"rows":11}');
    client.type('stty size\r');
    await client.shows('11 33\r\n');
    await agent.terminals.close({ id: asId(id) });
  });

  test('A35 one terminal too many is refused, and the others go on', async () => {
    const views = [];
    while ((await agent.terminals.list()).length < MAX_TERMINALS) views.push(await agent.terminals.create({ size: SIZE }));
    await assert.rejects(agent.terminals.create({ size: SIZE }), { code: 'limit_reached' });
    const [first] = views;
    assert.ok(first);
    const client = await new RawClient(agent.url(`terminals/${first.id}`)).attached();
    client.type('echo sti""ll\r');
    await client.shows('still\r\n');
    for (const { id } of views) await agent.terminals.close({ id });
  });

  test('a folder that is none is refused', async () => {
    await assert.rejects(agent.terminals.create({ size: SIZE, folder: '/proc/nowhere' as never }), { code: 'not_a_folder' });
  });

  test('A40 frames that break the protocol close their socket and nothing else', async () => {
    const { id, client } = await open();
    for (const [frame, code] of [['not json', 1008], ['{"type":"nonsense"}', 1008], ['['.repeat(100_000), 1008], ['{"__proto__":{"type":"resize"}}', 1008], [Buffer.alloc(2 * 1024 * 1024), 1009]] as const) {
      const bad = await new RawClient(agent.url(`terminals/${id}`)).attached();
      bad.socket.send(frame);
      await bad.until(() => bad.closeCode !== null);
      assert.ok(bad.closeCode === code || bad.closeCode === 1006, `${String(frame).slice(0, 20)}: ${bad.closeCode}`);
    }
    client.type('echo fi""ne\r');
    await client.shows('fine\r\n');
    await agent.terminals.close({ id: asId(id) });
  });

  test('a program that ignores the hang-up is killed when its terminal is closed', async () => {
    const { client, id } = await open();
    client.type("trap '' HUP; echo pid=$$.\r");
    await client.until(() => /pid=\d+\./.test(client.text));
    const pid = Number(/pid=(\d+)\./.exec(client.text)?.[1]);
    await agent.terminals.close({ id: asId(id) });
    await until(async () => !isRunning(pid));
  });

  test('A21 without the capability no terminal is opened, by a call or by a socket', async () => {
    const other = await startAgentForTests({ capabilities: ['files.read'] });
    await assert.rejects(other.terminals.create({ size: SIZE }), { code: 'forbidden' });
    const client = new RawClient(other.url('terminals/t000000000000'));
    await client.until(() => client.closeCode !== null);
    assert.equal(client.closeCode, 1006);
    await other.close();
  });

  test('once it is closed no terminal is opened: nobody would end its program', async () => {
    const other = await startAgentForTests();
    const closing = other.close();
    await assert.rejects(other.terminals.create({ size: SIZE }), { code: 'unavailable' });
    await closing;
  });
});

function asId(id: string): never {
  return id as never;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
