import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { arrivesAt, type Person } from './person.ts';
import { createStory } from './story.ts';
import { lastScreenShows } from './terminals.ts';

/** Terminals: what survives a reload, a restart of the server, a crash of the agent; floods and hostile text. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  ({ owner } = ide);
  await owner.openWorkspace(ide.workspace);
});
after(() => ide?.[Symbol.asyncDispose]());

const tabs = (): Locator => owner.page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab');
const screens = (): Locator => owner.terminal.getByRole('document', { name: 'Text of the terminal' });
const PROMPT = /[$#] ?$/;

/** Waits until the terminal that was opened last, of those that show, shows it. */
const shows = (pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray> => lastScreenShows(screens, pattern, timeoutMs);

const press = (...keys: string[]): Promise<void> => owner.press(...keys);

/** Puts a text on the clipboard and pastes it where the focus is. */
async function paste(text: string): Promise<void> {
  await owner.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await press('Control+Shift+V');
}

async function shellPid(): Promise<string> {
  await owner.typeInTerminal('clear; echo "shell=$$"');
  return (await shows(/shell=(\d+)/))[1] ?? '';
}

chapter('several terminals, two of them side by side, each with a shell of its own', async () => {
  await owner.typeInTerminal('me=first');
  await owner.page.getByRole('button', { name: 'New terminal' }).click();
  await until('there are two', async () => (await tabs().count()) === 2);
  await shows(PROMPT);
  await owner.typeInTerminal('me=second; echo "I am $me"');
  await shows(/^I am second$/m);
  await owner.page.getByRole('button', { name: 'Split terminal' }).click();
  await until('two screens show', async () => (await screens().count()) === 2);
  await until('there are three', async () => (await tabs().count()) === 3);
  await shows(PROMPT);
  await owner.typeInTerminal('echo "I am ${me:-third}"');
  await shows(/^I am third$/m);
  await owner.page.getByRole('button', { name: 'Kill terminal' }).click();
  await until('two are left', async () => (await tabs().count()) === 2);
  await tabs().first().click();
  await owner.typeInTerminal('echo "I am $me"');
  await shows(/^I am first$/m);
});

chapter('a reload finds the same screen: a program over the whole of it, and what was there before', async () => {
  await ide.inside.run(`seq -f 'line %g of many' 1 500 > many.txt`);
  await owner.typeInTerminal('clear; echo before-less; less many.txt');
  await shows(/line 1 of many/);
  await press('Space');
  await shows(/^(?![^]*line 1 of many)[^]*line 1\d of many/);
  const seen = await screens().last().innerText();
  await owner.reload();
  await owner.connected();
  await until('the same screen shows', async () => (await screens().last().innerText({ timeout: 1000 }).catch(() => '')) === seen, 20_000);
  await owner.terminal.locator('textarea:visible').last().focus();
  await press('g');
  await shows(/line 1 of many/);
  await press('q');
  await shows(/before-less\n[^]*[$#] ?$/);
});

for (const { how, signal } of [{ how: 'stopped', signal: 'SIGTERM' }, { how: 'killed', signal: 'SIGKILL' }] as const) {
  chapter(`the server is ${how} and started again: the same shell, and every key arrives exactly once`, async () => {
    const pid = await shellPid();
    await owner.page.keyboard.type('echo "keys: one ');
    if (signal === 'SIGTERM') await ide.server.stop();
    else await ide.server.kill();
    await owner.page.getByRole('status', { name: 'Connection' }).filter({ hasText: /Reconnecting/ }).waitFor();
    await owner.page.keyboard.type('two three" $$');
    await press('Enter');
    await ide.startServerAgain();
    await owner.connected();
    const [, answer] = await shows(/^keys: (.*)$/m, 20_000);
    assert.equal(answer, `one two three ${pid}`);
    assert.equal((await screens().last().innerText()).match(/^keys:/gm)?.length, 1);
  });
}

chapter('A31 a flood is stopped by Ctrl+C', async () => {
  await owner.typeInTerminal('clear; yes flood');
  await shows(/flood\nflood\nflood/);
  await press('Control+C');
  await shows(/\^C[^]*[$#] ?$/);
});

chapter('a paste of 5,000 lines arrives whole', async () => {
  const lines = Array.from({ length: 5000 }, (_, at) => `${at} ${createHash('md5').update(String(at)).digest('hex')} é€`).join('\n');
  await owner.typeInTerminal('clear; echo ready; cat > pasted.txt; md5sum pasted.txt');
  await shows(/^ready$/m);
  await paste(`${lines}\n`);
  // `cat` would take them as they are; a shell would run them.
  await owner.page.getByRole('dialog', { name: 'Paste 5,000 lines?' }).getByRole('button', { name: 'Paste', exact: true }).click();
  await press('Control+D');
  const [, sum] = await shows(/([0-9a-f]{32}) {2}pasted[.]txt/, 20_000);
  assert.equal(sum, createHash('md5').update(`${lines}\n`).digest('hex'));
});

chapter('A33 a pasted end of the paste runs nothing', async () => {
  await owner.typeInTerminal('clear');
  await shows(/^[^\n]*[$#] ?$/);
  await paste('echo harmless\u{1b}[201~; touch hacked\n');
  await shows(/touch hacked/);
  await press('Control+C');
  // Keys that come while bash still deals with Ctrl+C can bring the given-up line back.
  await shows(/\^C\n[^]*[$#] ?$/);
  await owner.runInTerminal('test ! -e hacked');
});

chapter('A34 a link to a script does nothing; one to a page opens it', async () => {
  const link = (address: string, text: string): string => String.raw`\e]8;;${address}\e\\${text}\e]8;;\e\\\n`;
  await ide.inside.run(`printf '${link('javascript:document.title=1', 'SCRIPT-LINK')}${link('data:text/html,hello', 'DATA-LINK')}${link(`${ide.server.url}/healthz`, 'PAGE-LINK')}' > links.txt`);
  await owner.typeInTerminal('clear; cat links.txt; stty size');
  const [, rows, cols] = await shows(/^(\d+) (\d+)$/m);
  const clickRow = async (row: number): Promise<void> => {
    const box = await owner.terminal.locator('.xterm-screen:visible').last().boundingBox();
    assert.ok(box !== null);
    const at = { x: box.x + (3.5 * box.width) / Number(cols), y: box.y + ((row + 0.5) * box.height) / Number(rows) };
    await owner.page.mouse.move(at.x, at.y);
    await owner.page.keyboard.down('Control');
    await owner.page.mouse.click(at.x, at.y);
    await owner.page.keyboard.up('Control');
  };
  const title = await owner.page.title();
  const pagesBefore = ide.browser.pages().length;
  await clickRow(0);
  await clickRow(1);
  const opened = ide.browser.waitForEvent('page');
  await clickRow(2);
  const page = await opened;
  await arrivesAt(page, /[/]healthz$/);
  assert.equal(ide.browser.pages().length, pagesBefore + 1);
  assert.equal(await owner.page.title(), title);
  await page.close();
});

chapter('the agent is killed: the page says so, comes back with the text of its terminals, and what is typed starts shells again', async () => {
  const kept = (): Promise<string> => ide.inside.run(`cat .local/state/atelier/terminals/*.json`).catch(() => '');
  await owner.typeInTerminal('clear; echo before-the-kill');
  await until('what stands on the terminal is kept', async () => (await kept()).includes('before-the-kill'), 40_000);
  const lost = owner.page.getByRole('status', { name: 'Connection' }).filter({ hasText: /Reconnecting/ }).waitFor();
  await ide.inside.run(`pkill -KILL -f 'agent[.]cjs'`);
  await lost;
  await owner.connected();
  await owner.terminal.getByText('The program ended with the workspace').first().waitFor();
  await shows(/before-the-kill\n[^]* UTC /);
  await owner.runInTerminal('test -e many.txt');
  await owner.terminal.getByText('The program ended with the workspace').first().waitFor({ state: 'hidden' });
});

chapter('A35 above the limit of terminals the page says so and goes on', async () => {
  const message = owner.page.getByText('The terminal could not be opened.');
  await until(
    'the limit is told',
    async () => {
      await press('Control+Shift+Backquote');
      return message.isVisible();
    },
    60_000,
  );
  assert.equal(await tabs().count(), 50);
  await owner.page.getByRole('button', { name: 'Close', exact: true }).click();
  await tabs().first().click();
  await owner.runInTerminal('echo still here');
});
