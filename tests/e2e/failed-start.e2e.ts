import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { createStory } from './story.ts';

/** Packages that the owner adds: one that does not exist fails the start with its cause, one that does is there. */
let server: RunningServer;
let browser: BrowserContext;
let owner: Person;
const chapter = createStory();
/** Followed by how long it has been. */
const RUNNING = /^Running(?!,)/;
const BUILD_TIMEOUT_MS = 240_000;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
  owner = await Person.at(browser, server);
  await owner.becomeOwner();
});

after(async () => {
  await browser?.close();
  await removeWorkspaces(server, OWNER);
  await server?.stop();
});

async function createWithPackage(name: string, packageName: string): Promise<void> {
  await owner.page.getByRole('button', { name: 'New workspace' }).first().click();
  const dialog = owner.page.getByRole('dialog', { name: 'New workspace' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('textbox', { name: 'Debian packages to add' }).fill(packageName);
  await dialog.getByRole('textbox', { name: 'Debian packages to add' }).press('Enter');
  await dialog.getByRole('button', { name: `Remove ${packageName}` }).waitFor();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

chapter('an image whose package does not exist fails the start: the cause, the log, and another try', async () => {
  await createWithPackage('broken', 'atelier-no-such-package');
  const row = owner.workspaceRow('broken');
  await row.getByText('Failed to start').waitFor({ timeout: BUILD_TIMEOUT_MS });
  await row.getByText(/could not be built/).waitFor();
  await row.getByText('Nothing was lost.').waitFor();
  await row.getByRole('button', { name: 'Show the log' }).click();
  assert.match(await row.getByRole('textbox', { name: 'Log of broken' }).inputValue(), /Unable to locate package atelier-no-such-package/);
  await row.getByRole('button', { name: 'Try again to start broken' }).click();
  await row.getByText('Starting', { exact: true }).waitFor();
  await row.getByText('Failed to start').waitFor({ timeout: BUILD_TIMEOUT_MS });
});

chapter('its address tells the same, with the way to try again', async () => {
  await owner.goTo('/w/broken');
  await owner.page.getByText(/could not be built/).waitFor({ timeout: BUILD_TIMEOUT_MS });
  await owner.page.getByRole('button', { name: /^Try again/ }).waitFor();
});

chapter('a package of Debian that the owner adds is there in the terminal', async () => {
  await owner.goTo('/workspaces');
  await createWithPackage('greeter', 'hello');
  await owner.workspaceRow('greeter').getByText(RUNNING).waitFor({ timeout: BUILD_TIMEOUT_MS });
  await owner.openWorkspace('greeter');
  await owner.runInTerminal('test "$(command -v hello)" = /usr/bin/hello && hello');
});
