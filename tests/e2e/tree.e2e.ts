import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** The explorer: everything by keyboard, names that lie, links that lead nowhere or round, folders without measure. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
  await owner.openWorkspace(ide.workspace);
});
after(() => ide?.[Symbol.asyncDispose]());

const tree = (): Locator => owner.page.getByRole('tree', { name: 'Files' });
/** By its exact name as it is shown. */
const item = (name: string): Locator => tree().getByRole('treeitem', { name, exact: true });

const press = (...keys: string[]): Promise<void> => owner.press(...keys);

/** Selects a row as the keyboard does it: by typing its first letters. */
async function goToRow(name: string): Promise<void> {
  await tree().focus();
  const selected = tree().locator('[aria-selected="true"]');
  await until(`the row ${name} is selected`, async () => {
    if ((await selected.count()) === 1 && (await selected.getAttribute('aria-label')) === name) return true;
    await press('Home');
    await owner.page.keyboard.type(name);
    return false;
  });
}

/** Gives the name that is asked for. */
async function giveName(label: string | RegExp, name: string): Promise<void> {
  const field = owner.page.getByRole('textbox', { name: label });
  await field.waitFor();
  await press('Control+A');
  await owner.page.keyboard.insertText(name);
  await press('Enter');
}

chapter('by keyboard alone: a folder and a file are made, renamed, moved and deleted', async () => {
  await tree().focus();
  await press('Home', 'ContextMenu');
  await owner.page.getByRole('menuitem', { name: 'New folder' }).waitFor();
  await press('ArrowDown', 'ArrowDown', 'Enter');
  await giveName('Name of the new folder', 'target');
  await item('target').waitFor();
  await press('Home', 'Shift+F10');
  await owner.page.getByRole('menuitem', { name: 'New file' }).waitFor();
  await press('ArrowDown', 'Enter');
  await giveName('Name of the new file', 'before.txt');
  await owner.page.getByRole('tab', { name: 'before.txt', selected: true }).waitFor();
  // It takes the focus once it is drawn, which is after its tab.
  await owner.page.locator('.monaco-editor.focused').waitFor();
  await goToRow('before.txt');
  await press('F2');
  await giveName('New name of before.txt', 'after.txt');
  await owner.page.getByRole('tab', { name: 'after.txt', selected: true }).waitFor();
  await goToRow('after.txt');
  await press('Control+x');
  await goToRow('target');
  await press('Control+v');
  await until('it was moved', async () => (await ide.inside.run('ls target')) === 'after.txt\n');
  await goToRow('after.txt');
  await press('Delete');
  await owner.page.getByRole('alertdialog', { name: 'Delete after.txt?' }).waitFor();
  await owner.page.getByRole('button', { name: 'Delete after.txt' }).focus();
  await press('Enter');
  await item('after.txt').waitFor({ state: 'detached' });
  assert.equal(await ide.inside.run('ls -A target'), '');
});

chapter('a name that is taken is refused, and nothing is replaced', async () => {
  await ide.inside.run('mkdir taken && printf 1 > taken/one && printf 2 > taken/two');
  await item('taken').click();
  await item('two').click();
  await press('F2');
  await giveName('New name of two', 'one');
  await owner.page.getByText('It was not renamed to one').waitFor();
  await press('Escape');
  assert.equal(await ide.inside.run('cat taken/one taken/two'), '12');
});

/** As bash writes it → as the tree shows it. */
const NAMES: readonly (readonly [string, string])[] = [
  ['with two  spaces', 'with two  spaces'],
  [`quote'"\`$(id)`, `quote'"\`$(id)`],
  [String.raw`line\nbreak`, String.raw`line\nbreak`],
  ['🐚 plage', '🐚 plage'],
  [String.raw`evil\u202etxt.exe`, String.raw`evil\u202etxt.exe`],
  [String.raw`not\xffutf8`, String.raw`not\xffutf8`],
  ['-rf', '-rf'],
];

chapter('A23 hostile names are shown escaped, and can be opened, saved, renamed and deleted', async () => {
  const literal = (name: string): string => `$'names/${name.replaceAll("'", String.raw`\'`)}'`;
  await ide.inside.run(`mkdir names; ${NAMES.map(([name]) => `printf old > ${literal(name)}`).join('; ')}`);
  await item('names').click();
  for (const [at, [name, shown]] of NAMES.entries()) {
    await item(shown).dblclick();
    await owner.page.getByRole('tab', { name: shown, exact: true, selected: true }).waitFor();
    await owner.editorShows('old');
    await owner.replaceText(`new ${at}`);
    await owner.save();
    assert.equal(await ide.inside.run(`cat ${literal(name)}`), `new ${at}`);
    await item(shown).click();
    await press('F2');
    await giveName(/^New name of/, `renamed ${at}`);
    await item(`renamed ${at}`).waitFor();
  }
  assert.equal(await ide.inside.run('ls names | wc -l; cat names/*'), `${NAMES.length}\n${NAMES.map((_, at) => `new ${at}`).join('')}`);
});

chapter('A23 a name that would leave the folder is refused', async () => {
  for (const name of ['../escaped', '/tmp/escaped', '..']) {
    await goToRow('names');
    await press('ContextMenu');
    await owner.page.getByRole('menuitem', { name: 'New file' }).click();
    await giveName('Name of the new file', name);
    await owner.page.getByText(`${name} was not created`).first().waitFor();
    await press('Escape');
  }
  assert.equal(await ide.inside.run('ls -d escaped /tmp/escaped 2>/dev/null | wc -l'), '0\n');
});

chapter('A24 links: a loop and a dead one are no folders, one to the outside shows the container’s own file', async () => {
  await ide.inside.run('mkdir links && cd links && ln -s b a && ln -s a b && ln -s . round && ln -s /nowhere dead && ln -s /etc/passwd passwd && ln -s /proc/self/environ environ');
  await item('links').click();
  await item('dead').waitFor();
  for (const name of ['a', 'b', 'dead']) assert.equal(await item(name).getAttribute('aria-expanded'), null);
  await item('passwd').dblclick();
  await owner.editorShows('/bin/bash');
  await item('a').click();
  await owner.page.getByText(/^a(:| is)/).first().waitFor();
  await item('environ').click();
  await owner.page.getByRole('tab', { name: 'environ', selected: true }).waitFor();
  await item('round').click();
  await until('the folder shows inside itself', async () => (await item('passwd').count()) === 2);
});

chapter('what programs do shows at once', async () => {
  await ide.inside.run('mkdir live && touch live/here');
  await item('live').click();
  await item('here').waitFor();
  await ide.inside.run('mv live/here live/there && mkdir live/deeper');
  await item('there').waitFor();
  await item('deeper').waitFor();
  await item('here').waitFor({ state: 'detached' });
  await ide.inside.run('rm -r live');
  await item('live').waitFor({ state: 'detached' });
});

chapter('A30 a folder of 100,000 files opens, scrolls to its end, and the page stays usable', async () => {
  await ide.inside.run('mkdir /tmp/many && cd /tmp/many && seq -f "file-%06g" 1 100000 | xargs touch && ln -s /tmp/many ~/many');
  await item('many').click();
  await item('file-000001').waitFor();
  await until('all are listed', async () => (await item('file-000001').getAttribute('aria-setsize')) === '100000');
  await goToRow('file-000001');
  await press('End');
  await item('file-000001').waitFor({ state: 'detached' });
  await goToRow('file-100000');
  assert.ok((await tree().getByRole('treeitem').count()) < 200, 'only what shows is drawn');
  await press('Enter');
  await owner.page.getByRole('tab', { name: 'file-100000', selected: true }).waitFor();
  await ide.inside.run('rm many');
  await item('many').waitFor({ state: 'detached' });
});
