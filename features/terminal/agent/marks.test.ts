import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import type { TerminalId } from '../../../shared/ids.ts';
import { type AgentForTests, RawClient, startAgentForTests } from './agent-for-tests.ts';

const SIZE = { cols: 80, rows: 24 };
/** A prompt, ready for the next command. */
const READY = '\x1b]633;B\x07';

suite('what a shell tells of its commands', { timeout: 180_000 }, () => {
  let agent: AgentForTests;
  let home = '';
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'atelier-home-'));
    writeFileSync(join(home, '.bashrc'), "HISTCONTROL=ignoreboth\nset -u\nMINE=rc\nPS1='mine> '\n");
    writeFileSync(join(home, '.bash_history'), 'first old\n#1700000000\nsecond old\n');
    mkdirSync(join(home, 'sub'));
    writeFileSync(join(home, 'sub', 'notes.txt'), '');
    agent = await startAgentForTests({ env: { HOME: home, HISTFILE: join(home, '.bash_history'), PROMPT_COMMAND: 'THEIRS=$?' } });
  });
  after(async () => {
    await agent.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function open(): Promise<{ id: TerminalId; client: RawClient; nonce: string }> {
    const { id } = await agent.terminals.create({ size: SIZE, folder: home });
    const client = await new RawClient(agent.url(`terminals/${id}?cols=80&rows=24`)).attached();
    await client.until(() => client.text.includes(READY) || client.text.includes('\x1b]633;R;')); // it comes, or was there before
    const nonce = client.messages.flatMap((message) => (message.type === 'attached' ? [message.nonce] : []))[0] ?? '';
    return { id, client, nonce };
  }

  /** Types a command and waits for the prompt that follows it; what was printed. */
  async function run(client: RawClient, command: string): Promise<string> {
    const from = client.text.length;
    client.type(`${command}\r`);
    await client.until(() => client.text.indexOf(READY, from) >= 0);
    return client.text.slice(from);
  }

  test('its own start files hold, and its prompt and PROMPT_COMMAND', async () => {
    const { client, id } = await open();
    assert.match(client.text, /mine> /);
    await run(client, 'false');
    assert.match(await run(client, 'echo "[$MINE $THEIRS $? ${SHELL_MARKS_NONCE-none}]"'), /\[rc 1 1 none\]/);
    await agent.terminals.close({ id });
  });

  test('commands come with their text, folder and exit status', async () => {
    const { client, id, nonce } = await open();
    const output = await run(client, 'cd sub; echo "a;b"; (exit 3)');
    assert.ok(output.includes(`\x1b]633;E;cd sub\\x3b echo "a\\x3bb"\\x3b (exit 3);${nonce}\x07\x1b]633;C\x07a;b\r\n\x1b]633;D;3\x07\x1b]633;P;Cwd=${home}/sub\x07`), JSON.stringify(output));
    await agent.terminals.close({ id });
  });

  test('who attaches later is told of the commands that are still on the screen, and nothing that a program made up', async () => {
    const { client, id, nonce } = await open();
    await run(client, 'true');
    await run(client, `printf '\\033]633;E;rm -rf made-up;guessed\\007\\033]633;C\\007'`);
    await run(client, ' echo not for the history');
    const later = await new RawClient(agent.url(`terminals/${id}?cols=80&rows=24`)).attached();
    await later.shows('not for the history');
    await later.until(() => later.text.includes(`;${nonce}\x07`));
    const told = [...later.text.matchAll(/\]633;R;(\d+);(\d*);([01]);(\d*);([^;]*);([^;]*);([0-9a-z]*)/g)].map(([, , , isRunning, exitCode, folder, text, by]) => ({ isRunning, exitCode, folder, text, by }));
    assert.deepEqual(told.map(({ text }) => text?.slice(0, 12)), ['true', "printf '\\x5c", ' echo not fo', '']);
    assert.deepEqual(told[0], { isRunning: '0', exitCode: '0', folder: home, text: 'true', by: nonce });
    await agent.terminals.close({ id });
  });

  test('the folder of a terminal is where its shell is, and a split can start there', async () => {
    const { client, id } = await open();
    await run(client, 'cd sub');
    const folderOf = async (): Promise<string | undefined> => (await agent.terminals.list()).find((view) => view.id === id)?.folder;
    while ((await folderOf()) !== join(home, 'sub')) await new Promise((resolve) => setImmediate(resolve));
    const beside = await agent.terminals.create({ size: SIZE, folder: join(home, 'sub'), beside: id });
    assert.equal(beside.group, id);
    assert.deepEqual(await agent.terminals.locate({ id, folder: null, texts: ['notes.txt', './notes.txt', 'b/notes.txt', 'nothing.txt', '..', '~/sub', '/proc/self/mem\0'] }), [
      { path: join(home, 'sub/notes.txt'), kind: 'file' },
      { path: join(home, 'sub/notes.txt'), kind: 'file' },
      { path: join(home, 'sub/notes.txt'), kind: 'file' },
      null,
      { path: home, kind: 'folder' },
      { path: join(home, 'sub'), kind: 'folder' },
      null,
    ]);
    await agent.terminals.close({ id: beside.id });
    await agent.terminals.close({ id });
  });

  test('recent commands: those of the terminals, then those of the history file, none that began with a space', async () => {
    const { client, id } = await open();
    await run(client, 'echo one');
    await run(client, 'second old || true');
    await run(client, ' echo secret');
    await run(client, 'echo one');
    const list = async (): Promise<string[]> => (await agent.terminals.recent()).map(({ text }) => text);
    while ((await list())[0] !== 'echo one') await new Promise((resolve) => setImmediate(resolve));
    const texts = await list();
    assert.deepEqual(texts.slice(0, 2), ['echo one', 'second old || true']);
    assert.deepEqual(texts.slice(-2), ['second old', 'first old']);
    assert.equal(texts.some((text) => text.includes('secret')), false);
    await agent.terminals.close({ id });
  });

  test('cleared, a terminal has the row of its prompt and nothing else, for who looks and for who comes later', async () => {
    const { client, id } = await open();
    await run(client, 'seq 1 200');
    await agent.terminals.clear({ id });
    await client.until(() => client.messages.some((message) => message.type === 'cleared'));
    const later = await new RawClient(agent.url(`terminals/${id}?cols=80&rows=24`)).attached();
    await later.shows('mine> ');
    assert.doesNotMatch(later.text, /199/);
    await agent.terminals.close({ id });
  });

  test('name, colour and order are everybody’s', async () => {
    const first = await open();
    const second = await open();
    await agent.terminals.label({ id: first.id, name: ' server ', colour: 'green' });
    await agent.terminals.arrange({ groups: [[second.id, first.id]] });
    const views = (await agent.terminals.list()).filter(({ id }) => id === first.id || id === second.id);
    assert.deepEqual(views.map(({ id, name, colour, group }) => ({ id, name, colour, group })), [
      { id: second.id, name: null, colour: null, group: second.id },
      { id: first.id, name: 'server', colour: 'green', group: second.id },
    ]);
    for (const { id } of [first, second]) await agent.terminals.close({ id });
  });
});
