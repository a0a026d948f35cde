import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator, Page } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { createStory } from './story.ts';

/** What a member sets, in their own browser and in another tab, in the workspace's file, as keys and as JSON. */
let ide: Ide;
let page: Page;
const chapter = createStory();
const FILE = '.config/atelier/settings.json';

before(async () => {
  ide = await Ide.open();
  ({ page } = ide.owner);
  await ide.inside.run("printf 'first = 1\\n' > notes.py");
  await ide.openByAddress('/home/ws/notes.py');
  await ide.owner.editorShows('first = 1');
});

after(() => ide?.[Symbol.asyncDispose]());

const html = (): Locator => page.locator('html');
/** Settings are known by their keys: what they are called is the business of who declares them. */
const row = (key: string): Locator => page.getByRole('group').filter({ has: page.getByRole('code').filter({ hasText: new RegExp(`^${key.replaceAll('.', '[.]')}$`) }) });
const reset = (key: string): Locator => row(key).getByRole('button', { name: /^Reset / });

/** The size of the editor's text, in the page that shows it. */
async function fontSizeIs(at: Page, px: number): Promise<void> {
  await until(`text of ${px} px`, async () => (await at.locator('.monaco-editor .view-lines').first().evaluate((lines) => getComputedStyle(lines).fontSize).catch(() => '')) === `${px}px`);
}

chapter('a setting is found by its words, changed, held in another tab at once, and put back', async () => {
  const other = await ide.anotherPage(`/w/${ide.workspace}?file=/home/ws/notes.py`);
  await other.editorShows('first = 1');
  await page.bringToFront();
  await page.keyboard.press('Control+,');
  const search = page.getByRole('searchbox', { name: 'Search settings' });
  await search.waitFor();
  await until('the field has the focus', () => search.evaluate((field) => field === document.activeElement));
  await page.keyboard.type('editor fontsize');
  const size = row('editor.fontSize').getByRole('textbox');
  await size.fill('17');
  await size.press('Enter');
  await reset('editor.fontSize').waitFor();
  await other.page.bringToFront();
  await fontSizeIs(other.page, 17);
  await other.page.close();
  await page.bringToFront();
  await size.fill('-3');
  await size.press('Enter');
  await page.getByText('Not a value that this takes.').waitFor();
  await reset('editor.fontSize').click();
  await reset('editor.fontSize').waitFor({ state: 'hidden' });
});

chapter('this workspace has its own in a file, which any program may write', async () => {
  await page.getByText('This workspace', { exact: true }).click();
  const size = row('editor.fontSize').getByRole('textbox');
  await size.fill('19');
  await size.press('Enter');
  await until('the file is written', async () => /"editor.fontSize": 19/.test(await ide.inside.run(`cat ${FILE}`).catch(() => '')));
  await ide.inside.run(`printf '{\\n  // mine\\n  "editor.fontSize": 21, "__proto__": { "editor.tabSize": 9 },\\n  "editor.tabSize": "wide"\\n}' > ${FILE}`);
  await until('the page follows', async () => (await size.inputValue()) === '21');
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('editor.tabSize');
  await row('editor.tabSize').getByText('"wide" is not a value that this takes.').waitFor();
  assert.equal(await row('editor.tabSize').getByRole('textbox').inputValue(), '4');
  await ide.inside.run(`printf '{ "editor.fontSize": 40, oops' > ${FILE}`);
  await page.getByText(/This workspace’s settings are not followed: line 1 is not JSON\./).waitFor();
  await page.getByRole('tab', { name: 'notes.py' }).click();
  await fontSizeIs(page, 21);
  await ide.inside.run(`rm ${FILE}`);
  await fontSizeIs(page, 13);
});

chapter('high contrast is there at the next first paint', async () => {
  await page.keyboard.press('Control+,');
  await page.getByText('Mine, everywhere', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('colorTheme');
  await row('workbench.colorTheme').getByRole('button').last().click();
  await page.getByRole('option', { name: 'High contrast', exact: true }).click();
  await page.locator('html[data-contrast="high"]').waitFor();
  const answered = await page.request.get(`${ide.server.url}/w/${ide.workspace}`, { headers: { accept: 'text/html' } });
  assert.match(await answered.text(), /<html[^>]* data-contrast="high"/);
  await reset('workbench.colorTheme').click();
  await page.locator('html:not([data-contrast])').waitFor();
  assert.equal(await html().getAttribute('data-contrast'), null);
});

chapter('a key is recorded; whose it was is named before, and stops having it', async () => {
  await page.keyboard.press('Control+K');
  await page.getByText('Ctrl K was pressed.').waitFor();
  await page.keyboard.press('Control+S');
  const search = page.getByRole('searchbox', { name: 'Search a command or a key' });
  await search.fill('side panel');
  const change = page.getByRole('button', { name: 'Change the keys of Show or hide the side panel' });
  await change.click();
  const dialog = page.getByRole('dialog', { name: 'Keys for “Show or hide the side panel”' });
  await dialog.waitFor();
  await page.keyboard.press('Control+J');
  await dialog.getByText('Ctrl J does “Show or hide the panel” now.').waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Mine 2', { exact: true }).waitFor();
  const tree = page.getByRole('tree', { name: 'Files' });
  await page.keyboard.press('Control+J');
  await tree.waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+J');
  await tree.waitFor();
  await ide.owner.terminal.waitFor();
});

chapter('the text editor’s own keys of two strokes go on working beside ours', async () => {
  await page.getByRole('tab', { name: 'notes.py' }).click();
  await ide.owner.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+K');
  await page.getByText('Ctrl K was pressed.').waitFor();
  await page.keyboard.press('Control+C');
  await ide.owner.editorShows('# first = 1');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('second');
  await ide.owner.editorShows('second');
  await ide.owner.save();
});

chapter('the keys are JSON as VS Code has it, and hold after a reload', async () => {
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+S');
  await page.getByRole('button', { name: 'Open as JSON' }).click();
  const text = page.getByRole('textbox', { name: 'My keys as JSON' });
  await until('the rules are there', async () => (await text.inputValue()).includes('"-workbench.togglePanel"'));
  await text.fill('[{ "key": "f9", "command": "workbench.toggleSide" }');
  await page.getByText('line 1 is not JSON.').waitFor();
  await text.fill('[\n  // mine\n  { "key": "f9", "command": "workbench.toggleSide" },\n]\n');
  await page.keyboard.press('Control+S');
  await page.getByRole('button', { name: 'Saved' }).waitFor();
  await ide.owner.reload();
  const tree = page.getByRole('tree', { name: 'Files' });
  await tree.waitFor();
  await ide.owner.connected();
  await page.keyboard.press('F9');
  await tree.waitFor({ state: 'hidden' });
  await page.keyboard.press('F9');
  await tree.waitFor();
});

chapter('the menu runs commands where people look for them', async () => {
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'File', exact: true }).press('ArrowRight');
  await page.getByRole('menuitem', { name: /^Open settings/ }).press('Enter');
  await page.getByRole('searchbox', { name: 'Search settings' }).waitFor();
});
