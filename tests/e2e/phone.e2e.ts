import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Page } from 'playwright-core';

import { PHONE } from '../harness/browser.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { createStory } from './story.ts';

/** On a phone: everything fits its width, and the workbench shows one thing at a time, with the keys that a phone lacks. */
let ide: Ide;
const chapter = createStory();

before(async () => {
  ide = await Ide.open({ viewport: PHONE, hasTouch: true, isMobile: true });
  await ide.inside.run("printf 'first line\\n' > notes.txt");
});

after(() => ide?.[Symbol.asyncDispose]());

async function fits(page: Page): Promise<void> {
  const wide = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide.content <= wide.window, `${page.url()} is ${wide.content} px wide`);
}

/** In the navigation at the foot. */
async function show(name: string): Promise<void> {
  await ide.owner.page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name, exact: true }).tap();
}

chapter('the pages fit, and so does the dialog to create', async () => {
  const { owner } = ide;
  await owner.goTo('/workspaces');
  await owner.workspaceRow(ide.workspace).waitFor();
  await fits(owner.page);
  await owner.page.getByRole('button', { name: 'New workspace' }).first().tap();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Create' }).scrollIntoViewIfNeeded();
  await fits(owner.page);
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).tap();
  await owner.goTo('/account');
  await owner.page.getByRole('table').waitFor();
  await fits(owner.page);
});

chapter('files, then the file, one at a time', async () => {
  const { owner } = ide;
  const { page } = owner;
  await owner.goTo(`/w/${ide.workspace}`);
  await owner.treeItem('notes.txt').waitFor();
  await fits(page);
  assert.equal(await page.locator('.monaco-editor:visible').count(), 0);
  await owner.treeItem('notes.txt').tap();
  await owner.editor.waitFor();
  await owner.editorShows('first line');
  await page.getByRole('tree', { name: 'Files' }).waitFor({ state: 'hidden' });
  await fits(page);
});

chapter('the terminal fills the screen; a command runs, and the bar’s keys reach it', async () => {
  const { owner } = ide;
  const { page } = owner;
  await show('Terminal');
  await owner.terminalShows(/[$#] ?$/m);
  await page.locator('.monaco-editor').first().waitFor({ state: 'hidden' });
  await owner.runInTerminal('echo again >> runs.txt');
  const keys = page.getByRole('toolbar', { name: 'Keys' });
  await keys.getByRole('button', { name: 'Up' }).tap();
  await owner.page.keyboard.press('Enter');
  await until('the command of before ran again', async () => (await ide.inside.run('cat runs.txt')) === 'again\nagain\n');
  await owner.typeInTerminal('cat > typed.txt; echo ended-$?');
  // What is typed while the shell still reads is not edited as lines.
  await until('cat reads', async () => (await ide.inside.run('ls')).includes('typed.txt'));
  await page.keyboard.type('words');
  await page.keyboard.press('Enter');
  await keys.getByRole('button', { name: 'Ctrl' }).tap();
  await page.keyboard.press('d');
  await owner.terminalShows(/^ended-0/m, 30_000);
  assert.equal(await ide.inside.run('cat typed.txt'), 'words\n');
  await fits(page);
});

chapter('the file that the terminal wrote is among the files', async () => {
  await show('Explorer');
  await ide.owner.treeItem('typed.txt').waitFor();
});
