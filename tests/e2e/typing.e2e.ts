import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, CDPSession } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { CuttableNetwork } from '../harness/cuttable-network.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { Person } from './person.ts';

/** Nobody loses or doubles a letter, whatever the network does. */
const EDITOR_CHARACTERS = 20_000;
const TERMINAL_CHARACTERS = 2_000;
const CUTS = 20;
const RESTARTS = [5, 15];

/** Lines of figures and words, each ended by a full stop: no bracket or suggestion of the editor adds to them. */
function textOf(characters: number, name: string): string {
  let text = '';
  for (let line = 1; text.length < characters; line += 1) text += `${name} ${line} says that nothing is lost here.\n`;
  return `${text.slice(0, characters - 1)}\n`;
}

/** Keys as a keyboard gives them, without waiting for what each of them does. */
async function type(keyboard: CDPSession, text: string): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (const character of text) {
    const key = character === '\n' ? { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' } : { key: character, text: character };
    // Nobody here looks at a key that comes up again: without, it takes half as long.
    sent.push(keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }));
  }
  await Promise.all(sent);
}

test('20,000 letters in a file and 2,000 in a terminal arrive once each, through 20 cuts and two restarts', async () => {
  await using ide = await Ide.open();
  await using network = await CuttableNetwork.to(ide.server.url);
  await using browser: BrowserContext & AsyncDisposable = await openBrowser({ flags: network.flags });
  const person = await Person.at(browser, ide.server);
  const { page } = person;
  await person.goTo('/login');
  await person.signIn();
  await ide.inside.run(': > typed.txt');
  await ide.openByAddress('/home/ws/typed.txt', person);
  await person.typeInTerminal('cat > received.txt');
  await until('the terminal reads', async () => (await ide.inside.run('ls')).includes('received.txt'));
  const keyboard = await browser.newCDPSession(page);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  const forEditor = textOf(EDITOR_CHARACTERS, 'line');
  const forTerminal = textOf(TERMINAL_CHARACTERS, 'row');
  const piece = (text: string, number: number): string => text.slice(Math.floor((number * text.length) / CUTS), Math.floor(((number + 1) * text.length) / CUTS));
  for (let number = 0; number < CUTS; number += 1) {
    await person.editor.click();
    await page.keyboard.press('Control+End');
    const typing = type(keyboard, piece(forEditor, number));
    network.cut();
    await typing;
    await person.terminal.locator('.xterm-helper-textarea').last().focus();
    const half = piece(forTerminal, number).length / 2;
    await type(keyboard, piece(forTerminal, number).slice(0, half));
    if (RESTARTS.includes(number)) {
      await ide.server.kill();
      await ide.startServerAgain();
    }
    network.mend();
    await type(keyboard, piece(forTerminal, number).slice(half));
  }
  await page.getByRole('button', { name: 'Try now' }).click({ timeout: 2000 }).catch(() => undefined); // it may be back by itself
  await person.connected();
  await until('the terminal received every key', async () => (await ide.inside.run('wc -c < received.txt')).trim() === String(TERMINAL_CHARACTERS));
  assert.equal(await ide.inside.text('/home/ws/received.txt'), forTerminal);
  await person.editor.click();
  await person.save();
  assert.equal(await ide.inside.text('/home/ws/typed.txt'), forEditor);
  assert.equal(await page.evaluate(() => 'isSamePage' in window), true, 'the page was loaded anew');
});
