import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** Groups of editors: splits, tabs that move between them, comparisons, texts without a file; and all of it again after a reload. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
  await ide.inside.run(`printf 'one\\n' > one.txt; printf 'two\\n' > two.txt; seq 1 200 | sed 's/^/line /' > long.txt`);
  await ide.openByAddress('/home/ws/one.txt');
  await owner.editorShows('one');
});
after(() => ide?.[Symbol.asyncDispose]());

const tabs = (group = 1): Locator => owner.page.getByRole('tablist', { name: group === 1 ? 'Open editors' : `Open editors, group ${group}`, exact: true });
const tab = (name: string, group = 1): Locator => tabs(group).getByRole('tab', { name, exact: true });
const group = (number: number): Locator => owner.page.locator(`[data-group="${number}"]`);
/** The text editor of a group: not there while its text is read, nor are those of comparisons it. */
const editor = (number: number): Locator => group(number).locator('.text-panel:not([hidden]) .monaco-editor[role="code"]');

const press = (...keys: string[]): Promise<void> => owner.press(...keys);

/** Waits until a group's text is this, spaces as they are typed. */
async function shows(number: number, wanted: string): Promise<void> {
  await until(`group ${number} shows ${wanted}`, async () => (await editor(number).locator('.view-lines').innerText()).replaceAll('\u00a0', ' ').includes(wanted));
}

async function menuOf(item: Locator, entry: string): Promise<void> {
  await item.click({ button: 'right' });
  await owner.page.getByRole('menuitem', { name: entry, exact: true }).click();
}

chapter('a split shows the same text twice: what is typed in one is in the other, and is saved once', async () => {
  await owner.editor.click();
  await press('Control+\\');
  await tab('one.txt', 2).waitFor();
  await shows(2, 'one');
  await group(2).locator('.monaco-editor.focused').waitFor();
  await press('Control+A');
  await owner.page.keyboard.insertText('typed on the right');
  await shows(1, 'typed on the right');
  await tab('one.txt, not saved').waitFor();
  await tab('one.txt, not saved', 2).waitFor();
  await press('Control+S');
  await tab('one.txt').waitFor();
  await tab('one.txt', 2).waitFor();
  assert.equal(await ide.inside.text('/home/ws/one.txt'), 'typed on the right');
});

chapter('what is opened comes into the group in front; a preview gives way to the next one, a kept one does not', async () => {
  await owner.treeItem('two.txt').click();
  await tab('two.txt', 2).waitFor();
  await shows(2, 'two');
  await owner.treeItem('long.txt').click();
  await tab('long.txt', 2).waitFor();
  await tab('two.txt', 2).waitFor({ state: 'detached' });
  await owner.treeItem('two.txt').dblclick();
  await tab('two.txt', 2).waitFor();
  await menuOf(tab('two.txt', 2), 'Pin');
  await tab('two.txt, pinned', 2).waitFor();
  assert.deepEqual(await tabs(2).getByRole('tab').allInnerTexts(), ['two.txt', 'one.txt']);
});

chapter('a tab is dragged into another group, and to a side of one to make a third', async () => {
  await tab('one.txt', 2).dragTo(tab('one.txt'));
  await tab('one.txt', 2).waitFor({ state: 'detached' });
  await owner.treeItem('long.txt').dblclick();
  await tab('long.txt').waitFor();
  const body = group(2).locator('.group-body');
  const box = await body.boundingBox();
  assert.ok(box);
  await tab('long.txt').dragTo(body, { targetPosition: { x: box.width / 2, y: box.height - 20 } });
  await tab('long.txt', 3).waitFor();
  await shows(3, 'line 1');
  const [upper, lower] = [await group(2).boundingBox(), await group(3).boundingBox()];
  assert.ok(upper && lower && lower.y > upper.y + upper.height && Math.abs(lower.x - upper.x) < 1, 'it lies below');
});

chapter('one goes back to where one was, and forward again', async () => {
  await editor(3).click();
  await press('Control+End');
  await owner.page.getByRole('button', { name: /^Ln 201,/ }).waitFor();
  await press('Control+1');
  await group(1).locator('.monaco-editor.focused').waitFor();
  await press('Alt+ArrowLeft');
  await owner.page.getByRole('button', { name: /^Ln 201,/ }).waitFor();
  await group(3).locator('.monaco-editor.focused').waitFor();
  await press('Alt+ArrowRight');
  await group(1).locator('.monaco-editor.focused').waitFor();
});

chapter('closing the last tab of a group closes it, and it can be had back', async () => {
  await tab('long.txt', 3).click();
  await tab('long.txt', 3).press('Delete');
  await tabs(3).waitFor({ state: 'detached' });
  await press('Alt+Shift+T');
  await tab('long.txt', 2).waitFor();
});

chapter('a text without a file, groups and sizes are there again after a reload; saving it asks for its name', async () => {
  await press('Control+1');
  await group(1).locator('.monaco-editor.focused').waitFor();
  await press('Control+Alt+N');
  await tab('Untitled 1').waitFor();
  await group(1).locator('.monaco-editor.focused').waitFor();
  await owner.page.keyboard.insertText('not in a file yet');
  await tab('Untitled 1, not saved').waitFor();
  await owner.page.getByRole('slider', { name: 'Size of the groups' }).press('ArrowLeft');
  const before = await group(1).boundingBox();
  await until('the draft is kept', async () => (await owner.keptDrafts()).some(({ text }) => text.includes('not in a file yet')));
  await owner.reload();
  await owner.connected();
  await tab('Untitled 1, not saved').waitFor();
  await shows(1, 'not in a file yet');
  await tab('two.txt, pinned', 2).waitFor();
  await tab('long.txt', 2).waitFor();
  assert.deepEqual(await group(1).boundingBox(), before);
  await editor(1).click();
  await press('Control+S');
  const dialog = owner.page.getByRole('dialog', { name: 'Save Untitled 1 as' });
  const field = dialog.getByRole('textbox', { name: 'Path in the workspace' });
  await field.fill('/home/ws/two.txt');
  await press('Enter');
  await dialog.getByText('There is a file of that name.').waitFor();
  assert.equal(await ide.inside.text('/home/ws/two.txt'), 'two\n', 'nothing is overwritten unasked');
  await field.fill('/home/ws/named.txt');
  await press('Enter');
  await tab('named.txt').waitFor();
  await shows(1, 'not in a file yet');
  assert.equal(await ide.inside.text('/home/ws/named.txt'), 'not in a file yet');
});

chapter('a text is compared with what is on disk, and goes on being typed in there', async () => {
  await editor(1).click();
  await press('Control+End');
  await owner.page.keyboard.insertText(' and more');
  await press('Control+K', 'D');
  const comparison = owner.page.getByRole('region', { name: 'Comparison named.txt (On disk ↔ Yours)' });
  await comparison.locator('.editor.original').getByText('not in a file yet', { exact: true }).waitFor();
  await comparison.locator('.editor.modified').getByText('not in a file yet and more').waitFor();
  await comparison.locator('.editor.modified').click();
  await press('Control+End');
  await owner.page.keyboard.insertText(', typed here');
  await press('Control+S');
  await until('it is saved', async () => (await ide.inside.text('/home/ws/named.txt')) === 'not in a file yet and more, typed here');
  await comparison.getByRole('button', { name: 'Show as one text' }).click();
  await comparison.getByRole('button', { name: 'Show side by side' }).click();
});

chapter('closing several asks once for what is unsaved, and keeps it when the answer is no', async () => {
  await tab('named.txt').click();
  await editor(1).click();
  await press('Control+End');
  await owner.page.keyboard.insertText('!');
  await tab('one.txt').click();
  await editor(1).click();
  await press('Control+End');
  await owner.page.keyboard.insertText('!');
  await tab('one.txt, not saved').waitFor();
  await press('Control+K', 'Control+W');
  const dialog = owner.page.getByRole('alertdialog', { name: 'Save 2 files before closing?' });
  await dialog.getByText('named.txt').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await tab('one.txt, not saved').waitFor();
  await press('Control+K', 'Control+W');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await owner.page.getByText('No file is open').waitFor();
  assert.equal(await ide.inside.text('/home/ws/one.txt'), 'typed on the right!');
});
