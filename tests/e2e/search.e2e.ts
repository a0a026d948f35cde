import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** Finding: files by a part of their name, commands by theirs, text in all files, and replacing it. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

const FILES = `
set -e
mkdir -p shop/app/services shop/build shop/tests && cd shop && git init -q && printf 'build\\n' > .gitignore
printf 'def total(net):\\n    return round(net, 2)\\n\\n\\ndef with_vat(net):\\n    return round(net * 1.21, 2)\\n' > app/services/invoices.py
printf 'price = round(cost, 2)\\n' > app/services/stock.py
printf 'assert round(total, 2) == 3\\n' > tests/test_quotes_vat.py
printf 'round(1, 2)\\n' > build/out.py
printf 'round(x, 2)\\n' > "$(printf 'caf\\351.py')"
for i in $(seq 1 400); do echo "line $i of the log"; done > app/quotes.log
`;

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
  await ide.inside.run(FILES);
  await owner.openWorkspace(ide.workspace);
});
after(() => ide?.[Symbol.asyncDispose]());

const dialog = (name: string): Locator => owner.page.getByRole('dialog', { name });
const option = (name: RegExp): Locator => owner.page.getByRole('option', { name }).first();
const hits = (): Locator => owner.page.getByRole('tree', { name: 'Search results' });
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await owner.page.keyboard.press(key);
};

chapter('Ctrl+P finds a file by letters of its name and opens it at a line', async () => {
  await press('Control+p');
  await dialog('Go to file').waitFor();
  await owner.page.keyboard.type('qlog:321');
  await option(/^quotes[.]log/).waitFor();
  assert.equal(await option(/^quotes[.]log/).getAttribute('aria-selected'), 'true');
  await press('Enter');
  await dialog('Go to file').waitFor({ state: 'hidden' });
  await owner.page.getByRole('tab', { name: /quotes[.]log/, selected: true }).waitFor();
  await owner.editorShows('line 321 of the log');
});

chapter('what was open is first, and Escape gives the focus back to the text', async () => {
  await owner.page.locator('.monaco-editor.focused').waitFor();
  await press('Control+p');
  await option(/^quotes[.]log/).waitFor();
  await press('Escape');
  await dialog('Go to file').waitFor({ state: 'hidden' });
  await owner.page.locator('.monaco-editor.focused').waitFor();
});

chapter('the palette runs a command by parts of its name, the last one first the next time', async () => {
  await press('Control+p');
  await owner.page.keyboard.type('>terminal new');
  await dialog('Command palette').waitFor();
  await option(/^New terminal/).waitFor();
  await press('Escape', 'F1');
  await dialog('Command palette').waitFor();
  await owner.page.keyboard.type('side panel');
  await option(/^Show or hide the side panel.*Ctrl/).waitFor();
  await press('Enter');
  await owner.page.getByRole('tree', { name: 'Files' }).waitFor({ state: 'hidden' });
  await press('Control+Shift+p');
  await until('the command is first', async () => (await option(/./).innerText()).startsWith('Show or hide the side panel'));
  await press('Enter');
  await owner.page.getByRole('tree', { name: 'Files' }).waitFor();
});

chapter('Ctrl+Shift+F searches all files but the ignored ones, which are counted and can be had', async () => {
  await press('Control+Shift+f');
  const field = owner.page.getByRole('textbox', { name: 'Search' });
  await field.fill('round(');
  await owner.page.getByText('5 results in 4 files').waitFor();
  await hits().getByRole('treeitem', { name: /^caf\\xe9[.]py/ }).waitFor();
  await owner.page.getByText('1 ignored file hidden').waitFor();
  await owner.page.getByRole('button', { name: 'Search them too' }).click();
  await owner.page.getByText('6 results in 5 files').waitFor();
  await owner.page.getByRole('button', { name: 'Leave them out' }).click();
  await owner.page.getByText('5 results in 4 files').waitFor();
});

chapter('an expression that cannot be says where, and a hit opens where it is', async () => {
  const field = owner.page.getByRole('textbox', { name: 'Search' });
  await owner.page.getByRole('button', { name: 'Regular expression' }).click();
  await owner.page.getByText(/unclosed group/).waitFor();
  await field.fill(String.raw`round\((.+), 2\)`);
  await owner.page.getByText('5 results in 4 files').waitFor();
  await hits().getByRole('treeitem', { name: /return round\(net \* 1/ }).click();
  await owner.page.getByRole('tab', { name: /invoices[.]py/, selected: true }).waitFor();
  await until('the hit is selected', async () => (await owner.page.evaluate(() => document.querySelectorAll('.monaco-editor .selected-text').length)) > 0);
});

chapter('a replacement leaves out what has no tick, skips what changed since, and is undone as one', async () => {
  await press('Control+Shift+h');
  await owner.page.getByRole('textbox', { name: 'Replace' }).fill('once($1)');
  await hits().getByText('once(net * 1.21)').waitFor();
  await hits().getByRole('treeitem', { name: /return round\(net, 2/ }).click();
  const tick = owner.page.locator('.search-preview-tick').getByRole('checkbox', { name: 'Replace in line 2' });
  await tick.uncheck();
  await owner.page.getByRole('button', { name: 'Replace 4 in 4 files' }).waitFor();
  await tick.check();
  await owner.page.getByRole('checkbox', { name: /^Replace in caf/ }).uncheck();
  await ide.inside.run('printf "price = round(cost, 2) + 1\\n" > shop/app/services/stock.py');
  await owner.page.getByRole('button', { name: 'Replace 4 in 3 files' }).click();
  await owner.page.getByText('stock.py changed since it was searched').waitFor();
  assert.match(await ide.inside.text('/home/ws/shop/app/services/invoices.py'), /once\(net\)[^]*once\(net \* 1[.]21\)/);
  assert.match(await ide.inside.text('/home/ws/shop/app/services/stock.py'), /round\(cost, 2\) \+ 1/);
  assert.match(await ide.inside.run('cat shop/caf*'), /round\(x, 2\)/);
  await owner.page.getByRole('button', { name: 'Undo' }).click();
  await owner.page.getByText('2 files are as before').waitFor();
  assert.match(await ide.inside.text('/home/ws/shop/tests/test_quotes_vat.py'), /round\(total, 2\)/);
});

chapter('100,000 hits are scrolled through, and another query takes their place', async () => {
  await ide.inside.run('mkdir many && cd many && for f in $(seq 1 500); do yes needle | head -200 > $f.txt; done');
  await owner.page.getByRole('textbox', { name: 'Search' }).fill('needle');
  await owner.page.getByText('100,000 results in 500 files').waitFor();
  const drawn = await hits().evaluate(async (list) => {
    for (let step = 0; step < 60; step += 1) {
      list.scrollTop += list.scrollHeight / 60;
      await new Promise(requestAnimationFrame);
    }
    return { rows: list.querySelectorAll('[role="treeitem"]').length, atEnd: list.scrollTop + list.clientHeight >= list.scrollHeight - 1 };
  });
  assert.ok(drawn.atEnd);
  assert.ok(drawn.rows < 120, `${drawn.rows} rows are drawn`);
  await owner.page.getByRole('textbox', { name: 'Search' }).fill('price =');
  await owner.page.getByText('1 result in 1 file', { exact: true }).waitFor();
});
