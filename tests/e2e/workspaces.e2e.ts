import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext, Locator } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { createStory } from './story.ts';

/** A workspace's life on its page, as two browsers see it: created, started, stopped, rebuilt, deleted and restored. */
let server: RunningServer;
let browser: BrowserContext;
let elsewhere: BrowserContext;
let owner: Person;
let other: Person;
const chapter = createStory();
/** Followed by how long it has been. */
const RUNNING = /^Running(?!,)/;
const START_TIMEOUT_MS = 240_000;

before(async () => {
  server = await startServer();
  [browser, elsewhere] = [await openBrowser(), await openBrowser()];
  [owner, other] = [await Person.at(browser, server), await Person.at(elsewhere, server)];
  await owner.becomeOwner();
  await other.goTo('/login');
  await other.signIn();
});

after(async () => {
  await Promise.all([browser?.close(), elsewhere?.close()]);
  await removeWorkspaces(server, OWNER);
  await server?.stop();
});

function createDialog(): Locator {
  return owner.page.getByRole('dialog', { name: 'New workspace' });
}

async function chooseMore(name: string, action: string): Promise<void> {
  await owner.page.getByRole('button', { name: `More for ${name}` }).click();
  await owner.page.getByRole('menuitem', { name: action, exact: true }).click();
}

chapter('without a workspace there is one thing to do', async () => {
  await owner.page.getByRole('heading', { name: 'Create your first workspace' }).waitFor();
  assert.equal(await owner.page.getByRole('article').count(), 0);
});

chapter('the dialog says what is wrong with a name and with limits, and creates nothing', async () => {
  await owner.page.getByRole('button', { name: 'New workspace' }).first().click();
  const dialog = createDialog();
  const create = dialog.getByRole('button', { name: 'Create' });
  await create.click();
  await dialog.getByText('Type a name').waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Cash Reports');
  await dialog.getByText('try cash-reports').waitFor();
  await dialog.getByText('Fits on this machine').waitFor();
  await dialog.getByRole('textbox', { name: 'Memory' }).fill('1000');
  await dialog.getByRole('textbox', { name: 'Memory' }).press('Tab');
  await dialog.getByText('More than this machine has left').waitFor();
  assert.ok(await create.isDisabled());
  await owner.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await owner.page.getByRole('heading', { name: 'Create your first workspace' }).waitFor();
});

chapter('a created workspace appears and starts in both browsers, with its steps', async () => {
  await owner.createWorkspace('premier');
  for (const person of [owner, other]) await person.workspaceRow('premier').waitFor();
  for (const person of [owner, other]) await person.workspaceRow('premier').getByText(RUNNING).waitFor({ timeout: START_TIMEOUT_MS });
  await owner.page.getByText('1 running, 1 in all').waitFor();
});

chapter('a taken name is told', async () => {
  await owner.page.getByRole('button', { name: 'New workspace' }).first().click();
  await createDialog().getByRole('textbox', { name: 'Name' }).fill('premier');
  await createDialog().getByText('You have a workspace of that name').waitFor();
  await owner.page.keyboard.press('Escape');
  await createDialog().waitFor({ state: 'hidden' });
});

chapter('what the terminal commits and changes is listed before a deletion, which asks for the name', async () => {
  await owner.openWorkspace('premier');
  await owner.runInTerminal('git init -q -b main notes && cd notes && git config user.email p@example.com && git config user.name P');
  await owner.runInTerminal('echo one > kept.txt && git add . && git commit -q -m "Write the first note" && echo two > unsaved.txt');
  await owner.goTo('/workspaces');
  await owner.workspaceRow('premier').waitFor();
  await chooseMore('premier', 'Delete');
  const dialog = owner.page.getByRole('alertdialog', { name: 'Delete premier?' });
  await dialog.getByText('1 change not committed, 1 commit never pushed').waitFor();
  for (const text of ['unsaved.txt', 'Write the first note', 'on main']) await dialog.getByText(text).waitFor();
  const confirm = dialog.getByRole('button', { name: 'Delete premier' });
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole('textbox', { name: 'Type its name' }).fill('premie');
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole('textbox', { name: 'Type its name' }).fill('premier');
  await confirm.click();
});

chapter('it is in the trash for both browsers, and Undo brings it back with its files', async () => {
  await owner.page.getByText('premier is in the trash').first().waitFor();
  await other.page.getByRole('region', { name: 'Trash' }).getByText('premier').waitFor();
  await owner.page.getByRole('button', { name: 'Undo' }).click();
  for (const person of [owner, other]) await person.workspaceRow('premier').waitFor();
  await owner.openWorkspace('premier');
  await owner.runInTerminal('cd ~/notes && test "$(cat kept.txt unsaved.txt)" = "$(printf "one\\ntwo")" && git log --oneline | grep -q "first note"');
});

chapter('stop and start: each seen in the other browser', async () => {
  await owner.goTo('/workspaces');
  await owner.page.getByRole('button', { name: 'Stop premier' }).click();
  await other.workspaceRow('premier').getByText('Stopped', { exact: true }).waitFor({ timeout: 60_000 });
  await other.page.getByRole('button', { name: 'Start premier' }).click();
  await owner.workspaceRow('premier').getByText(RUNNING).waitFor({ timeout: 60_000 });
});

chapter('a rebuild gives a new container and keeps the home', async () => {
  await chooseMore('premier', 'Rebuild');
  const dialog = owner.page.getByRole('alertdialog', { name: 'Rebuild premier?' });
  await dialog.getByRole('button', { name: 'Rebuild premier' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await owner.openWorkspace('premier');
  await owner.runInTerminal('test -f ~/notes/unsaved.txt');
});

chapter('deleted for good it is gone', async () => {
  await owner.goTo('/workspaces');
  await owner.workspaceRow('premier').waitFor();
  await chooseMore('premier', 'Delete');
  const dialog = owner.page.getByRole('alertdialog', { name: 'Delete premier?' });
  await dialog.getByRole('textbox', { name: 'Type its name' }).fill('premier');
  await dialog.getByRole('button', { name: 'Delete premier' }).click();
  await owner.page.getByRole('button', { name: 'Delete premier for good' }).click();
  const last = owner.page.getByRole('alertdialog', { name: 'Delete premier for good?' });
  await last.getByRole('textbox', { name: 'Type its name' }).fill('premier');
  await last.getByRole('button', { name: 'Delete premier for good' }).click();
  for (const person of [owner, other]) {
    await person.page.getByRole('heading', { name: 'Create your first workspace' }).waitFor({ timeout: 60_000 });
    await person.page.getByRole('region', { name: 'Trash' }).waitFor({ state: 'hidden' });
  }
});
