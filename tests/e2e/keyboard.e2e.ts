import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { createStory } from './story.ts';

/** The main path without a mouse, by somebody who asked for less motion. */
let server: RunningServer;
let browser: BrowserContext;
let page: Page;
let owner: Person;
const chapter = createStory();
const MAX_TABS = 60;

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  browser = await openBrowser({ reducedMotion: 'reduce' });
  owner = await Person.at(browser, server);
  ({ page } = owner);
});

after(async () => {
  await browser?.close();
  await removeWorkspaces(server, OWNER);
  await server?.stop();
});

/** Presses Tab (or Shift and Tab) until the wanted thing has the focus, and checks on the way that the focus can be seen. */
async function tabTo(wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < MAX_TABS; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    assert.ok(await focusIsVisible(), `no ring at ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`);
  }
  assert.fail(`${key} does not lead to ${String(wanted)}`);
}

/** The element with the focus, or what frames it, has an outline or a ring; the page itself needs none. */
function focusIsVisible(): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return true;
    const isRinged = (element: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    for (let element: Element | null = focused, up = 0; element !== null && up < 4; element = element.parentElement, up += 1) if (isRinged(element)) return true;
    // A native radio behind a card that is drawn: the ring is the card's or its sign's.
    return focused.closest('label')?.matches(':has(:focus-visible)') ?? focused.matches('textarea.xterm-helper-textarea, .monaco-editor *');
  });
}

/** F6 until the sheet has the focus; also the way out of a terminal, which keeps Tab for itself. */
async function goToSheet(sheet: 'side' | 'editor' | 'panel'): Promise<void> {
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('F6');
    if (await page.evaluate((name) => document.activeElement?.closest('[data-sheet]')?.getAttribute('data-sheet') === name, sheet)) return;
  }
  assert.fail(`F6 does not lead to ${sheet}`);
}

chapter('signing in by keyboard', async () => {
  await owner.goTo('/login');
  await page.getByRole('textbox', { name: 'Email' }).waitFor();
  await tabTo(page.getByRole('textbox', { name: 'Email' }));
  await page.keyboard.type(OWNER.email);
  await tabTo(page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
});

chapter('the first Tab of a page leads to its content', async () => {
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  assert.ok(await skip.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await owner.arrivesAt(/#content$/);
});

chapter('creating a workspace: the dialog takes the focus, keeps it, and gives it back', async () => {
  const open = page.getByRole('button', { name: 'New workspace' }).first();
  await tabTo(open);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New workspace' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await name.waitFor();
  assert.ok(await name.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await open.evaluate((element) => element === document.activeElement), 'the focus is back');

  await page.keyboard.press('Enter');
  await name.waitFor();
  await page.keyboard.type('by-hand');
  await tabTo(dialog.getByRole('textbox', { name: 'Memory' }));
  await page.keyboard.press('ArrowDown');
  await tabTo(dialog.getByRole('button', { name: 'Create' }));
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
});

chapter('opening it, making a file and writing into it', async () => {
  const open = page.getByRole('link', { name: 'Open by-hand' });
  await open.waitFor({ timeout: 240_000 });
  await tabTo(open);
  await page.keyboard.press('Enter');
  const tree = page.getByRole('tree', { name: 'Files' });
  await tree.getByRole('treeitem').first().waitFor({ timeout: 60_000 });
  await owner.connected();
  await owner.terminalShows(/[$#] ?$/m);
  await goToSheet('side');
  await tabTo(page.getByRole('button', { name: 'New file' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name of the new file' }).waitFor();
  await page.keyboard.type('plan.md');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'plan.md', selected: true }).waitFor();
  await owner.editor.waitFor();
  await page.locator('.monaco-editor.focused').waitFor();
  await page.keyboard.insertText('# Without a mouse');
  await owner.save();
  await goToSheet('panel');
  await page.keyboard.type('cat plan.md');
  await page.keyboard.press('Enter');
  await owner.terminalShows(/^# Without a mouse/m);
});

chapter('F6 goes round the sheets, and motion is reduced', async () => {
  for (const sheet of ['side', 'editor', 'panel', 'editor', 'side'] as const) await goToSheet(sheet);
  await owner.goTo('/workspaces');
  await owner.workspaceRow('by-hand').waitFor();
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((animation) => {
      const timing = animation.effect?.getComputedTiming();
      return Number(timing?.duration) > 10 && timing?.iterations !== 0;
    }).length,
  );
  assert.equal(moving, 0);
});
