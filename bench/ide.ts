import type { Locator, Page } from 'playwright-core';

import type { Spot } from './page-clock.ts';
import type { BenchContext } from './context.ts';
import type { BenchWorkspace } from './workspace.ts';

/** The accessible names of the IDE that figures rely on, and the few things that a person does in it. */
export const TEXT_OF_FILE = '.monaco-editor .view-lines';
/** What the terminals in sight draw, without their accessible copy. */
export const SCREEN = '.terminal-screen .xterm-rows';
export const TREE = '[role="tree"][aria-label="Files"]';
export const PROMPT = '$ ';

/** A page with the IDE on it: tree and prompt are there. The caller closes it. */
export async function openIde(context: BenchContext, workspace?: BenchWorkspace): Promise<Page> {
  const { id } = workspace ?? (await context.workspace());
  const page = await context.page();
  await page.goto(`${(await context.server()).url}/w/${id}`);
  await showing(page, { selector: TREE, text: 'home' });
  await showing(page, { selector: SCREEN, text: PROMPT });
  return page;
}

/** Resolves once the text is on the page. */
export async function showing(page: Page, spot: Spot): Promise<void> {
  await page.evaluate((wanted) => globalThis.atelierBench.when(wanted), spot);
}

export function treeItem(page: Page, name: string): Locator {
  return page.locator(TREE).getByRole('treeitem', { name, exact: true });
}

/** Opens a file of home for good and waits for its text. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
  await treeItem(page, name).dblclick();
  await showing(page, { selector: TEXT_OF_FILE, text });
}

/** Types a command into the terminal in front and waits for what it says. */
export async function runInTerminal(page: Page, command: string, text: string): Promise<void> {
  await focusTerminal(page);
  await page.keyboard.insertText(command);
  await page.keyboard.press('Enter');
  await showing(page, { selector: SCREEN, text });
}

export async function focusTerminal(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal input' }).last().focus();
}

export async function newTerminal(page: Page): Promise<void> {
  const tabs = page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab');
  const before = await tabs.count();
  await page.getByRole('button', { name: 'New terminal' }).click();
  // In the list it may be before it is in front: until then the prompt, and the keys, are another one's.
  await page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab', { selected: true }).and(tabs.nth(before)).waitFor();
  await showing(page, { selector: SCREEN, text: PROMPT });
}
