import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { until } from '#tests/harness/until.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { type AgentForTests, RawClient, startAgentForTests } from './agent-for-tests.ts';

const SIZE = { cols: 80, rows: 24 };
/** A prompt that comes, or that was there before. */
const READY = /\]633;[BR]/;

suite('what stands on terminals outlives the workspace’s container', { timeout: 180_000 }, () => {
  let home = '';
  let agent: AgentForTests;
  const start = (): Promise<AgentForTests> => startAgentForTests({ home, snapshotEveryMs: 10 });
  const folder = (): string => join(home, '.local/state/atelier/terminals');
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'atelier-home-'));
    agent = await start();
  });
  afterEach(async () => {
    await agent.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function attach(id: TerminalId): Promise<RawClient> {
    return new RawClient(agent.url(`terminals/${id}?cols=80&rows=24`)).attached();
  }

  async function open(): Promise<{ id: TerminalId; client: RawClient }> {
    const { id } = await agent.terminals.create({ size: SIZE, folder: home });
    const client = await attach(id);
    await client.until(() => READY.test(client.text));
    return { id, client };
  }

  test('its text, name, colour, folder and place are back, and what is typed starts a shell there', async () => {
    const first = await open();
    const second = await open();
    await agent.terminals.label({ id: second.id, name: 'build', colour: 'cyan' });
    await agent.terminals.arrange({ groups: [[second.id], [first.id]] });
    mkdirSync(join(home, 'deep'));
    second.client.type('cd deep; echo kept-"te"xt\r');
    await second.client.shows('kept-text\r\n');
    await agent.close();
    assert.equal(statSync(folder()).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder(), `${second.id}.json`)).mode & 0o777, 0o600);

    agent = await start();
    const views = await agent.terminals.list();
    assert.deepEqual(views.map(({ id, name, colour, restored }) => ({ id, name, colour, restored })), [
      { id: second.id, name: 'build', colour: 'cyan', restored: true },
      { id: first.id, name: null, colour: null, restored: true },
    ]);
    const client = await attach(second.id);
    await client.shows('UTC');
    assert.match(client.text, /kept-text[^]* UTC /);
    client.type('\x1b[1;1R'); // an answer of the terminal is no key
    client.type('pwd\r');
    await client.shows(join(home, 'deep'));
    assert.equal((await agent.terminals.list()).find(({ id }) => id === second.id)?.restored, false);
  });

  test('a crash loses no more than what was printed last', async () => {
    const { id, client } = await open();
    client.type('echo before-the-cra""sh\r');
    await client.shows('before-the-crash\r\n');
    const kept = (): boolean => existsSync(join(folder(), `${id}.json`)) && execFileSync('cat', [join(folder(), `${id}.json`)], { encoding: 'utf8' }).includes('before-the-crash');
    await until('what was printed is kept', kept);
  });

  test('one whose program ended, or that was closed, is gone for good', async () => {
    const ended = await open();
    const closed = await open();
    ended.client.type('exit 4\r');
    await ended.client.until(() => ended.client.closeCode !== null);
    await agent.terminals.close({ id: closed.id });
    await agent.close();
    assert.deepEqual(existsSync(folder()) ? readdirSync(folder()) : [], []);
    agent = await start();
    assert.deepEqual(await agent.terminals.list(), []);
  });

  test('files that are not ours, or hold up who reads them, are not there', async () => {
    await agent.close();
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'taaaaaaaaaaaa.json'), '{"version":1');
    writeFileSync(join(folder(), 'tbbbbbbbbbbbb.json'), JSON.stringify({ version: 1, id: 'tbbbbbbbbbbbb', text: 5 }));
    execFileSync('mkfifo', [join(folder(), 'tcccccccccccc.json')]);
    agent = await start();
    assert.deepEqual(await agent.terminals.list(), []);
  });

  test('a folder that is gone by then is home’s first root instead', async () => {
    mkdirSync(join(home, 'brief'));
    const { id, client } = await open();
    client.type('cd brief; echo the""re\r');
    await client.shows('there\r\n');
    await agent.close();
    rmSync(join(home, 'brief'), { recursive: true });
    agent = await start();
    const later = await attach(id);
    await later.shows('UTC');
    later.type('echo "in $PWD."\r');
    await later.shows(`in ${tmpdir()}.`);
  });
});
